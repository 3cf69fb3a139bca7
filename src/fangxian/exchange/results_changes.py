"""What a comparison changed: the one that stands now held against the one before, so that only what differs is written.

Each comparison lies sealed in the lake (links, standings, strays, doubts); the round in the database says which of them
stands. One that is there and does not stand was broken off, or overtaken, and is swept.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from fangxian.exchange import results_store as store
from fangxian.exchange.results_settling import TABLES
from fangxian.intake.clean import FILE_STRIDE
from fangxian.lake import sealed
from fangxian.lake.engines import Engine, parquet
from fangxian.lib import clock
from fangxian.lib.sealing import Seal
from fangxian.screening.queries import STRAY

_EMPTY = {
    "standings": """CAST(NULL AS BIGINT) AS person_row, CAST(NULL AS VARCHAR) AS status,
        CAST(NULL AS TIMESTAMP) AS sampled_at, CAST(NULL AS BIGINT) AS rid, CAST(NULL AS VARCHAR) AS method,
        CAST(NULL AS DOUBLE) AS score, CAST(NULL AS VARCHAR) AS lead, CAST(NULL AS TIMESTAMP) AS hold_until""",
    "strays": """CAST(NULL AS VARCHAR) AS who, CAST(NULL AS BIGINT) AS rid, CAST(NULL AS VARCHAR) AS area_code,
        CAST(NULL AS BIGINT) AS dwelling, CAST(NULL AS BIGINT) AS times, CAST(NULL AS BIGINT) AS person_row""",
    "doubts": """CAST(NULL AS BIGINT) AS rid, CAST(NULL AS BIGINT) AS rank, CAST(NULL AS BIGINT) AS person_row,
        CAST(NULL AS DOUBLE) AS score, CAST(NULL AS VARCHAR) AS reason, CAST(NULL AS VARCHAR) AS agreed""",
}
#: What a stray's row says, sealed: as it was written, and what the sample was.
SAID = ("name", "number", "phone", "address", "site", "sampled_at", "outcome")
_ENCODE = json.JSONEncoder(ensure_ascii=False).encode
#: By what a stray is known again.
WHO = "screening.who"


@dataclass(frozen=True)
class Doubt:
    """A row that may be one of several: its file's number, its row, why, whom it may be (best first), whose office."""

    number: int
    row: int
    reason: str
    candidates: list[dict[str, Any]]
    area_code: str


@dataclass(frozen=True)
class Changes:
    """What is to be written. Files go by their number in the round; times have a zone."""

    #: (person, status, sampled_at, number, row, method, score, lead, hold_until)
    standings: list[tuple[Any, ...]]
    #: (key, number, row, times, area_code or '', dwelling, sealed, person who is recorded as living elsewhere)
    strays: list[tuple[Any, ...]]
    strays_gone: list[bytes]
    doubts: list[Doubt]
    doubts_gone: list[tuple[int, int]]
    #: number -> class -> rows
    counts: dict[int, dict[str, int]] = field(default_factory=dict)
    #: person -> the rows (number, row) that a lead of theirs rests on
    leads: dict[int, list[tuple[int, int]]] = field(default_factory=dict)


def kept(engine: Engine, workdir: Path, *, outbreak: int, name: str) -> None:
    """Seals the comparison in the engine under a name."""
    place = store.home(outbreak, store.COMPARISONS)
    if (place / name).exists():
        # Of a run that was killed before its transaction ended.
        sealed.remove(place / name)
    with sealed.writing(place, name, key=store.key(outbreak)) as draft:
        for table in TABLES:
            path = workdir / f"now-{table}.parquet"
            path.touch(0o600)
            engine.write(f"SELECT * FROM {table}_now", path, format="parquet")
            draft.keep(path, table)
        draft.publish({"at": clock.now().isoformat()})


def nothing(engine: Engine) -> None:
    """The comparison of no batch at all: nobody has a sample, nobody is in doubt."""
    for table, columns in _EMPTY.items():
        engine.create(f"{table}_now", f"SELECT {columns} WHERE FALSE")
    engine.create("links_now", "SELECT CAST(NULL AS BIGINT) AS rid WHERE FALSE")
    engine.create("leads_now", "SELECT CAST(NULL AS BIGINT) AS person_row, CAST(NULL AS BIGINT) AS rid WHERE FALSE")
    texts = ", ".join(f"CAST(NULL AS VARCHAR) AS {name}_said" for name in SAID[:5])
    engine.create("results", f"SELECT CAST(NULL AS BIGINT) AS rid, {texts} WHERE FALSE")
    sample = "CAST(NULL AS TIMESTAMP) AS sampled_at, CAST(NULL AS VARCHAR) AS outcome"
    engine.create("result_rows", f"SELECT CAST(NULL AS BIGINT) AS rid, {sample} WHERE FALSE")
    engine.create(
        "samples",
        """SELECT CAST(NULL AS BIGINT) AS file_no, CAST(NULL AS VARCHAR) AS class, CAST(NULL AS BOOLEAN) AS in_window,
               sampled_at FROM result_rows""",
    )


def against(engine: Engine, workdir: Path, *, outbreak: int, before: str | None) -> Changes:
    """The comparison in the engine against the one of that name (None: against nothing)."""
    folder = store.found(outbreak, store.COMPARISONS, before) if before else None
    for table, empty in _EMPTY.items():
        select = f"SELECT {empty} WHERE FALSE"
        if folder:
            path = folder.open(table, key=store.key(outbreak), into=workdir / f"before-{table}.parquet")
            select = f"SELECT * FROM {parquet(path)}"
        engine.create(f"{table}_before", select)
    strays, gone = _strays(engine, outbreak)
    doubts, settled = _doubts(engine)
    return Changes(_standings(engine), strays, gone, doubts, settled, _counts(engine), _leads(engine))


