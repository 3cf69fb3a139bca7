"""A folder that a department puts its files into: each is taken when it is whole, once, whenever a run is killed."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from tests.own_contracts import NAME, killed, own_contracts, pulled, pupil, put, text
from tests.sources import Describe, describe, drop

from fangxian.catalogue import queries
from fangxian.cli.main import main
from fangxian.exchange import turns
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.runs import sources as runs

__all__ = ["describe", "drop", "own_contracts"]
pytestmark = pytest.mark.django_db
FIRST, SECOND = [pupil(place) for place in range(3)], [pupil(place, day="2022-09-02") for place in range(3)]


def test_what_lies_there_becomes_batches_and_the_second_time_nothing(describe: Describe, drop: Path) -> None:
    source = describe()
    put(drop, "一日.csv", FIRST)
    assert pulled(source) == [("一日.csv", True)]
    put(drop, "二日.csv", SECOND)
    assert pulled(source) == [("二日.csv", True)]
    assert pulled(source) == []
    assert [(one.file, one.rows, one.sender) for one in queries.batches(NAME)] == [
        ("二日.csv", 3, "区教育局"),
        ("一日.csv", 3, "区教育局"),
    ]


def test_a_file_under_another_name_is_the_same_file(describe: Describe, drop: Path) -> None:
    source = describe()
    put(drop, "一日.csv", FIRST)
    pulled(source)
    put(drop, "一日(1).csv", FIRST)
    assert pulled(source) == []


def test_a_file_that_is_being_written_waits_until_it_is_closed(describe: Describe, drop: Path) -> None:
    source = describe()
    path = put(drop, "一日.csv", FIRST)
    with path.open("a", encoding="utf-8") as file:
        file.write(text(SECOND[0]).splitlines()[1] + "\n")
        file.flush()
        assert pulled(source) == []
    assert pulled(source) == [("一日.csv", True)]
    assert queries.batches(NAME).get().rows == 4


def test_a_file_that_grows_while_it_is_watched_waits(describe: Describe, drop: Path) -> None:
    from fangxian.intake.sources import folder
    from fangxian.intake.sources.keeping import kept

    source, path = describe(folder="quiet = 5"), put(drop, "一日.csv", FIRST)

    def grows(seconds: float) -> None:
        with path.open("a", encoding="utf-8") as file:
            file.write("\n" * int(seconds))

    assert source.folder is not None
    with kept(drop.parent / "memory", "absences") as memory:
        assert folder.whole(source.folder, memory, sleep=grows) == []
        assert folder.whole(source.folder, memory, sleep=lambda _: None) == [path]


def test_with_markers_a_file_is_whole_when_its_marker_is_there(describe: Describe, drop: Path) -> None:
    source = describe(folder='marker = ".ok"\nmove = true')
    put(drop, "一日.csv", FIRST)
    put(drop, "二日.csv", SECOND)
    assert pulled(source) == []
    (drop / "一日.csv.ok").touch()
    (drop / "二日.ok").touch()
    assert sorted(pulled(source)) == [("一日.csv", True), ("二日.csv", True)]
    assert sorted(one.name for one in (drop / "taken").iterdir()) == ["一日.csv", "一日.csv.ok", "二日.csv", "二日.ok"]


def test_what_programs_have_not_finished_and_links_are_left_alone(describe: Describe, drop: Path) -> None:
    source = describe()
    for name in (".一日.csv", "一日.csv.filepart", "~$一日.csv"):
        put(drop, name, FIRST)
    (drop / "elsewhere.csv").symlink_to(put(drop.parent, "secret.csv", FIRST))
    assert pulled(source) == []


def test_a_file_that_is_refused_stops_no_other_and_is_not_tried_each_time(describe: Describe, drop: Path) -> None:
    source = describe(folder="quiet = 0\nmove = true")
    (drop / "说明.csv").write_text("本周缺课情况正常", "utf-8")
    put(drop, "一日.csv", FIRST)
    assert sorted(pulled(source)) == [("一日.csv", True), ("说明.csv", False)]
    assert (drop / "refused" / "说明.csv").exists()
    assert "没有找到表头" in runs.refused(source)["说明.csv"]
    assert pulled(source) == []


@pytest.mark.parametrize("moment", ["before it is in", "before it is remembered"])
def test_a_run_that_is_killed_is_finished_by_the_next_and_each_row_is_had_once(
    describe: Describe, drop: Path, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = describe()
    put(drop, "一日.csv", FIRST)
    with killed(monkeypatch, moment):
        runs.pull(source, by="clerk")
    assert pulled(source) == [("一日.csv", True)]
    assert [(one.rows, one.state) for one in queries.batches(NAME)] == [(3, "promoted")]


def test_while_another_load_runs_the_file_is_neither_taken_nor_refused(describe: Describe, drop: Path) -> None:
    from tests.loading import loading_elsewhere

    source = describe()
    put(drop, "一日.csv", FIRST)
    with loading_elsewhere(), pytest.raises(turns.Taken):
        runs.pull(source, by="clerk")
    assert pulled(source) == [("一日.csv", True)]


def test_the_minutes_work_pulls_whose_turn_it_is(describe: Describe, drop: Path) -> None:
    describe("every = 15")
    put(drop, "一日.csv", FIRST)
    now = clock.now()
    with clock.set_to(now):
        assert runs.due() == 1
    put(drop, "二日.csv", SECOND)
    with clock.set_to(now + timedelta(minutes=14)):
        assert runs.due() == 0
    with clock.set_to(now + timedelta(minutes=15)):
        assert runs.due() == 1


def test_a_contract_that_contradicts_itself_refuses_no_file(
    describe: Describe, drop: Path, own_contracts: Path
) -> None:
    source, path = describe(), own_contracts / f"{NAME}.odcs.yaml"
    put(drop, "一日.csv", FIRST)
    good = path.read_text("utf-8")
    path.write_text(good.replace("term, value: date", "term, value: day"), "utf-8")
    with pytest.raises(Fault, match="there is no term day"):
        runs.pull(source, by="clerk")
    path.write_text(good, "utf-8")
    os.utime(path, ns=(1, 1))
    assert pulled(source) == [("一日.csv", True)]


@pytest.mark.parametrize(
    ("lines", "folder", "said"),
    [
        ("", "quite = 1", "folder.quite: there is no such line"),
        ('every = "often"', "", "every: it is of another kind"),
        ("every = -1", "", "every: minutes"),
        ("", 'take = ["../*"]', "folder.take: patterns of names"),
    ],
)
def test_a_line_that_is_wrong_is_named(describe: Describe, lines: str, folder: str, said: str) -> None:
    with pytest.raises(Fault, match=said):
        describe(lines, folder=folder)


def test_at_the_shell_it_is_listed_checked_and_pulled(
    describe: Describe, drop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    describe()
    put(drop, "一日.csv", FIRST)
    assert main(["source", "check"]) == 0
    assert "absences: in order." in capsys.readouterr().out
    assert main(["source", "pull", "absences"]) == 0
    assert "一日.csv" in capsys.readouterr().err
    assert main(["source", "list"]) == 0
    assert NAME in capsys.readouterr().err
    describe(path=drop / "gone")
    assert main(["source", "check"]) == 2
    assert "there is no folder" in capsys.readouterr().out


def test_what_a_killed_run_had_taken_is_put_away_by_the_next_its_marker_first(
    describe: Describe, drop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def fall(*_: object, **__: object) -> None:
        raise Killed

    source = describe(folder='marker = ".ok"\nmove = true')
    put(drop, "一日.csv", FIRST)
    (drop / "一日.csv.ok").touch()
    with monkeypatch.context() as broken:
        broken.setattr("fangxian.intake.sources.folder._moved", fall)
        with pytest.raises(Killed):
            runs.pull(source, by="clerk")
    assert (drop / "一日.csv").exists() and queries.batches(NAME).get().rows == 3
    assert pulled(source) == []
    assert sorted(one.name for one in drop.rglob("*.*")) == ["一日.csv", "一日.csv.ok"]
    assert sorted(one.name for one in (drop / "taken").iterdir()) == ["一日.csv", "一日.csv.ok"]
