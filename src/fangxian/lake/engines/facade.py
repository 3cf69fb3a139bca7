"""What an engine can do. Rooms above speak to this and never to a library."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:  # a round is compared without it, and begins a fifth of a second sooner
    import pyarrow as pa

Row = tuple[Any, ...]
#: A relation (what stands behind FROM) -> a SELECT over it.
Reading = Callable[[str], str]


def as_it_stands(source: str) -> str:
    """The SELECT that adds nothing."""
    return f"SELECT * FROM {source}"


@dataclass(frozen=True)
class Step:
    """One named statement that ran: its SQL in the portable dialect and its seconds of wall clock."""

    name: str
    sql: str
    seconds: float


class Engine(Protocol):
    """Tables by name, made from SELECTs; every step is kept so that it can be listed."""

    name: str
    version: str
    steps: list[Step]

    def ingest(self, name: str, select: str, read: Reading = as_it_stands) -> None:
        """A table from a SELECT over a file (intake's), with `row`: the 1-based position of each row in the file; and
        `row_key`, a whole number of each row's own, by which joining to this table is cheapest.

        `read` makes of a relation with those columns a SELECT in the portable dialect that keeps each row and all
        columns, and may add some.
        """

    def create(self, name: str, select: str) -> None:
        """A table from a SELECT in the portable dialect; replaces one of the same name."""

    def view(self, name: str, select: str) -> None:
        """A name for a SELECT, computed when it is read."""

    def drop(self, *names: str) -> None:
        """Forget tables that no later step reads."""

    def load_rows(self, name: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
        """A small table (dictionaries, settings) from rows; `columns` maps names to SQL types."""

    def load_table(self, name: str, table: "pa.Table") -> None:
        """A table from one of Arrow's, however large; moments in it have no zone."""

    def rows(self, select: str) -> list[Row]:
        """All rows of a SELECT; for counts and small lists."""

    def described(self, path: Path) -> tuple[list[tuple[str, str]], int]:
        """Name and type of each column of a Parquet file, and how many rows it has: read from its end alone."""

    def write(self, select: str, path: Path, *, format: str) -> int:
        """Writes a SELECT to one file ('csv', 'parquet' or 'xlsx'), in its order; returns its row count."""

    def together(self, *works: "Callable[[Engine], object]") -> None:
        """Works that do not need each other's tables, beside each other where the engine can; each gets an engine.

        All of them end before the first one's error (in the order given) is raised.
        """

    def close(self) -> None:
        """Ends the engine; its tables are gone."""

    def __enter__(self) -> "Engine": ...

    def __exit__(self, *_: object) -> None: ...


def closing(engine: Engine) -> AbstractContextManager[Engine]:
    """The engine as a context manager."""
    return engine
