"""The registry as the linkage engine reads it: Parquet in a work folder, for its owner's eyes, gone after the linking.

ENGINE section 7: whatever carries its own SQLite must not touch Django's file, so rows come through Django.
"""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from fangxian.registry.reading import snapshots

#: A resident number as the registry keeps it.
_WHOLE = r"^[0-9]{17}[0-9X]$"
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
    numbers, nothing = block["number"], pa.scalar(None, pa.string())
    resident = pc.equal(block["number_kind"], "resident")
    keys = _keys(pc.if_else(resident, numbers, nothing))
    said = {
        "id_key": keys,
        "document": pc.if_else(resident, nothing, numbers),
        "number": pc.if_else(pc.and_(resident, pc.is_null(keys)), numbers, nothing),
        "grid": pc.if_else(pc.equal(pc.utf8_length(block["area_code"]), 15), block["area_code"], nothing),
    }
    phones = pc.cast(block["phone"], pa.int64())
    return pa.RecordBatch.from_arrays(
        [phones if name == "phone" else said[name] if name in said else block[name] for name in _PEOPLE.names],
        schema=_PEOPLE,
    )


def _keys(numbers: pa.Array) -> pa.Array:
    """terms.resident_id.key of a whole column: the registry keeps only whole numbers, the check sign a capital X."""
    whole = pc.if_else(pc.match_substring_regex(numbers, _WHOLE), numbers, pa.scalar(None, pa.string()))
    body = pc.cast(pc.utf8_slice_codeunits(whole, 0, 17), pa.int64())
    check = pc.cast(pc.replace_substring(pc.utf8_slice_codeunits(whole, 17, 18), "X", "10"), pa.int64())
    return pc.add(pc.multiply(body, 11), check)


def _written(path: Path, schema: pa.Schema, blocks: Iterator[pa.RecordBatch]) -> int:
    path.touch(0o600)
    rows = 0
    with pq.ParquetWriter(path, schema) as writer:
        for block in blocks:
            writer.write_batch(block)
            rows += block.num_rows
    return rows
