"""The registry as the linkage engine reads it: Parquet in a work folder, for its owner's eyes, gone after the linking.

ENGINE section 7: whatever carries its own SQLite must not touch Django's file, so rows come through Django.
"""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from fangxian.lake.engines import Engine, parquet
from fangxian.registry.reading import snapshots
from fangxian.terms.sql import resident_id


def people(engine: Engine, path: Path) -> int:
    """Writes everybody: person, name, id_key, document, phone, born, sex, address, grid, number. Answers how many.

    A number that is a resident's goes by its key; another document as it is; what is neither, as it was written.
    """
    told = path.with_suffix(".told.parquet")
    _written(told, snapshots.PEOPLE, snapshots.people())
    path.touch(0o600)
    try:
        return engine.write(_keyed(told), path, format="parquet")
    finally:
        told.unlink()


def _keyed(told: Path) -> str:
    head, check = resident_id.head("resident"), resident_id.check("resident")
    return f"""
        WITH said AS (
            SELECT *, number_kind = 'resident' AS is_resident, CASE WHEN number_kind = 'resident' THEN number END
                AS resident FROM {parquet(told)}
        ), cut AS (SELECT *, {head} AS head, {check} AS check_value FROM said
        ), keyed AS (SELECT *, {resident_id.keyed("resident", "head", "check_value")} AS id_key FROM cut)
        SELECT person, name, id_key, CASE WHEN NOT is_resident THEN number END AS document,
            CAST(phone AS BIGINT) AS phone, born, sex, address,
            CASE WHEN length(area_code) = 15 THEN area_code END AS grid,
            CASE WHEN is_resident AND id_key IS NULL THEN number END AS number
        FROM keyed"""


def dwellings(path: Path) -> int:
    """Writes every dwelling: dwelling, address, address_key, grid. Answers how many."""
    schema = pa.schema([(name, pa.string()) for name in ("dwelling", "address", "address_key", "grid")])
    return _written(path, schema, (block.rename_columns(schema.names) for block in snapshots.dwellings()))


def _written(path: Path, schema: pa.Schema, blocks: Iterator[pa.RecordBatch]) -> int:
    path.touch(0o600)
    rows = 0
    with pq.ParquetWriter(path, schema) as writer:
        for block in blocks:
            writer.write_batch(block)
            rows += block.num_rows
    return rows
