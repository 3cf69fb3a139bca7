"""Addresses in the engine's SQL: one key for the many spellings of a door.

The scalar twin is `fangxian.terms.addresses`. `features` is the form for a whole column: it works in steps, so that
nothing is computed twice. `key` and `building_key` are single expressions for where no SELECT can stand; they are
slower, and long: an engine takes a fifth of a second to plan one.
"""

from collections.abc import Sequence

from fangxian.terms import address_rules as rules


def features(source: str, column: str) -> str:
    """SELECT of `raw, address_key, building_key`, one row for each distinct value of `column` in `source`.

    raw           the value as it stands (never NULL)
    address_key   'compound|building|unit|room', or NULL if the value names no door. Divisions above the compound are
                  left out; where no compound is named the community stands in for it, or the road. A house by the road
                  or in a village is 'road|number||'.
    building_key  'compound|building', or NULL if the value names no building
    """
    return f"""
WITH written AS (
    SELECT DISTINCT {column} AS raw FROM {source} WHERE {column} IS NOT NULL
), folded AS (
    SELECT raw, {_folded("raw")} AS folded FROM written
), tailed AS (
    SELECT raw, folded, {_tail("folded")} AS tail FROM folded
), cut AS (
    SELECT raw, tail, {_short("tail")} AS short, {_head("folded", "tail")} AS head FROM tailed
), numbered AS (
    SELECT raw, tail, head, {_local("head")} AS local_head, {_building("short")} AS building, {_unit("short")} AS unit,
        {_room("short")} AS room, {_road_number("short")} AS road_number
    FROM cut
), named AS (
    SELECT raw, tail, head, local_head, {_named("local_head")} AS named, road_number, {_read("building")} AS building,
        {_read("unit")} AS unit, {_read("room")} AS room
    FROM numbered
), keyed AS (
    SELECT raw, {_compound("named", "local_head", "head", "tail", "road_number")} || '|' || building AS building_key,
        unit, room
    FROM named
)
SELECT raw, building_key || '|' || unit || '|' || room AS address_key, building_key FROM keyed
""".strip()


def key(x: str) -> str:
    """'compound|building|unit|room' of an address, or NULL if it names no door (see `features`)."""
    short = _short(_tail(_folded(x)), column=False)
    return f"{building_key(x)} || '|' || {_figure(_unit(short))} || '|' || {_figure(_room(short))}"


def building_key(x: str) -> str:
    """'compound|building' of an address, or NULL if it names no building (see `features`)."""
    folded = _folded(x)
    tail = _tail(folded)
    short, head = _short(tail, column=False), _head(folded, tail)
    compound = _compound(_named(_local(head)), _local(head), head, tail, _road_number(short))
    return f"{compound} || '|' || {_figure(_building(short))}"


def _folded(x: str) -> str:
    """ASCII letters and figures, no notes, '-' for all that stands between parts."""
    plain = f"upper(translate({x}, {_text(rules.FOLDED_FROM)}, {_text(rules.FOLDED_TO)}))"
    bare = f"CASE WHEN regexp_matches({x}, {_text(rules.TO_FOLD)}) THEN {plain} ELSE {x} END"
    bare = _replaced(_replaced(bare, rules.NOTE, ""), rules.JOINT, "-")
    return f"CASE WHEN regexp_matches({x}, {_text(rules.PLAIN)}) THEN {x} ELSE {bare} END"


def _tail(folded: str) -> str:
    return f"regexp_extract({folded}, {_text(rules.TAIL)}, 0)"


def _short(tail: str, *, column: bool = True) -> str:
    short = f"translate({tail}, '{rules.NUMERALS_FROM}', '{rules.NUMERALS_TO}')"
    if column:
        short = f"CASE WHEN regexp_matches({tail}, '{rules.NUMERALS}') THEN {short} ELSE {tail} END"
    for pattern, kept in rules.SHORTENED:
        short = _replaced(short, pattern, kept)
    for word, kept in rules.REPLACED:
        short = f"replace({short}, '{word}', '{kept}')"
    return short


def _head(folded: str, tail: str) -> str:
    return _replaced(f"substr({folded}, 1, length({folded}) - length({tail}))", f"-+{rules.END}", "")


def _local(head: str) -> str:
    return _replaced(head, rules.DIVISIONS, "")


def _named(local: str) -> str:
    """The compound, or nothing."""
    return _replaced(_replaced(local, rules.COMMUNITY, ""), rules.DORMITORY, "")


def _compound(named: str, local: str, head: str, tail: str, road_number: str) -> str:
    nameless = f"CASE WHEN strpos({tail}, '{rules.NAMELESS}') > 0 THEN '{rules.NAMELESS}' END"
    compound = (
        f"coalesce(nullif(regexp_extract({named}, {_text(rules.AFTER_ROAD)}, 1), ''), "
        f"nullif({named}, ''), nullif({local}, ''), nullif({head}, ''), {nameless})"
    )
    for han, figure in rules.PHASES:
        compound = f"replace({compound}, '{han}', '{figure}')"
    return f"{compound} || {road_number}"


def _building(short: str) -> str:
    return f"coalesce({', '.join(_found(short, rules.BUILDING))})"


def _unit(short: str) -> str:
    return f"coalesce({', '.join(_found(short, rules.UNIT))}, '')"


def _room(short: str) -> str:
    # Only a house has a door without a number on it: its room is empty, others' is missing.
    house = f"substr({_found(short, [rules.HOUSE])[0]}, 1, 0)"
    last = _found(short, rules.ROOM)
    on_floor = [f"{floor} || lpad({last[-1]}, 2, '0')" for floor in _found(short, rules.FLOOR)]
    return f"coalesce({', '.join([*on_floor, *last, house])})"


def _road_number(short: str) -> str:
    return f"coalesce({_found(short, [rules.ROAD_NUMBER])[0]} || '号', '')"


def _found(x: str, patterns: Sequence[str]) -> list[str]:
    return [f"nullif(regexp_extract({x}, {_text(pattern)}, 1), '')" for pattern in patterns]


def _read(number: str) -> str:
    """A number in figures; `number` is a column, for it is named three times."""
    return f"CASE WHEN regexp_matches({number}, {_text(rules.UNREAD)}) THEN {_figure(number)} ELSE {number} END"


def _figure(number: str) -> str:
    for pattern, kept in rules.NUMBER_STEPS:
        number = _replaced(number, pattern, kept)
    return number


def _replaced(x: str, pattern: str, kept: str) -> str:
    return f"regexp_replace({x}, {_text(pattern)}, '{kept}', 'g')"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
