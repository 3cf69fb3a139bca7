"""A department's table is read from where it was left, page by page, whatever breaks; against real servers."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests import tables
from tests.own_contracts import NAME, own_contracts
from tests.tables import LONG_AGO, Server

from fangxian.catalogue import queries
from fangxian.intake import sources
from fangxian.intake.sources import database
from fangxian.lake import batches
from fangxian.lib.fault import Fault
from fangxian.pipelines.sourcing import check
from fangxian.runs import sources as runs

__all__ = ["own_contracts"]
pytestmark = pytest.mark.django_db
Describe = Callable[..., sources.Source]


class Killed(BaseException):
    """Somebody pulled the plug."""


@pytest.fixture(scope="session")
def mariadb_socket() -> Iterator[str]:
    with tables.mariadb_running() as socket:
        yield socket


@pytest.fixture(
    params=[pytest.param(one, marks=getattr(pytest.mark, one)) for one in ("postgresql", "mariadb")],
)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A database of the department's own on a real server, with its table."""
    if request.param == "mariadb":
        with tables.mariadb(request.getfixturevalue("mariadb_socket")) as made:
            yield made
    else:
        with tables.postgresql() as made:
            yield made


@pytest.fixture
def describe(
    server: Server, tmp_path: Path, own_contracts: Path, own_var: Path, monkeypatch: pytest.MonkeyPatch
) -> Describe:
    home = tmp_path / "sources"
    home.mkdir()
    monkeypatch.setenv("FANGXIAN_SOURCES", str(home))

    def write(
        lines: str = "", *, cursor: Sequence[str] = ("updated_at", "id"), table: str = "absences"
    ) -> sources.Source:
        listed = ", ".join(f'"{one}"' for one in cursor)
        (home / "absences.toml").write_text(
            f"""zh = "因病缺课"\nen = "absences"\ndataset = "{NAME}"\nsender = "区教育局"
            [database]\nurl = "{server.url}"
            table = "{table}"\ncursor = [{listed}]\n{lines}\n""",
            "utf-8",
        )
        return sources.one("absences")

    return write


def names(own_var: Path) -> list[str]:
    """The phones of all rows in the lake, each as often as it lies there."""
    found = [pq.read_table(one.accepted, columns=["phone"])["phone"] for one in batches.every(own_var / "lake", NAME)]
    return sorted(str(value)[-3:] for column in found for value in column.to_pylist())


def expected(many: int) -> list[str]:
    return [f"{place:03}" for place in range(many)]


def test_rows_come_page_by_page_and_the_next_run_goes_on_behind_them(
    describe: Describe, server: Server, own_var: Path
) -> None:
    source = describe("page = 4")
    server.insert(range(10))
    (first,) = runs.pull(source, by="clerk")
    assert first.loaded is not None and first.loaded.manifest.counts.rows == 10
    assert runs.pull(source, by="clerk") == []
    server.insert(range(10, 13), at=LONG_AGO + timedelta(days=1))
    runs.pull(source, by="clerk")
    assert [one.rows for one in queries.batches(NAME)] == [3, 10]
    assert names(own_var) == expected(13)


def test_rows_of_one_moment_on_both_sides_of_a_page_are_all_had(
    describe: Describe, server: Server, own_var: Path
) -> None:
    server.insert(range(9))
    server.run("UPDATE absences SET updated_at = %s", [LONG_AGO])
    runs.pull(describe("page = 2"), by="clerk")
    assert names(own_var) == expected(9)


