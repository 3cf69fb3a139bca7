"""What each account of the demo asks the desk for: people, doors and texts of its own area, the same in every run."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import TracebackType
from typing import Any
from urllib.parse import quote

import psycopg

from bench.district import ROOT
from bench.users import Asked

#: So many people, doors and buildings of an area are asked for in turn.
MANY = 60
_ACCESS = ROOT / "src" / "fangxian" / "access"


@dataclass(frozen=True)
class Account:
    """One of the demo's: its name, its area, what its role may do."""

    name: str
    area: str
    may: frozenset[str]


@cache
def accounts() -> list[Account]:
    """The demo's accounts, in the order of its file."""
    roles = tomllib.loads((_ACCESS / "roles.toml").read_text("utf-8"))
    return [Account(one["username"], one["area"], frozenset(roles[one["role"]]["may"])) for one in _demo()["account"]]


def without_counts() -> list[Account]:
    """Those whose home is the frame around nothing."""
    return [one for one in accounts() if "desk.open" in one.may and "counts.read" not in one.may]


def password() -> str:
    """Everybody's on a demo."""
    return str(_demo()["password"])


@cache
def _demo() -> dict[str, Any]:
    return tomllib.loads((_ACCESS / "demo_accounts.toml").read_text("utf-8"))


class Rows:
    """Some rows of an area, spread over it."""

    def __init__(self, database: str) -> None:
        self._connection = psycopg.connect(database, autocommit=True)

    def __enter__(self) -> "Rows":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._connection.close()

    def of(self, table: str, columns: str, area: str, where: str = "TRUE") -> list[tuple[Any, ...]]:
        """Columns of the rows whose area lies in one."""
        found = self._connection.execute(
            f"SELECT {columns} FROM {table} WHERE area_code >= %s AND area_code < %s AND {where} "
            f"ORDER BY md5(id::text) LIMIT {MANY}",
            [area, str(int(area) + 1)],
        ).fetchall()
        if not found:
            raise RuntimeError(f"nothing of {table} lies in {area}")
        return found


def frame(_: Rows, __: Account) -> Iterator[Asked]:
    """Home, of who sees no counts."""
    yield Asked("/")


def home(_: Rows, __: Account) -> Iterator[Asked]:
    """Home."""
    yield Asked("/")


def area(rows: Rows, account: Account) -> Iterator[Asked]:
    """The communities and grids of one's area."""
    for (code,) in rows.of("registry_person", "left(area_code, 12 + 3 * mod(id, 2)::integer)", account.area):
        yield Asked(f"/areas/{max(code, account.area)}/")


def outlines(rows: Rows, account: Account) -> Iterator[Asked]:
    """The map of home, as if it were drawn for the first time."""
    yield Asked(f"/areas/{account.area}/outlines.json")


def people(_: Rows, account: Account) -> Iterator[Asked]:
    """The first page of everybody."""
    yield Asked(f"/people/?area={account.area}")


def dwellings(_: Rows, account: Account) -> Iterator[Asked]:
    """The first page of every door."""
    yield Asked(f"/dwellings/?area={account.area}")


def person(rows: Rows, account: Account) -> Iterator[Asked]:
    """One after the other."""
    for (key,) in rows.of("registry_person", "id", account.area):
        yield Asked(f"/people/{key}/")


def building(rows: Rows, account: Account) -> Iterator[Asked]:
    """One after the other."""
    for (key,) in rows.of("registry_building", "id", account.area):
        yield Asked(f"/buildings/{key}/")


def dwelling(rows: Rows, account: Account) -> Iterator[Asked]:
    """One after the other."""
    for (key,) in rows.of("registry_dwelling", "id", account.area):
        yield Asked(f"/dwellings/{key}/")


def typed(rows: Rows, account: Account) -> Iterator[Asked]:
    """Names, initials, addresses and last fours, a key press at a time (addresses two)."""
    found = rows.of("registry_person", "name, initials", account.area, "status = 'present' AND name <> ''")
    doors = rows.of("registry_dwelling", "address", account.area)
    for last, ((name, initials), (address,)) in enumerate(zip(found, doors, strict=False)):
        texts = [*_presses(name), *_presses(initials), f"{last * 163 % 10_000:04}", *_presses(address, 2)]
        yield from (Asked(f"/search/?q={quote(text)}", fragment=True) for text in texts)


def _presses(text: str, step: int = 1) -> list[str]:
    return [text[:length] for length in range(step, len(text) + step, step)]
