"""Rows a second of each set-based form, on columns of the demo's own files."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.district import drawn
from bench.table import Cell, Figure, Table
from fangxian.lake.engines import open_engine
from fangxian.lake.engines.duck import DuckEngine
from fangxian.terms.sql import addresses, dates, names, phones, pooling, resident_id, results

MILLION, NAMES, DOORS = 1_000_000, 500_000, 150_000
TURNS = 3

#: How the number of a file is read: as intake does, each step a column.
NUMBERS = f"""
    WITH bare AS (SELECT {resident_id.bare("number")} AS bare FROM cells),
    cleaned AS (SELECT {resident_id.meant("bare")} AS number FROM bare),
    split AS (SELECT *, {resident_id.head("number")} AS head, {resident_id.check("number")} AS last FROM cleaned)
    SELECT {resident_id.keyed("number", "head", "last")} AS value FROM split"""

#: What is timed: (form, rows, SELECT).
FORMS = [
    ("resident numbers: cleaned, checked, key", MILLION, NUMBERS),
    ("phones", MILLION, f"SELECT {phones.key('phone')} AS value FROM cells"),
    ("times", MILLION, f"SELECT {dates.timestamp('sampled_at')} AS value FROM cells"),
    ("results", MILLION, f"SELECT {results.outcome('result')} AS value FROM cells"),
    ("pool sizes", MILLION, f"SELECT {pooling.size('pool_mode')} AS value FROM cells"),
    ("names: cleaned", NAMES, f"SELECT {names.clean('name')} AS value FROM people"),
    ("names: sound and shape", NAMES, names.features("people", "name")),
    ("addresses: one key for a door", DOORS, f"SELECT {addresses.key('address')} AS value FROM doors"),
]


def measure() -> Iterator[Table]:
    """The best of a few, on two threads; the dirt is the demo's."""
    district = drawn()
    with tempfile.TemporaryDirectory() as folder, open_engine(workdir=Path(folder)) as engine:
        assert isinstance(engine, DuckEngine)
        _load(engine, district)
        names.load_hanzi(engine)
        rows = [_timed(engine, *form) for form in FORMS]
    yield Table(
        "Terms, set-based",
        ["form", "rows", f"seconds (best of {TURNS})", "rows a second"],
        rows,
        "Columns of the demo, in memory, with its dirt; all names differ.",
    )


def _timed(engine: DuckEngine, label: str, rows: int, select: str) -> list[Cell]:
    taken = []
    for _ in range(TURNS):
        started = time.perf_counter()
        engine.create("made", select)
        taken.append(time.perf_counter() - started)
    best = min(taken)
    return [label, f"{rows:,}", Figure(best, "s"), Figure(rows / best, "", 0)]


def _load(engine: DuckEngine, district: Path) -> None:
    """`cells`, `people`, `doors`: the demo's columns, as often as it takes; every name of `people` is another one."""
    con = engine.connection
    sampled = f"read_csv('{district / 'results' / 'round-01.csv'}', all_varchar=true)"
    registered = f"read_csv('{district / 'residents.csv'}', all_varchar=true)"
    con.execute(f"""CREATE TABLE cells AS SELECT 证件号码 AS number, 手机号 AS phone, 采样时间 AS sampled_at,
            检测结果 AS result, 混采方式 AS pool_mode FROM {sampled}, range(5) LIMIT {MILLION}""").fetchall()
    con.execute(f"""CREATE TABLE people AS SELECT name FROM (
            SELECT 姓名 AS name, 0 AS made FROM {sampled} WHERE 姓名 IS NOT NULL
            UNION ALL SELECT surname || given, 1 FROM (SELECT DISTINCT substr(姓名, 2) AS given FROM {registered}),
                (SELECT substr(姓名, 1, 1) AS surname FROM {registered} GROUP BY 1 ORDER BY count(*) DESC LIMIT 50)
        ) GROUP BY name ORDER BY min(made) LIMIT {NAMES}""").fetchall()
    con.execute(f"CREATE TABLE doors AS SELECT 现住址 AS address FROM {registered} LIMIT {DOORS}").fetchall()
