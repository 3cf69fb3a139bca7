"""A drop that a department fills by SFTP: its files are taken when they are whole, once, whatever breaks."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import paramiko
import pytest
from tests.dropping import PASSWORD, USER, Machine, serving
from tests.own_contracts import NAME, killed, own_contracts, pulled, pupil, put

from fangxian.catalogue import queries
from fangxian.intake import sources
from fangxian.intake.library.patience import Patience
from fangxian.intake.library.upstream import Limits
from fangxian.intake.sources import dropped
from fangxian.intake.sources.keeping import kept
from fangxian.lib.fault import Fault
from fangxian.pipelines.sourcing import check
from fangxian.runs import sources as runs

__all__ = ["own_contracts"]
pytestmark = pytest.mark.django_db
Describe = Callable[..., sources.Source]
FIRST, SECOND = [pupil(place) for place in range(30)], [pupil(place, day="2022-09-02") for place in range(30)]


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    folder = tmp_path / "theirs"
    folder.mkdir()
    with serving(folder) as one:
        yield one


@pytest.fixture
def describe(
    machine: Machine, tmp_path: Path, own_contracts: Path, own_var: Path, monkeypatch: pytest.MonkeyPatch
) -> Describe:
    home = tmp_path / "sources"
    home.mkdir()
    monkeypatch.setenv("FANGXIAN_SOURCES", str(home))
    password = tmp_path / "password"
    password.write_text(PASSWORD)
    password.chmod(0o600)

    def write(lines: str = "quiet = 0", *, opened: str = "", host_key: str = "", path: str = "/drop") -> sources.Source:
        said = f"""zh = "因病缺课"\nen = "absences"\ndataset = "{NAME}"\nsender = "区教育局"
            [sftp]\nhost = "127.0.0.1"\nport = {machine.port}\nuser = "{USER}"\npath = "{path}"
            host_key = "{host_key or machine.host_key}"\n{opened or f'password_file = "{password}"'}\n{lines}\n"""
        (home / "absences.toml").write_text(said, "utf-8")
        return sources.one("absences")

    return write


def test_what_lies_there_becomes_batches_and_the_second_time_nothing(describe: Describe, machine: Machine) -> None:
    source = describe()
    put(machine.folder, "一日.csv", FIRST)
    assert pulled(source) == [("一日.csv", True)]
    put(machine.folder, "二日.csv", SECOND)
    put(machine.folder, "一日(1).csv", FIRST)
    assert pulled(source) == [("二日.csv", True)]
    assert pulled(source) == []
    assert [(one.file, one.rows, one.sender) for one in queries.batches(NAME)] == [
        ("二日.csv", 30, "区教育局"),
        ("一日.csv", 30, "区教育局"),
    ]


def test_what_programs_have_not_finished_and_links_are_left_alone(describe: Describe, machine: Machine) -> None:
    source = describe()
    for name in (".一日.csv", "一日.csv.filepart", "~$一日.csv"):
        put(machine.folder, name, FIRST)
    (machine.folder / "elsewhere.csv").symlink_to(put(machine.folder, ".secret", FIRST))
    (machine.folder / "folder.csv").mkdir()
    assert pulled(source) == []


def test_with_markers_a_file_is_whole_when_its_marker_is_there_and_moves_when_it_is_taken(
    describe: Describe, machine: Machine
) -> None:
    source = describe('marker = ".ok"\nmove = true')
    put(machine.folder, "一日.csv", FIRST)
    put(machine.folder, "说明.csv", []).write_text("本周正常", "utf-8")
    assert pulled(source) == []
    for marker in ("一日.csv.ok", "说明.ok"):
        (machine.folder / marker).touch()
    assert sorted(pulled(source)) == [("一日.csv", True), ("说明.csv", False)]
    assert sorted(one.name for one in (machine.folder / "taken").iterdir()) == ["一日.csv", "一日.csv.ok"]
    assert sorted(one.name for one in (machine.folder / "refused").iterdir()) == ["说明.csv", "说明.ok"]


def test_a_file_that_grows_while_it_is_watched_waits(describe: Describe, machine: Machine, tmp_path: Path) -> None:
    source, path = describe("quiet = 5"), put(machine.folder, "一日.csv", FIRST)

    def grows(_: float) -> None:
        with path.open("a", encoding="utf-8") as file:
            file.write("\n")

    assert source.sftp is not None
    with kept(tmp_path / "memory", "absences") as memory:
        assert list(dropped.draw("absences", source.sftp, memory, sleep=grows)) == []
        (drawn,) = dropped.draw("absences", source.sftp, memory, sleep=lambda _: None)
    assert drawn.path.read_bytes() == path.read_bytes()


def patience(tries: int) -> Patience:
    return Patience("absences", Limits(requests_a_second=1000, tries=tries), sleep=lambda _: None)


@pytest.mark.parametrize("tries", [1, 3])
def test_a_transfer_that_breaks_goes_on_behind_what_is_there(
    describe: Describe, machine: Machine, tmp_path: Path, tries: int
) -> None:
    """With one try the run ends there, and the next goes on."""
    source, content = describe(), os.urandom(5 << 20)
    (machine.folder / "大.csv").write_bytes(content)
    machine.breaks = [3 << 20]
    assert source.sftp is not None
    with kept(tmp_path / "memory", "absences") as memory:
        if tries == 1:
            with pytest.raises(Fault, match="does not answer"):
                list(dropped.draw("absences", source.sftp, memory, patience=patience(1)))
        (drawn,) = dropped.draw("absences", source.sftp, memory, patience=patience(3))
    assert drawn.path.read_bytes() == content
    assert not machine.breaks and machine.read < 2 * len(content)


@pytest.mark.parametrize("moment", ["before it is in", "before it is remembered"])
def test_a_run_that_is_killed_is_finished_by_the_next_and_each_row_is_had_once(
    describe: Describe, machine: Machine, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = describe()
    put(machine.folder, "一日.csv", FIRST)
    with killed(monkeypatch, moment):
        runs.pull(source, by="clerk")
    assert pulled(source) == [("一日.csv", True)]
    assert [(one.rows, one.state) for one in queries.batches(NAME)] == [(30, "promoted")]


def test_a_machine_with_another_key_is_asked_nothing(describe: Describe, machine: Machine) -> None:
    other = paramiko.ECDSAKey.generate()
    put(machine.folder, "一日.csv", FIRST)
    with pytest.raises(Fault, match="another key than"):
        pulled(describe(host_key=f"{other.get_name()} {other.get_base64()}"))
    with pytest.raises(Fault, match="is no key"):
        pulled(describe(host_key="ecdsa-sha2-nistp256 AAAA"))


def test_a_key_opens_it_if_nobody_else_may_read_it(describe: Describe, machine: Machine, tmp_path: Path) -> None:
    machine.authorised, path = paramiko.ECDSAKey.generate(), tmp_path / "key"
    machine.authorised.write_private_key_file(str(path))
    source = describe(opened=f'key_file = "{path}"')
    assert check(source) == []
    path.chmod(0o640)
    ((en, _),) = check(source)
    assert "chmod 600" in en


def test_what_is_amiss_is_said_before_anything_is_taken(describe: Describe, machine: Machine, tmp_path: Path) -> None:
    ((en, _),) = check(describe(path="/elsewhere"))
    assert "/elsewhere is not there" in en
    wrong = tmp_path / "wrong"
    wrong.write_text("guess")
    wrong.chmod(0o600)
    ((en, _),) = check(describe(opened=f'password_file = "{wrong}"'))
    assert "does not take our account" in en


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('key_file = "/k"', "one of key_file and password_file"),
        ('take = ["../*"]', "sftp.take: patterns of names"),
        ("seconds = 0", "sftp.host: a host"),
    ],
)
def test_a_line_that_is_wrong_is_named(describe: Describe, lines: str, said: str) -> None:
    with pytest.raises(Fault, match=said):
        describe(lines)
