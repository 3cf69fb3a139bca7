"""Rows a second of each set-based form, on columns of the demo's own files repeated to the size asked for."""

import tempfile
import time
from pathlib import Path

from bench.district import drawn
from bench.table import show
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


def report() -> None:
    """Best of three, on two threads; one row in twenty is dirty, as in the demo."""
    district = drawn()
    with tempfile.TemporaryDirectory() as folder, open_engine(workdir=Path(folder)) as engine:
        assert isinstance(engine, DuckEngine)
        _load(engine, district)
        names.load_hanzi(engine)
        rows = [
            _timed(engine, "resident numbers: cleaned, checked, key", MILLION, NUMBERS),
            _timed(engine, "phones", MILLION, f"SELECT {phones.key('phone')} AS value FROM cells"),
            _timed(engine, "times", MILLION, f"SELECT {dates.timestamp('sampled_at')} AS value FROM cells"),
            _timed(engine, "results", MILLION, f"SELECT {results.outcome('result')} AS value FROM cells"),
            _timed(engine, "pool sizes", MILLION, f"SELECT {pooling.size('pool_mode')} AS value FROM cells"),
            _timed(engine, "names: cleaned", NAMES, f"SELECT {names.clean('name')} AS value FROM people"),
            _timed(engine, "names: sound and shape", NAMES, names.features("people", "name")),
            _timed(
                engine, "addresses: one key for a door", DOORS, f"SELECT {addresses.key('address')} AS value FROM doors"
            ),
        ]
    show("Terms, set-based", ["form", "rows", "seconds", "rows a second"], rows)


def _timed(engine: DuckEngine, label: str, rows: int, select: str) -> list[str]:
    seconds = []
    for _ in range(TURNS):
        started = time.perf_counter()
        engine.create("made", select)
        seconds.append(time.perf_counter() - started)
    best = min(seconds)
    return [label, f"{rows:,}", f"{best:.2f}", f"{rows / best:,.0f}"]


def _load(engine: DuckEngine, district: Path) -> None:
    """`cells`, `people`, `doors`: the demo's columns, as often as it takes; names and addresses each their own."""
    con = engine.connection
    con.execute(f"""CREATE TABLE cells AS SELECT 证件号码 AS number, 手机号 AS phone, 采样时间 AS sampled_at,
            检测结果 AS result, 混采方式 AS pool_mode
        FROM read_csv('{district / "results" / "round-01.csv"}', all_varchar=true), range(5)
        LIMIT {MILLION}""").fetchall()
    registered = f"read_csv('{district / 'residents.csv'}', all_varchar=true)"
    con.execute(f"CREATE TABLE people AS SELECT 姓名 AS name FROM {registered}, range(3) LIMIT {NAMES}").fetchall()
    con.execute(f"CREATE TABLE doors AS SELECT 现住址 AS address FROM {registered} LIMIT {DOORS}").fetchall()
