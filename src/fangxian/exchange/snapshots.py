"""The registry as the linkage engine reads it: Parquet in a work folder, for its owner's eyes, gone after the linking.

ENGINE section 7: whatever carries its own SQLite must not touch Django's file, so rows come through Django.
"""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from fangxian.registry.reading import snapshots
from fangxian.terms import resident_id

_PEOPLE = pa.schema(
    [
        ("person", pa.int64()), ("name", pa.string()), ("id_key", pa.int64()), ("document", pa.string()),
        ("phone", pa.int64()), ("born", pa.date32()), ("sex", pa.string()), ("address", pa.string()),
        ("grid", pa.string()), ("number", pa.string()),
    ]
)  # fmt: skip


def people(path: Path) -> int:
    """Writes everybody: person, name, id_key, document, phone, born, sex, address, grid, number. Answers how many."""
    return _written(path, _PEOPLE, (_person(block) for block in snapshots.people()))


def dwellings(path: Path) -> int:
    """Writes every dwelling: dwelling, address, address_key, grid. Answers how many."""
    schema = pa.schema([(name, pa.string()) for name in ("dwelling", "address", "address_key", "grid")])
    return _written(path, schema, (block.rename_columns(schema.names) for block in snapshots.dwellings()))


def _person(block: pa.RecordBatch) -> pa.RecordBatch:
    """A number that is a resident's goes by its key; another document as it is; what is neither, as it was written."""
    numbers, kinds = block["number"].to_pylist(), block["number_kind"].to_pylist()
    keys = [
        resident_id.key(number) if number and kind == "resident" else None
        for number, kind in zip(numbers, kinds, strict=True)
    ]
    documents = [number if number and kind != "resident" else None for number, kind in zip(numbers, kinds, strict=True)]
    rest = [None if key or document else number for number, key, document in zip(numbers, keys, documents, strict=True)]
    grids = [area if len(area) == 15 else None for area in block["area_code"].to_pylist()]
    said = {"id_key": keys, "document": documents, "number": rest, "grid": grids}
    phones = pc.cast(block["phone"], pa.int64())
    return pa.RecordBatch.from_arrays(
        [
            phones if name == "phone" else pa.array(said[name], field.type) if name in said else block[name]
            for name, field in ((field.name, field) for field in _PEOPLE)
        ],
        schema=_PEOPLE,
    )


def _written(path: Path, schema: pa.Schema, blocks: Iterator[pa.RecordBatch]) -> int:
    path.touch(0o600)
    rows = 0
    with pq.ParquetWriter(path, schema) as writer:
        for block in blocks:
            writer.write_batch(block)
            rows += block.num_rows
    return rows
