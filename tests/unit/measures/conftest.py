"""The tables that a comparison leaves behind, written out by hand."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from fangxian.lake.engines import Engine, open_engine
from fangxian.reconcile import rounds

Person = tuple[str | None, str]
Sample = dict[str, Any]
LaidOut = Callable[..., Engine]

SAMPLE: Sample = {
    "file_no": 0,
    "class": "exact",
    "person_row": None,
    "outcome": "negative",
    "sampled_at": datetime(2022, 9, 9, 8, 30),
    "in_window": True,
    "pool_size": 10,
}


@pytest.fixture
def laid_out(tmp_path: Path) -> Iterator[LaidOut]:
    """Lays out the tables: people as (grid, status), their addresses, samples as changes to `SAMPLE`, dirt as rows."""
    with open_engine(workdir=tmp_path) as engine:

        def lay(
            people: Sequence[Person] = (),
            *,
            addresses: Sequence[str | None] = (),
            samples: Sequence[Sample] = (),
            dirt: Sequence[tuple[int, str, str, int]] = (),
        ) -> Engine:
            outcome = [(row, grid, status) for row, (grid, status) in enumerate(people, start=1)]
            engine.load_rows("outcome", {"person_row": "BIGINT", "grid": "VARCHAR", "status": "VARCHAR"}, outcome)
            doors = list(enumerate([*addresses, *[None] * (len(people) - len(addresses))], start=1))
            engine.load_rows("residents_raw", {"row_key": "BIGINT", "address": "VARCHAR"}, doors)
            columns = {"rid": "BIGINT", "file_no": "INTEGER", "class": "VARCHAR", "person_row": "BIGINT"}
            columns |= {"outcome": "VARCHAR", "sampled_at": "TIMESTAMP", "in_window": "BOOLEAN", "pool_size": "INTEGER"}
            taken = [SAMPLE | {"rid": row} | sample for row, sample in enumerate(samples, start=1)]
            engine.load_rows("samples", columns, [tuple(sample[column] for column in columns) for sample in taken])
            rounds.count_people(engine)
            columns = {"file_no": "INTEGER", "kind": "VARCHAR", "repair": "VARCHAR", "rows": "BIGINT"}
            engine.load_rows("dirt", columns, dirt)
            return engine

        yield lay
