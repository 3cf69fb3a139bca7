"""Which columns a batch or a snapshot has: each dataset has its own, and what one has not is NULL."""

from collections.abc import Mapping
from pathlib import Path

from fangxian.lake.engines import Engine, parquet


def select(engine: Engine, path: Path, wanted: Mapping[str, str]) -> str:
    """SELECT of `wanted` (name -> type) from a Parquet file; a column that it has not is NULL."""
    there = {name for name, *_ in engine.rows(f"DESCRIBE SELECT * FROM {parquet(path)}")}
    columns = ", ".join(
        f"CAST({name if name in there else 'NULL'} AS {kind}) AS {name}" for name, kind in wanted.items()
    )
    return f"SELECT {columns} FROM {parquet(path)}"


def accepted(batch: Path) -> Path:
    """The accepted rows of a batch, given as its folder or as the file itself."""
    return batch / "accepted.parquet" if batch.is_dir() else batch
