"""Places and organisations: a batch's accepted rows as the tables that the registry takes."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from fangxian.exchange import grids
from fangxian.exchange import snapshots as written
from fangxian.lake.batches import Batch
from fangxian.lake.engines import Engine, parquet
from fangxian.pipelines.resolve import doors
from fangxian.registry import actions
from fangxian.registry.counts import Counts
from fangxian.registry.reading import snapshots


def rows(engine: Engine, batch: Batch, columns: str, workdir: Path) -> pa.Table:
    """The rows of a batch that say something for the first time, in their order, as a table of `columns` (SQL)."""
    first = f"SELECT {columns} FROM {parquet(batch.accepted)} WHERE duplicate_of IS NULL ORDER BY row"
    return selected(engine, first, workdir / "rows.parquet")


def selected(engine: Engine, select: str, path: Path) -> pa.Table:
    """A SELECT as a table, by way of a file that is its owner's alone."""
    path.touch(0o600)
    engine.write(select, path, format="parquet")
    return pq.read_table(path)


def find_doors(engine: Engine, said: Path, workdir: Path) -> None:
    """Writes workdir/doors.parquet: the door of each row in the file `said` (pipelines.resolve.doors), of the dwellings
    as they are known now. Rows that tell no address have none."""
    homes, out = workdir / "dwellings.parquet", workdir / "doors.parquet"
    out.touch(0o600)
    told = {name for name, *_ in engine.rows(f"DESCRIBE SELECT * FROM {parquet(said)}")}
    if "address" not in told:
        engine.write(_NO_DOORS, out, format="parquet")
        return
    written.dwellings(homes)
    doors(engine, said, homes, out)


_NO_DOORS = """
    SELECT * FROM (SELECT CAST(NULL AS BIGINT) AS row, CAST(NULL AS VARCHAR) AS dwelling, CAST(NULL AS VARCHAR) AS grid)
    WHERE row IS NOT NULL"""


def areas(engine: Engine, batch: Batch, workdir: Path) -> pa.Table:
    """code, name."""
    return rows(engine, batch, "code, name", workdir)


def boundaries(engine: Engine, batch: Batch, workdir: Path) -> pa.Table:
    """code, polygon, longitude, latitude."""
    return rows(engine, batch, "code, polygon, longitude, latitude", workdir)


def compounds(engine: Engine, batch: Batch, workdir: Path) -> pa.Table:
    """code, name, area_code, address, longitude, latitude."""
    columns = "compound AS code, name, community AS area_code, address, longitude, latitude"
    return rows(engine, batch, columns, workdir)


def dwellings(engine: Engine, batch: Batch, workdir: Path) -> pa.Table:
    """What apply_dwellings takes, and compound_name. A dwelling without a compound's code stands in one that its name
    and its community make."""
    return rows(
        engine,
        batch,
        """dwelling AS code, coalesce(compound, concat_ws('-', substr(grid, 1, 12), compound_name)) AS compound,
        coalesce(compound_name, compound, substr(grid, 1, 12)) AS compound_name, coalesce(building, '') AS building,
        unit, floor, room, kind, grid AS area_code, address, address_key AS door, longitude, latitude""",
        workdir,
    )


def apply_dwellings(table: pa.Table, *, source: str, by: str) -> Counts:
    """Applies dwellings, and first the compounds that they alone name."""
    known = snapshots.compounds()
    named: dict[str, dict[str, object]] = {}
    said = (table[column].to_pylist() for column in ("compound", "compound_name", "area_code"))
    for code, name, grid in zip(*said, strict=True):
        if code not in known:
            blank = {"address": None, "longitude": None, "latitude": None}
            named.setdefault(code, {"code": code, "name": name, "area_code": grid[:12]} | blank)
    if named:
        actions.apply_compounds(pa.Table.from_pylist(list(named.values())), source=source, by=by)
    return actions.apply_dwellings(table, source=source, by=by)


def organisations(engine: Engine, batch: Batch, workdir: Path) -> pa.Table:
    """What apply_organisations takes. Where one lies follows from its point, else from its building."""
    find_doors(engine, batch.accepted, workdir)
    # Of batches that were taken in when the contract knew of no phone there is none.
    phone = "b.phone" if "phone" in pq.read_schema(batch.accepted).names else "CAST(NULL AS BIGINT) AS phone"
    said = selected(
        engine,
        f"""SELECT uscc, name, kind, industry, status, established, address, longitude, latitude, d.grid, {phone}
            FROM {parquet(batch.accepted)} b LEFT JOIN {parquet(workdir / "doors.parquet")} d ON d.row = b.row
            WHERE duplicate_of IS NULL ORDER BY b.row""",
        workdir / "rows.parquet",
    )
    outlines, root = grids.Grids(snapshots.outlines()), snapshots.root()
    lines = zip(*(said[name].to_pylist() for name in ("longitude", "latitude", "grid")), strict=True)
    found = [outlines.at(longitude, latitude) or grid or root for longitude, latitude, grid in lines]
    return said.drop_columns(["grid"]).append_column("area_code", pa.array(found, pa.string()))
