"""What the columns of a file look like, in counts: kept with its batch, so that the next can be held against it
(intake.drift). No value of anybody's stands in it.

Of each field of the contract, of `rows` rows spread evenly over the file:

    filled   cells in which something stands
    fits     those of them that are read as what the contract says they are
    alike    pairs of them that say the same, each counted both ways
    forms    how many look so: '9×18' eighteen figures, 'c×3' three characters, '9-9-9' a date; of a category, its code
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from fangxian.contracts import Contract, Field
from fangxian.intake.tidy_terms import reading
from fangxian.lake.engines import Engine

#: Rows that are looked at, at most: a share of so many is known to within a point.
ROWS = 10_000
#: Forms of a column that are kept, the most frequent first.
_FORMS = 12
#: What is no row of data says nothing of the columns.
_NO_ROW = "('blank', 'total', 'header', 'cut')"
#: Rules of a cell that is not what it should be; the others speak of a value that was read.
_UNFIT = ("unreadable", "bad_code", "unknown_category")
_NUMBERS = "('valid', 'cleaned', 'legacy', 'other')"


@dataclass(frozen=True)
class Column:
    """Counts of one field's cells."""

    filled: int = 0
    fits: int = 0
    alike: int = 0
    forms: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Profile:
    """Counts of a file's columns, by field."""

    rows: int
    columns: Mapping[str, Column]

    def as_json(self) -> dict[str, Any]:
        """Plain data, as a manifest holds it."""
        return asdict(self)


def read(said: Mapping[str, Any]) -> Profile | None:
    """The profile that a manifest holds; None in one from before there were any."""
    if not said:
        return None
    return Profile(said["rows"], {name: Column(**one) for name, one in said["columns"].items()})


def of(engine: Engine, contract: Contract, *, rows: int) -> Profile:
    """The profile of what `intake.tidy` has judged, of a file of so many rows."""
    step = max(1, -(-rows // ROWS))
    cells = ", ".join(_cells(contract))
    engine.create(
        "profiled",
        f"""SELECT {cells} FROM tidy_judged
            WHERE row % {step} = 0 AND coalesce(split_part(wrong, ':', 1), '') NOT IN {_NO_ROW}""",
    )
    ((looked_at,),) = engine.rows("SELECT count(*) FROM profiled")
    return Profile(looked_at, {one.name: _column(engine, one.name) for one in contract.fields})


def _cells(contract: Contract) -> Iterator[str]:
    """Of each field its raw cell, whether it fits, and its form."""
    for one in contract.fields:
        yield f"raw_{one.name}"
        yield f"{_fits(one, contract)} AS fits_{one.name}"
        yield f"{_form(one)} AS form_{one.name}"


def _fits(one: Field, contract: Contract) -> str:
    if one.term == "id_number":
        return f"number_state IN {_NUMBERS}"
    found = reading(one, contract)
    unfit = " OR ".join(f"coalesce({found.wrong[rule]}, FALSE)" for rule in _UNFIT if rule in found.wrong)
    return f"({found.value} IS NOT NULL AND NOT ({unfit or 'FALSE'}))"


def _form(one: Field) -> str:
    """What a cell looks like: runs of figures, letters and characters as one sign each, with its length where the cell
    is a single run; of characters up to five, for names are told apart by it and addresses are not."""
    if one.term in ("category", "crs"):
        return f"coalesce({one.name}, '?')"
    x = f"regexp_replace(raw_{one.name}, '[0-9０-９]+', '9', 'g')"
    for runs, sign in (("[A-Za-z]+", "a"), ("[\\x{2E80}-\\x{9FFF}\\x{F900}-\\x{FAFF}·]+", "c"), ("\\s+", "_")):
        x = f"regexp_replace({x}, '{runs}', '{sign}', 'g')"
    shape = f"substr(regexp_replace({x}, '[^9ac_:/.,()#+-]+', '?', 'g'), 1, 24)"
    length = f"length(raw_{one.name})"
    return (
        f"CASE {shape} WHEN '9' THEN concat('9×', {length}) WHEN 'c' THEN concat('c×', least({length}, 5)) "
        f"ELSE {shape} END"
    )


def _column(engine: Engine, name: str) -> Column:
    cells = f"FROM profiled WHERE raw_{name} IS NOT NULL"
    ((filled, fits, alike),) = engine.rows(
        f"""SELECT coalesce(sum(many), 0), coalesce(sum(fit), 0), coalesce(sum(many * (many - 1)), 0)
            FROM (SELECT count(*) AS many, count(*) FILTER (WHERE fits_{name}) AS fit {cells} GROUP BY raw_{name})"""
    )
    forms = engine.rows(f"SELECT form_{name}, count(*) {cells} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {_FORMS}")
    return Column(int(filled), int(fits), int(alike), dict(forms))