@pytest.mark.parametrize("after", range(7))
def test_killed_anywhere_and_run_again_each_row_is_had_once(
    describe: Describe, server: Server, own_var: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    """The disk is told to keep something seven times: the beginning, three pages (rows, journal), the end."""
    source = describe("page = 4")
    server.insert(range(10))
    kept, whole = 0, database._Spool._append

    def append(file: Any, content: bytes) -> None:
        nonlocal kept
        kept += 1
        if kept > after:
            whole(file, content[: len(content) // 2])
            raise Killed
        whole(file, content)

    with monkeypatch.context() as broken:
        broken.setattr(database._Spool, "_append", staticmethod(append))
        with pytest.raises(Killed):
            runs.pull(source, by="clerk")
    runs.pull(source, by="clerk")
    assert [one.rows for one in queries.batches(NAME)] == [10]
    assert names(own_var) == expected(10)


@pytest.mark.parametrize("where", ["promote.catalogue.promoted", "keeping.Kept.reached", "database._Spool.forget"])
def test_killed_while_it_goes_in_the_same_rows_become_one_batch(
    describe: Describe, server: Server, own_var: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    source = describe("page = 4")
    server.insert(range(10))

    def killed(*_: object, **__: object) -> None:
        raise Killed

    room = "fangxian.exchange." if where.startswith("promote") else "fangxian.intake.sources."
    with monkeypatch.context() as broken:
        broken.setattr(room + where, killed)
        with pytest.raises(Killed):
            runs.pull(source, by="clerk")
    runs.pull(source, by="clerk")
    assert runs.pull(source, by="clerk") == []
    assert [(one.rows, one.state) for one in queries.batches(NAME)] == [(10, "promoted")]


def after_a_page(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> list[bool]:
    """Does something once, when the first page has been kept; answers what is true from then on."""
    page, done = database._Spool.keep, []

    def kept(spool: Any, rows: Any, after: Any) -> None:
        page(spool, rows, after)
        if not done:
            done.append(True)
            act()

    monkeypatch.setattr(database._Spool, "keep", kept)
    return done


def test_what_is_written_between_two_pages_is_the_next_runs_and_nothing_is_lost(
    describe: Describe, server: Server, own_var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = describe("page = 4")
    server.insert(range(10))
    after_a_page(monkeypatch, lambda: server.insert(range(10, 12), at=LONG_AGO + timedelta(days=1)))
    runs.pull(source, by="clerk")
    runs.pull(source, by="clerk")
    assert [one.rows for one in queries.batches(NAME)] == [2, 10]
    assert names(own_var) == expected(12)


def test_a_row_that_may_not_be_finished_waits(describe: Describe, server: Server) -> None:
    server.insert(range(3))
    server.run("UPDATE absences SET updated_at = localtimestamp WHERE id = 3")
    runs.pull(describe("settles = 300"), by="clerk")
    assert queries.batches(NAME).get().rows == 2


def test_a_connection_that_breaks_is_opened_again_and_goes_on(
    describe: Describe, server: Server, own_var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = describe("page = 4")
    server.insert(range(10))
    broken = after_a_page(monkeypatch, server.break_off)
    runs.pull(source, by="clerk")
    assert broken and names(own_var) == expected(10)


def test_nothing_can_be_written_through_it(describe: Describe, server: Server) -> None:
    import sqlalchemy as sa

    from fangxian.intake.sources.connecting import opened

    source = describe()
    assert source.database is not None
    with pytest.raises(Fault, match="25006"), opened("absences", source.database) as link:
        link._connection.execute(sa.text("DELETE FROM absences"))


@pytest.mark.parametrize(
    ("lines", "cursor", "table", "said"),
    [
        ("", ("id",), "absents", "there is no table absents"),
        ("", ("changed_at",), "absences", "there is no column changed_at"),
        ('columns = ["id", "colour"]', ("id",), "absences", "there is no column colour"),
        ('columns = ["id", "pupil", "id_number"]', ("id",), "absences", "no column is recognised as day"),
        ("", ("updated_at",), "absences", "1 cursors stand in more than one row"),
        ("", ("id", "cause"), "absences", "1 rows have none and never come"),
    ],
)
def test_what_is_amiss_is_said_before_anything_is_taken(
    describe: Describe, server: Server, lines: str, cursor: Sequence[str], table: str, said: str
) -> None:
    source = describe(lines, cursor=cursor, table=table)
    server.insert(range(3))
    server.run("UPDATE absences SET cause = NULL WHERE id = 1")
    (complaint,) = check(source)
    assert said in complaint[0]
    assert queries.batches(NAME).count() == 0


def test_a_server_that_is_not_there_is_a_sentence(describe: Describe, server: Server, tmp_path: Path) -> None:
    from dataclasses import replace

    source = describe()
    assert source.database is not None
    gone = replace(source.database, url=f"postgresql://nobody@/none?host={tmp_path}")
    (complaint,) = check(replace(source, database=gone))
    assert complaint[0] == "the database does not answer, or broke off"
