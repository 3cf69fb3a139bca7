"""How each term of a contract is read: from a raw cell (`raw_<field>`) to typed columns, and what may be wrong with it.

text, code       VARCHAR, blanks and placeholders gone; of a code also a spreadsheet's quotes and '.0'
name             VARCHAR (terms.names)
id_number        number, number_state, id_key BIGINT, document (see intake.clean); read by `intake.tidy_numbers`
sex              '1' or '2'                      birth_date   `born` DATE, from a valid number before the cell
phone            BIGINT (terms.phones)           date         DATE
moment           TIMESTAMP of a clock on the wall (terms.dates); a day alone is its midnight
address          VARCHAR, with address_key and building_key (terms.addresses)
area             VARCHAR of digits, 6 to 15; community: 12; grid: 15
category, uscc   VARCHAR, read word by word (intake.tidy_words)
number           INTEGER                         longitude, latitude   DOUBLE, degrees in WGS-84
polygon          VARCHAR: GeoJSON MultiPolygon coordinates in WGS-84
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from fangxian.contracts import Contract, Field
from fangxian.terms.coordinates import EAST, NORTH
from fangxian.terms.sql import dates, names, phones, resident_id

#: What people write where they have nothing to write.
NOTHING = "^(无|没有|空|不详|未知|暂无|-+|—+|/+|[*]+|NULL|null|None|none|N/A|n/a|#N/A|NaN|nan)$"
#: Two characters and more without blanks or marks, and what of them is nothing all the same.
_PLAIN = "^[0-9A-Za-z\\x{4E00}-\\x{9FFF}][0-9A-Za-z\\x{4E00}-\\x{9FFF}（）()·._-]+$"
_PLAIN_NOTHING = "('没有', '不详', '未知', '暂无', 'NULL', 'null', 'None', 'none', 'NaN', 'nan')"
_BLANKS = "[\\t\\r\\n\u00a0\u200b\ufeff]"
_AROUND_CODE = "[ \\t\\r\\n\u00a0\u3000\u200b\ufeff''\"`=]+"
_DIGITS_FROM, _DIGITS_TO = "０１２３４５６７８９", "0123456789"
_MEN, _WOMEN = (
    "('男', '男性', '1', 'M', 'm', 'male', 'Male', 'MALE')",
    "('女', '女性', '2', 'F', 'f', 'female', 'Female', 'FEMALE')",
)
#: Lengths of the codes that a field may hold.
LENGTHS = {"area": (6, 9, 12, 15), "community": (12,), "grid": (15,)}


@dataclass(frozen=True)
class Reading:
    """Columns by name with their SQL over `raw_<field>`; `value` is the one that rules speak of.

    `kept` and `repaired` are conditions over the columns: whether the raw cell is written beside them, and whether
    lossless cleaning changed something.
    """

    columns: dict[str, str]
    value: str
    kept: str
    repaired: str
    wrong: dict[str, str] = field(default_factory=dict)


def raw(one: Field) -> str:
    """The column that holds a field's cell as it came; NULL where nothing stands in it."""
    return f"raw_{one.name}"


def text(x: str) -> str:
    """A cell without blanks around it, without marks nobody sees; NULL for a placeholder."""
    spaced = f"regexp_replace({x}, '{_BLANKS}+', ' ', 'g')"
    bare = f"trim(CASE WHEN regexp_matches({x}, '{_BLANKS}') THEN {spaced} ELSE {x} END)"
    # Nearly every cell is plain, and is looked at once.
    plain = f"regexp_matches({x}, '{_PLAIN}') AND {x} NOT IN {_PLAIN_NOTHING}"
    return f"CASE WHEN {plain} THEN {x} WHEN regexp_matches({bare}, '{NOTHING}') THEN NULL ELSE nullif({bare}, '') END"


def code(x: str) -> str:
    """A code without blanks, a spreadsheet's quotes, its '.0', full-width figures."""
    bare = f"regexp_replace({x}, '{_AROUND_CODE}', '', 'g')"
    bare = f"translate({bare}, '{_DIGITS_FROM}', '{_DIGITS_TO}')"
    bare = f"regexp_replace({bare}, '[.]0+$', '', 'g')"
    plain = f"regexp_matches({x}, '^[0-9A-Za-z-]+$')"
    return f"CASE WHEN {plain} THEN {x} WHEN regexp_matches({bare}, '{NOTHING}') THEN NULL ELSE nullif({bare}, '') END"


