"""kill -9 at any moment: the same command, run again, leaves the same file (law 10)."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.libraries import cells, expected, fetched, holding, library

from fangxian.lib.fault import Fault
from fangxian.synth.city import City, serving

HELD = holding(95)
COMMAND = "import sys; from fangxian.cli.main import main; sys.exit(main(sys.argv[1:]))"


class Killer:
    """Kills a process as the library is about to answer for the `at`-th time."""

    def __init__(self) -> None:
        self.at, self.answered = 0, 0
        self.process: subprocess.Popen[str] | None = None

    def __call__(self, path: str, status: int) -> None:
        self.answered += 1
        if self.answered == self.at and self.process is not None:
            self.process.send_signal(signal.SIGKILL)


def described(folder: Path, city: City) -> Path:
    """The library at that server as a file, with pages of ten rows."""
    text = (Path(sys.modules["fangxian.intake.library.upstream"].__file__ or "").parent / "libraries.toml").read_text(
        "utf-8"
    )
    path = folder / "libraries.toml"
    path.write_text(
        text.replace("http://127.0.0.1:8646", city.url).replace("page_size = 1000", "page_size = 10"), "utf-8"
    )
    return path


def command(folder: Path, libraries: Path, out: str) -> list[str]:
    window = ("--from", "2022-09-09 06:00", "--to", "2022-09-09 20:00")
    there = ("--libraries", str(libraries), "--out", str(folder / out))
    return [sys.executable, "-c", COMMAND, "fetch", "--library", "city", *window, *there]


@pytest.mark.parametrize("pages", [(1,), (2,), (5, 3), (1, 1, 1, 10), (10,), (7, 7)])
def test_killed_and_run_again_it_is_the_same_file(tmp_path: Path, pages: tuple[int, ...]) -> None:
    killer = Killer()
    with serving(City(HELD, heard=killer)) as city:
        undisturbed = fetched(city, tmp_path / "plain.csv")
        asked = command(tmp_path, described(tmp_path, city), "a.csv")
        for at in pages:
            killer.at, killer.answered = at, 0
            killer.process = subprocess.Popen(asked, stderr=subprocess.PIPE, text=True)
            _, said = killer.process.communicate(timeout=60)
            # A run that had less left to ask than it was killed at has come to its end.
            ended = killer.answered < at
            assert killer.process.returncode == (0 if ended else -signal.SIGKILL), said
            assert (tmp_path / "a.csv").exists() == ended
        killer.at = 0
        last = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=False)
    assert last.returncode == 0, last.stderr
    assert (tmp_path / "a.csv").read_bytes() == undisturbed.path.read_bytes()
    assert not list(tmp_path.glob(".*"))


class Stop(BaseException):
    """Ends a run where it stands."""


def stopping(monkeypatch: pytest.MonkeyPatch, after: int) -> Callable[[], int]:
    """The run stops before the disk is touched for the `after`-th time; gives how often it was."""
    touched = 0

    def counted[**P, T](act: Callable[P, T]) -> Callable[P, T]:
        def one(*arguments: P.args, **named: P.kwargs) -> T:
            nonlocal touched
            touched += 1
            if touched == after:
                raise Stop
            return act(*arguments, **named)

        return one

    monkeypatch.setattr(os, "fsync", counted(os.fsync))
    monkeypatch.setattr(Path, "replace", counted(Path.replace))
    monkeypatch.setattr(Path, "chmod", counted(Path.chmod))
    monkeypatch.setattr("shutil.rmtree", counted(__import__("shutil").rmtree))
    return lambda: touched


@pytest.fixture
def city() -> Iterator[City]:
    with serving(City(holding(25))) as serves:
        yield serves


def test_stopped_at_each_touch_of_the_disk_it_is_finished_by_the_same_command(city: City, tmp_path: Path) -> None:
    undisturbed = fetched(city, tmp_path / "plain.csv")
    with pytest.MonkeyPatch.context() as patch:
        touches = stopping(patch, 0)
        fetched(city, tmp_path / "counted.csv")
    assert touches() > 12
    for at in range(1, touches() + 1):
        out = tmp_path / f"{at}.csv"
        with pytest.MonkeyPatch.context() as patch, pytest.raises(Stop):
            stopping(patch, at)
            fetched(city, out)
        assert not out.exists() or out.read_bytes() == undisturbed.path.read_bytes()
        assert fetched(city, out).path.read_bytes() == undisturbed.path.read_bytes()
    assert not list(tmp_path.glob(".*"))


def test_two_runs_do_not_write_one_file(city: City, tmp_path: Path) -> None:
    refused = []

    def meddle(_: object) -> None:
        with pytest.raises(Fault, match="Another fetch") as said:
            fetched(city, tmp_path / "a.csv")
        refused.append(said)

    fetched(city, tmp_path / "a.csv", say=meddle)
    assert refused
    assert cells(tmp_path / "a.csv") == expected(city.holdings)


def test_a_disk_that_is_full_is_said_and_nothing_is_lost(city: City, tmp_path: Path) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    city.play("ok*2,refuse")
    with pytest.raises(Fault):
        fetched(city, tmp_path / "a.csv", upstream=library(city))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(Fault, match="No space left"):
            fetched(city, tmp_path / "a.csv")
    assert cells(fetched(city, tmp_path / "a.csv").path) == expected(city.holdings)
