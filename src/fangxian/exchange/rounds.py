"""A testing round held against the registry as it stands: everybody present is expected, and counted by grid.

Of the result files nothing is kept here but counts; whose evidence it is will be kept under the outbreak's key.
"""

from collections import Counter
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from fangxian.exchange.workfolders import workfolder
from fangxian.lake import engines
from fangxian.linkage.link import link
from fangxian.pipelines import reading
from fangxian.reconcile import rounds
from fangxian.registry.reading import snapshots

#: The residents' contract: what the registry calls a field -> the heading.
_HEADINGS = {
    "person": "人员编号", "name": "姓名", "sex": "性别", "born": "出生日期", "number": "公民身份号码",
    "phone": "手机号", "address": "现住址", "area_code": "网格编码",
}  # fmt: skip


def count(results: Path, *, start: datetime, end: datetime) -> dict[tuple[str, str], int]:
    """(status, grid) -> people of a round's window, both ends in it: tested, pending, in_review, untested; and of
    `unknown`, rows of people whom the registry does not know, by the grid that the row names or the district.

    `start` and `end` are local times without a zone, as the files have them. Raises a Fault for a file that cannot be
    read.
    """
    with workfolder() as workdir:
        residents = workdir / "residents.parquet"
        _write(residents)
        with engines.open_engine(workdir=workdir) as engine:
            inputs = reading.read(engine, residents, [results], mapping={}, workdir=workdir)
            residents.unlink()
            link(engine, places=inputs.places)
            rounds.reconcile(engine, start=start, end=end)
            found = Counter[tuple[str, str]]()
            for status, grid, people in engine.rows("SELECT status, grid, count(*) FROM outcome GROUP BY ALL"):
                found[status, grid or snapshots.root()] += people
            for grid, rows in engine.rows(
                """SELECT w.grid, count(*) FROM samples s JOIN results_raw w ON w.file_no = s.file_no AND w.row = s.row
                WHERE s.class = 'unknown' AND coalesce(s.in_window, TRUE) GROUP BY 1"""
            ):
                found["unknown", grid if grid and grid.isdigit() and len(grid) == 15 else snapshots.root()] += rows
    return dict(found)


def _write(path: Path) -> None:
    """Everybody present, as a residents' file."""
    path.touch(0o600)
    schema = pa.schema([(heading, pa.string()) for heading in _HEADINGS.values()])
    with pq.ParquetWriter(path, schema) as writer:
        for block in snapshots.people():
            present = block.filter(pc.equal(block["status"], "present"))
            columns = [pc.cast(present[name], pa.string()) for name in _HEADINGS]
            writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=schema))