def area(x: str) -> str:
    """A division's code; twelve digits that end in noughts are the shorter code of a higher level."""
    said = code(x)
    return (
        f"CASE WHEN regexp_matches({x}, '^[0-9]*[1-9][0-9]{{0,2}}$') THEN {x} "
        f"WHEN length({said}) IN (12, 15) AND ends_with({said}, '000') "
        f"THEN regexp_replace({said}, '(000){{1,3}}$', '', 'g') ELSE {said} END"
    )


def reading(one: Field, contract: Contract) -> Reading:
    """How a field of the contract is read."""
    return _READINGS.get(one.term, _text)(one, contract)


def _text(one: Field, contract: Contract) -> Reading:
    return _plain(one, text(raw(one)))


def _code(one: Field, contract: Contract) -> Reading:
    return _plain(one, code(raw(one)))


def _name(one: Field, contract: Contract) -> Reading:
    return _plain(one, names.clean(raw(one)))


def _plain(one: Field, sql: str) -> Reading:
    """A text that stays one: repaired where cleaning changed it."""
    differs = f"{raw(one)} IS NOT NULL AND {one.name} IS DISTINCT FROM {raw(one)}"
    return Reading({one.name: sql}, one.name, differs, differs, {"missing": f"{one.name} IS NULL"})


def _area(one: Field, contract: Contract) -> Reading:
    plain = _plain(one, area(raw(one)))
    listed = ", ".join(map(str, LENGTHS[one.term]))
    bad = f"(NOT regexp_matches({one.name}, '^[0-9]+$') OR length({one.name}) NOT IN ({listed}))"
    return Reading(plain.columns, one.name, plain.kept, plain.repaired, plain.wrong | {"bad_code": bad})


def _uscc(one: Field, contract: Contract) -> Reading:
    plain = _plain(one, f"w_{one.name}.cleaned")
    bad = f"{raw(one)} IS NOT NULL AND ok_{one.name} IS NOT TRUE"
    columns = plain.columns | {f"ok_{one.name}": f"w_{one.name}.valid"}
    missing = {"missing": f"{raw(one)} IS NULL", "bad_code": bad}
    return Reading(columns, one.name, plain.kept, plain.repaired, missing)


def _id_number(one: Field, contract: Contract) -> Reading:
    columns = {
        "number": f"CASE WHEN own_key IS NOT NULL THEN {raw(one)} ELSE o.number END",
        "number_state": "CASE WHEN own_key IS NOT NULL THEN 'valid' ELSE coalesce(o.number_state, 'missing') END",
        "id_key": "coalesce(own_key, o.id_key)",
        "document": "o.document",
    }
    kept = f"{raw(one)} IS NOT NULL AND number IS DISTINCT FROM {raw(one)}"
    repaired = f"number_state = 'legacy' OR (number IS NOT NULL AND number IS DISTINCT FROM {raw(one)})"
    return Reading(columns, "number", kept, repaired, {"missing": f"{raw(one)} IS NULL"})


def _sex(one: Field, contract: Contract) -> Reading:
    said = f"CASE WHEN {raw(one)} IN {_MEN} THEN '1' WHEN {raw(one)} IN {_WOMEN} THEN '2' END"
    sql = f"coalesce({resident_id.sex('coalesce(own_key, o.id_key)')}, {said})" if _numbered(contract) else said
    return _unread(one, one.name, sql)


def _born(one: Field, contract: Contract) -> Reading:
    said = dates.date(raw(one))
    known = resident_id.birth_date("coalesce(own_key, o.id_key)")
    sql = f"CASE WHEN coalesce(own_key, o.id_key) IS NOT NULL THEN {known} ELSE {said} END"
    return _dated(one, "born", sql if _numbered(contract) else said)


def _date(one: Field, contract: Contract) -> Reading:
    return _dated(one, one.name, dates.date(raw(one)))


def _dated(one: Field, column: str, sql: str) -> Reading:
    found = _unread(one, column, sql)
    return Reading(found.columns, column, found.kept, "FALSE", found.wrong | {"future": f"{column} > {{today}}"})


def _moment(one: Field, contract: Contract) -> Reading:
    found = _unread(one, one.name, dates.timestamp(raw(one)))
    ahead = {"future": f"CAST({one.name} AS DATE) > {{today}}"}
    return Reading(found.columns, one.name, found.kept, "FALSE", found.wrong | ahead)


def _phone(one: Field, contract: Contract) -> Reading:
    found = _unread(one, one.name, phones.key(raw(one)))
    differs = f"{raw(one)} IS NOT NULL AND CAST({one.name} AS VARCHAR) IS DISTINCT FROM {raw(one)}"
    return Reading(found.columns, one.name, differs, f"{one.name} IS NOT NULL AND {differs}", found.wrong)


