"""Receives Parquet: nothing is read but the names and types of its columns, which stand at its end."""

from pathlib import Path

from fangxian.contracts import Contract, Section
from fangxian.intake import refusals
from fangxian.intake.received import Received
from fangxian.lake import engines


def receive(path: Path, contract: Contract, mapping: Section | None, *, workdir: Path) -> Received:
    """The Parquet file at `path`. Raises Fault."""
    quoted = "'" + str(path).replace("'", "''") + "'"
    try:
        with engines.open_engine(workdir=workdir) as engine:
            described = engine.rows(f"DESCRIBE SELECT * FROM read_parquet({quoted})")
            ((rows,),) = engine.rows(f"SELECT count(*) FROM read_parquet({quoted})")
    except Exception as error:  # The classes of the engine's errors stay behind its door.
        raise refusals.damaged_parquet(path.name) from error
    header = tuple(str(name) for name, *_ in described)
    columns = contract.recognise(header, mapping, file=path.name)
    return Received(
        path=path,
        name=path.name,
        format="parquet",
        encoding="",
        kind="parquet",
        readable=path,
        header=header,
        columns=columns,
        rows=int(rows),
        types=tuple(str(kind) for _, kind, *_ in described),
    )