def swept(outbreak: int, *, prefix: str, stands: str | None) -> None:
    """Removes the comparisons of a round that do not stand."""
    place = store.home(outbreak, store.COMPARISONS)
    for one in place.glob(f"{prefix}*") if place.is_dir() else ():
        if one.name != stands:
            sealed.remove(one)


def _standings(engine: Engine) -> list[tuple[Any, ...]]:
    same = " AND ".join(
        f"n.{name} IS NOT DISTINCT FROM b.{name}"
        for name in ("status", "sampled_at", "rid", "method", "score", "lead", "hold_until")
    )
    rows = engine.rows(
        f"""SELECT coalesce(n.person_row, b.person_row), coalesce(n.status, 'untested'), n.sampled_at,
                n.rid // {FILE_STRIDE}, n.rid % {FILE_STRIDE}, coalesce(n.method, ''), n.score, coalesce(n.lead, ''),
                n.hold_until
            FROM standings_now n FULL OUTER JOIN standings_before b ON b.person_row = n.person_row
            WHERE NOT ({same}) OR n.person_row IS NULL OR b.person_row IS NULL ORDER BY 1"""
    )
    times: dict[datetime | None, datetime | None] = {None: None}
    for one in rows:
        for time in (one[2], one[8]):
            if time not in times:
                times[time] = time.replace(tzinfo=clock.LOCAL)
    return [(*one[:2], times[one[2]], *one[3:8], times[one[8]]) for one in rows]


def _leads(engine: Engine) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = {}
    for person, rid in engine.rows("SELECT person_row, rid FROM leads_now ORDER BY person_row, rid"):
        found.setdefault(person, []).append((rid // FILE_STRIDE, rid % FILE_STRIDE))
    return found


def _strays(engine: Engine, outbreak: int) -> tuple[list[tuple[Any, ...]], list[bytes]]:
    index, seal = _seals(outbreak)
    said = "c.name_said, c.number_said, c.phone_said, c.address_said, c.site_said"
    new = engine.rows(
        f"""SELECT n.who, n.rid // {FILE_STRIDE}, n.rid % {FILE_STRIDE}, n.times, coalesce(n.area_code, ''), n.dwelling,
                n.person_row, {said}, CAST(r.sampled_at AS VARCHAR), r.outcome
            FROM strays_now n LEFT JOIN strays_before b ON b.who = n.who JOIN results c ON c.rid = n.rid
            JOIN result_rows r ON r.rid = n.rid
            WHERE b.who IS NULL OR b.rid <> n.rid OR b.times <> n.times ORDER BY n.rid"""
    )
    gone = engine.rows(
        "SELECT who FROM strays_before b WHERE NOT EXISTS (SELECT 1 FROM strays_now n WHERE n.who = b.who)"
    )
    strays = [
        (index.index(one[0]), *one[1:6], seal.close(_ENCODE(dict(zip(SAID, one[7:], strict=True)))), one[6])
        for one in new
    ]
    return strays, [index.index(who) for (who,) in gone]


def _seals(outbreak: int) -> tuple[Seal, Seal]:
    key = store.key(outbreak)
    return Seal(key, WHO), Seal(key, STRAY)


def _doubts(engine: Engine) -> tuple[list[Doubt], list[tuple[int, int]]]:
    """New doubts, and the (number, row) of those that are none any more; one whose candidates changed is both."""
    engine.create(
        "doubts_changed",
        """SELECT DISTINCT rid FROM (
               (SELECT rid, rank, person_row, reason, agreed FROM doubts_now
                EXCEPT SELECT rid, rank, person_row, reason, agreed FROM doubts_before)
               UNION ALL (SELECT rid, rank, person_row, reason, agreed FROM doubts_before
                EXCEPT SELECT rid, rank, person_row, reason, agreed FROM doubts_now)) AS d""",
    )
    rows = engine.rows(
        f"""SELECT n.rid // {FILE_STRIDE}, n.rid % {FILE_STRIDE}, n.reason, n.person_row, n.score, n.agreed, r.area_code
            FROM doubts_now n SEMI JOIN doubts_changed d ON d.rid = n.rid
            LEFT JOIN residents r ON r.person_row = n.person_row ORDER BY n.rid, n.rank"""
    )
    found: dict[tuple[int, int], Doubt] = {}
    for number, row, reason, person, score, agreed, area in rows:
        one = found.setdefault((number, row), Doubt(number, row, reason, [], area or ""))
        one.candidates.append({"person": person, "score": score, "agreed": agreed})
    gone = engine.rows(
        f"""SELECT DISTINCT rid // {FILE_STRIDE}, rid % {FILE_STRIDE} FROM doubts_before b
            SEMI JOIN doubts_changed d ON d.rid = b.rid ORDER BY 1, 2"""
    )
    return list(found.values()), [(number, row) for number, row in gone]


def _counts(engine: Engine) -> dict[int, dict[str, int]]:
    """Rows of each file by class, which add up to its rows; beside them those of no time in the window."""
    found: dict[int, dict[str, int]] = {}
    now = f"TIMESTAMP '{clock.now():%Y-%m-%d %H:%M:%S}'"
    rows: Iterator[tuple[Any, ...]] = iter(
        engine.rows(
            f"""SELECT file_no, class, count(*), count(*) FILTER (WHERE in_window = FALSE),
                    count(*) FILTER (WHERE sampled_at > {now}) FROM samples GROUP BY 1, 2 ORDER BY 1, 2"""
        )
    )
    for number, name, count, outside, future in rows:
        one = found.setdefault(number, {"outside_window": 0, "in_the_future": 0})
        one[name] = count
        one["outside_window"] += outside
        one["in_the_future"] += future
    return found
