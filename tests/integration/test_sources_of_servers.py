"""A list that a department's HTTP server gives page by page: each row is had once, whatever the server does."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.answering import Department, serving
from tests.own_contracts import NAME, own_contracts, pupil

from fangxian.catalogue import queries
from fangxian.intake import sources
from fangxian.lake import batches
from fangxian.lib.fault import Fault
from fangxian.pipelines.sourcing import check
from fangxian.runs import sources as runs

__all__ = ["own_contracts"]
pytestmark = pytest.mark.django_db
Describe = Callable[..., sources.Source]
PAGINGS = ("page", "offset", "cursor", "link")


def rows(places: range, *, day: int = 1) -> list[dict[str, Any]]:
    names = ("pupil", "id_number", "day", "phone", "cause")
    moment = [f"2022-09-{day:02}T08:{place // 3:02}:00" for place in places]
    return [
        {"id": place, **dict(zip(names, pupil(place).values(), strict=True)), "updated_at": at}
        for place, at in zip(places, moment, strict=True)
    ]


@pytest.fixture
def department() -> Iterator[Department]:
    with serving(Department(rows(range(25)))) as one:
        yield one


@pytest.fixture
def describe(
    department: Department, tmp_path: Path, own_contracts: Path, own_var: Path, monkeypatch: pytest.MonkeyPatch
) -> Describe:
    home = tmp_path / "sources"
    home.mkdir()
    monkeypatch.setenv("FANGXIAN_SOURCES", str(home))
    monkeypatch.setattr("time.sleep", lambda _: None)

    def write(paging: str = "page", *, lines: str = "", request: str = "", total: bool = True) -> sources.Source:
        department.paging, department.total = paging, total
        said = f"""zh = "因病缺课"\nen = "absences"\ndataset = "{NAME}"\nsender = "区教育局"
            [http]\nurl = "{department.url}"\nidentity = ["id"]
            columns = ["id", "pupil", "id_number", "day", "phone", "cause", "updated_at"]\n{lines}
            [http.request]\npaging = "{paging}"\ncursor = "at"\nsize = "size"\npage_size = 10\n{request}
            [http.reply]\nrows = "items"\nnext = "next"\n{'total = "total"' if total else ""}
            [http.limits]\nrequests_a_second = 1000\ntries = 3\nsilence = 1\nfirst_wait = 0.01\n"""
        (home / "absences.toml").write_text(said, "utf-8")
        return sources.one("absences")

    return write


def phones(own_var: Path) -> list[str]:
    """The phones of all rows in the lake, each as often as it lies there."""
    found = [pq.read_table(one.accepted, columns=["phone"])["phone"] for one in batches.every(own_var / "lake", NAME)]
    return sorted(str(value)[-3:] for column in found for value in column.to_pylist())


def expected(many: int) -> list[str]:
    return [f"{place:03}" for place in range(many)]


@pytest.mark.parametrize("total", [True, False])
@pytest.mark.parametrize("paging", PAGINGS)
def test_all_pages_become_one_batch_and_the_second_time_nothing(
    describe: Describe, own_var: Path, paging: str, total: bool
) -> None:
    source = describe(paging, total=total)
    (came,) = runs.pull(source, by="clerk")
    assert came.loaded is not None and came.loaded.manifest.counts.rows == 25
    assert runs.pull(source, by="clerk") == []
    assert phones(own_var) == expected(25)


@pytest.mark.parametrize("faults", [["500"], ["", "503", "503"], ["", "hang"], ["", "html"], ["429"], ["", "repeat"]])
@pytest.mark.parametrize("paging", ["page", "cursor"])
def test_what_passes_by_itself_leaves_no_trace(
    describe: Describe, department: Department, own_var: Path, paging: str, faults: list[str]
) -> None:
    source = describe(paging)
    department.faults = list(faults)
    runs.pull(source, by="clerk")
    assert phones(own_var) == expected(25) and not department.faults


@pytest.mark.parametrize(
    ("fault", "said"),
    [("500", "it answers 500, 3 times"), ("html", "not JSON but something else"), ("repeat", "gives a page again")],
)
def test_what_does_not_pass_is_a_sentence_and_the_next_run_goes_on_behind_the_pages_it_has(
    describe: Describe, department: Department, own_var: Path, fault: str, said: str
) -> None:
    source = describe()
    department.faults = ["", fault, fault, fault]
    with pytest.raises(Fault, match=said):
        runs.pull(source, by="clerk")
    assert queries.batches(NAME).count() == 0
    department.asked.clear()
    runs.pull(source, by="clerk")
    assert [one["at"] for one in department.asked] == ["2", "3"]
    assert phones(own_var) == expected(25)


@pytest.mark.parametrize("total", [True, False])
@pytest.mark.parametrize("paging", ["page", "offset"])
def test_rows_that_go_while_they_are_read_move_no_other_out_of_sight(
    describe: Describe, department: Department, own_var: Path, paging: str, total: bool
) -> None:
    """The first row goes after the first page: what was the first of the second page is on the first now."""
    source = describe(paging, total=total)
    department.before = lambda number: department.rows.pop(0) if number == 2 else None
    runs.pull(source, by="clerk")
    assert phones(own_var) == expected(25)[1:]


@pytest.mark.parametrize("total", [True, False])
def test_rows_that_come_while_they_are_read_are_there_once(
    describe: Describe, department: Department, own_var: Path, total: bool
) -> None:
    source = describe("page", total=total)
    department.before = lambda number: department.rows.insert(0, rows(range(25, 26))[0]) if number == 2 else None
    runs.pull(source, by="clerk")
    assert phones(own_var) == expected(26)


def test_a_list_that_never_holds_still_is_said_so(describe: Describe, department: Department) -> None:
    source = describe("page", total=False)
    department.before = lambda number: department.rows.extend(rows(range(24 + number, 25 + number)))
    with pytest.raises(Fault, match="no two of them alike"):
        runs.pull(source, by="clerk")
    assert queries.batches(NAME).count() == 0


def test_what_changed_since_is_asked_for_and_rows_of_one_moment_are_all_had(
    describe: Describe, department: Department, own_var: Path
) -> None:
    source = describe("cursor", lines='grows = "updated_at"', request='from = "since"')
    runs.pull(source, by="clerk")
    late = rows(range(25, 28), day=2)
    late[0]["updated_at"] = department.rows[-1]["updated_at"]
    department.rows += late
    department.asked.clear()
    runs.pull(source, by="clerk")
    assert department.asked[0]["since"] == "2022-09-01T08:08:00"
    assert [one.rows for one in queries.batches(NAME)] == [3, 25]
    assert phones(own_var) == expected(28)
    assert runs.pull(source, by="clerk") == []


def test_a_list_of_everybody_comes_whole_whenever_anything_of_it_changed(
    describe: Describe, department: Department
) -> None:
    path = describe().file
    path.write_text("whole = true\n" + path.read_text("utf-8"), "utf-8")
    source = sources.one("absences")
    runs.pull(source, by="clerk")
    assert runs.pull(source, by="clerk") == []
    department.rows.pop(7)
    runs.pull(source, by="clerk")
    department.rows[3]["phone"] = "13800000000"
    runs.pull(source, by="clerk")
    assert [one.rows for one in queries.batches(NAME)] == [24, 24, 25]
    path.write_text(
        path.read_text("utf-8").replace("[http.request]", 'grows = "id"\n[http.request]\nfrom = "since"'), "utf-8"
    )
    with pytest.raises(Fault, match="lists nobody else"):
        sources.one("absences")


def test_a_link_that_leads_elsewhere_is_not_followed(describe: Describe, department: Department) -> None:
    source = describe("link", lines='token_header = "X-Token"')
    department.answer = lambda _: b'{"items": [], "total": 1, "next": "http://127.0.0.2/list?at=10"}'  # type: ignore[method-assign]
    with pytest.raises(Fault, match="another address"):
        runs.pull(source, by="clerk")


def test_the_token_goes_in_the_header_that_is_agreed(
    describe: Describe, department: Department, tmp_path: Path
) -> None:
    (tmp_path / "token").write_text("secret\n")
    (tmp_path / "token").chmod(0o600)
    lines = f'token_file = "{tmp_path / "token"}"\ntoken_header = "X-Token"\ntoken_begins = ""'
    runs.pull(describe(lines=lines), by="clerk")
    assert set(department.headers) == {"secret"}


@pytest.mark.parametrize("answers", [1, 2, 3])
def test_killed_after_any_page_it_goes_on_and_each_row_is_had_once(
    describe: Describe, department: Department, own_var: Path, answers: int
) -> None:
    source = describe("page", total=False)
    program = (
        "import sys; from pathlib import Path; from fangxian.intake import sources\n"
        "from fangxian.intake.sources.keeping import kept\n"
        "source = sources.one('absences')\n"
        "with kept(Path(sys.argv[1]), 'absences') as memory: list(sources.draw(source, memory))"
    )
    killed: list[subprocess.Popen[bytes]] = []

    def kill(number: int) -> None:
        if number == answers + 1:
            killed[0].send_signal(signal.SIGKILL)

    department.before = kill
    killed.append(subprocess.Popen([sys.executable, "-c", program, str(own_var / "pulled")]))
    assert killed[0].wait(60) == -signal.SIGKILL
    department.asked.clear()
    department.before = lambda _: None
    runs.pull(source, by="clerk")
    assert len(department.asked) == 6 - answers
    assert phones(own_var) == expected(25)


@pytest.mark.parametrize(
    ("lines", "request_", "said"),
    [
        ("", 'method = "PUT"', "http.request: GET or POST"),
        ('grows = "updated_at"', "", "http.grows"),
        ('token_head = "X"', "", "http.token_head: there is no such line"),
        ("", 'numbers = "n"', "http.request: numbers"),
    ],
)
def test_a_line_that_is_wrong_is_named(describe: Describe, lines: str, request_: str, said: str) -> None:
    with pytest.raises(Fault, match=said):
        describe(lines=lines, request=request_)


def test_what_is_amiss_is_said_before_anything_is_taken(describe: Describe, department: Department) -> None:
    assert check(describe()) == []
    department.faults = ["401"]
    ((en, _),) = check(describe())
    assert "refuses our credentials" in en
    assert queries.batches(NAME).count() == 0