def _number(one: Field, contract: Contract) -> Reading:
    digits = f"regexp_extract(translate({raw(one)}, '{_DIGITS_FROM}', '{_DIGITS_TO}'), '^[^0-9-]*(-?[0-9]{{1,6}})', 1)"
    return _unread(one, one.name, f"TRY_CAST(nullif({digits}, '') AS INTEGER)")


def _category(one: Field, contract: Contract) -> Reading:
    found = _unread(one, one.name, f"w_{one.name}.meaning")
    unknown = f"{raw(one)} IS NOT NULL AND {one.name} IS NULL"
    return Reading(found.columns, one.name, found.kept, "FALSE", found.wrong | {"unknown_category": unknown})


def _unread(one: Field, column: str, sql: str) -> Reading:
    """A typed value: the raw cell is kept where it could not be read."""
    unread = f"{raw(one)} IS NOT NULL AND {column} IS NULL"
    missing = f"{raw(one)} IS NULL AND {column} IS NULL"
    return Reading({column: sql}, column, unread, "FALSE", {"missing": missing, "unreadable": unread})


def address(one: Field, contract: Contract) -> str:
    """An address as a row says it: in one cell, else put together from compound, building, unit and room."""
    parts = {part.name: raw(part) for part in contract.fields}
    if not {"compound_name", "building", "unit", "room"} <= parts.keys():
        return raw(one)

    def numbered(name: str, word: str) -> str:
        bare = f"regexp_matches({parts[name]}, '^[0-9A-Za-z-]+$')"
        return f"CASE WHEN {bare} THEN concat({parts[name]}, '{word}') ELSE {parts[name]} END"

    words = (("building", "号楼"), ("unit", "单元"), ("room", "室"))
    said = ", ".join([parts["compound_name"], *(numbered(name, word) for name, word in words)])
    whole = f"{parts['room']} IS NOT NULL AND coalesce({parts['compound_name']}, {parts['building']}) IS NOT NULL"
    return f"coalesce({raw(one)}, CASE WHEN {whole} THEN concat({said}) END)"


def _address(one: Field, contract: Contract) -> Reading:
    plain = _plain(one, text(address(one, contract)))
    keys = {"address_key": "d.address_key", "building_key": "d.building_key"}
    return Reading(plain.columns | keys, one.name, plain.kept, plain.repaired, plain.wrong)


def _coordinate(one: Field, contract: Contract) -> Reading:
    low, high = EAST if one.term == "longitude" else NORTH
    found = _unread(one, one.name, f"p.{one.name}")
    changed = f"{one.name} IS NOT NULL AND p_changed"
    outside = {"outside_china": f"{one.name} NOT BETWEEN {low!r} AND {high!r}"}
    shared = {"p_changed": "coalesce(p.changed, FALSE)"}
    kept = f"{raw(one)} IS NOT NULL AND ({one.name} IS NULL OR p_changed)"
    return Reading(found.columns | shared, one.name, kept, changed, found.wrong | outside)


def _polygon(one: Field, contract: Contract) -> Reading:
    columns = {name: f"g.{name}" for name in (one.name, "longitude", "latitude", "g_wrong", "g_mended")}
    missing = f"{raw(one)} IS NULL"
    wrong = {"missing": missing} | {reason: f"g_wrong = '{reason}'" for reason in ("bad_polygon", "outside_china")}
    return Reading(columns, one.name, "FALSE", "(coalesce(g_mended, FALSE) OR coalesce(crs = 'gcj02', FALSE))", wrong)


def _numbered(contract: Contract) -> bool:
    return any(one.term == "id_number" for one in contract.fields)


_READINGS: dict[str, Callable[[Field, Contract], Reading]] = {
    "text": _text,
    "code": _code,
    "name": _name,
    "id_number": _id_number,
    "sex": _sex,
    "birth_date": _born,
    "date": _date,
    "moment": _moment,
    "phone": _phone,
    "number": _number,
    "address": _address,
    "area": _area,
    "community": _area,
    "grid": _area,
    "category": _category,
    "crs": _category,
    "uscc": _uscc,
    "longitude": _coordinate,
    "latitude": _coordinate,
    "polygon": _polygon,
}
#: The terms whose value is no text.
TYPED = frozenset({"phone", "date", "moment", "number", "birth_date"})
#: The terms that a contract may name.
TERMS = frozenset(_READINGS)
