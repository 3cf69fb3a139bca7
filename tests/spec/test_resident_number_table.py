"""`resident_numbers.csv`: what people write for a number, and what it means. Read by both forms."""

import csv
from pathlib import Path

import pytest

from fangxian.lake.engines import open_engine
from fangxian.terms import resident_id
from fangxian.terms.sql import resident_id as sql

ROWS = list(csv.DictReader((Path(__file__).parent / "resident_numbers.csv").read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['what']}: {row['written']}")
def test_one_at_a_time(row: dict[str, str]) -> None:
    cleaned = resident_id.clean(row["written"])
    assert (cleaned or "") == row["cleaned"]
    key, legacy = resident_id.key(cleaned), resident_id.upgraded(cleaned)
    assert {"yes": key is not None, "legacy": legacy is not None, "no": key is None and legacy is None}[row["valid"]]
    if row["born"]:
        said = resident_id.parts(key or legacy or 0)
        assert (str(said.born), said.sex) == (row["born"], row["sex"])


def test_all_at_once(tmp_path: Path) -> None:
    with open_engine(workdir=tmp_path) as engine:
        engine.load_rows("t", {"i": "BIGINT", "x": "VARCHAR"}, [(i, row["written"]) for i, row in enumerate(ROWS)])
        engine.create("c", f"SELECT i, {sql.clean('x')} AS c FROM t")
        engine.create("k", f"SELECT i, c, coalesce({sql.key('c')}, {sql.upgraded('c')}) AS k FROM c")
        told = engine.rows(f"SELECT c, CAST({sql.birth_date('k')} AS VARCHAR), {sql.sex('k')} FROM k ORDER BY i")
    assert [tuple(cell or "" for cell in row) for row in told] == [(r["cleaned"], r["born"], r["sex"]) for r in ROWS]
