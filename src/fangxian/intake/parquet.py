"""Receives Parquet: nothing is read but the names and types of its columns, which stand at its end."""

from contextlib import nullcontext
from pathlib import Path

from fangxian.contracts import Contract, Section
from fangxian.intake import refusals
from fangxian.intake.received import Received
from fangxian.lake import engines
from fangxian.lake.engines import Engine


def receive(
    path: Path, contract: Contract, mapping: Section | None, *, workdir: Path, engine: Engine | None
) -> Received:
    """The Parquet file at `path`, looked at by `engine` (None: one of its own). Raises Fault."""
    try:
        with nullcontext(engine) if engine else engines.open_engine(workdir=workdir) as looking:
            described, rows = looking.described(path)
    except Exception as error:  # The classes of the engine's errors stay behind its door.
        raise refusals.damaged_parquet(path.name) from error
    header = tuple(name for name, _ in described)
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
        rows=rows,
        types=tuple(kind for _, kind in described),
    )
