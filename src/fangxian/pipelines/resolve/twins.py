"""Who of the registry may be registered twice: a snapshot of it held against itself (linkage.twins)."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from fangxian.lake.engines import Engine
from fangxian.linkage import link, twins
from fangxian.linkage.settings import load
from fangxian.pipelines.resolve.people import know_residents


@dataclass(frozen=True)
class Twins:
    """Two people who may be one: keys, the lower first; how sure, what agrees, why it may not be so; what each
    comparison says and is worth, in bits."""

    first: int
    second: int
    score: float
    agreed: str
    reason: str
    weights: tuple[tuple[str, str, float], ...]


@dataclass(frozen=True)
class Said:
    """What of somebody cannot be two things."""

    born: date | None
    sex: str | None
    number: int | None


def find(engine: Engine, people: Path) -> tuple[list[Twins], dict[int, Said]]:
    """The pairs of a snapshot (as `resolve.resolve` takes it), the surest first; and what is said of everybody in
    them."""
    know_residents(engine, people)
    link.prepare(engine)
    twins.find(engine)
    fields = [name for name, _ in load()]
    columns = ", ".join(f"{name}_level, {name}_bits" for name in fields)
    rows = engine.rows(f"SELECT first, second, score, agreed, reason, {columns} FROM twins ORDER BY score DESC, first")
    said = engine.rows(
        """SELECT person_row, born, sex, id_key FROM residents r WHERE EXISTS (
               SELECT 1 FROM twins t WHERE t.first = r.person_row OR t.second = r.person_row)"""
    )
    return [_twins(row, fields) for row in rows], {person: Said(*rest) for person, *rest in said}


def _twins(row: tuple[Any, ...], fields: list[str]) -> Twins:
    first, second, score, agreed, reason, *rest = row
    weighed = zip(fields, rest[::2], rest[1::2], strict=True)
    return Twins(first, second, score, agreed, reason, tuple(one for one in weighed if one[1] is not None))
