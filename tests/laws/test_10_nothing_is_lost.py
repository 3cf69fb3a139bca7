"""Law 10: a comparison that is stopped at any moment leaves nothing or everything, and the same command finishes it."""

import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.comparing import RESIDENTS, RESULTS, resident, result, write

LISTS = {"links", "untested", "pending", "unknown", "review", "rejected", "positives"}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    people = [resident(f"P{i}", "王伟", f"230108198{i % 10}0307{i % 1000:03d}", f"138{i:08d}") for i in range(3000)]
    rows = [result("王伟", f"230108198{i % 10}0307{i % 1000:03d}", f"138{i:08d}") for i in range(3000)]
    write(folder / "residents.csv", RESIDENTS, people)
    write(folder / "results.csv", RESULTS, rows)
    return folder


def command(files: Path, out: Path) -> list[str]:
    run = "import sys; from fangxian.cli.main import main; sys.exit(main())"
    return [sys.executable, "-c", run, "compare", "--residents", str(files / "residents.csv"),
            "--results", str(files / "results.csv"), "--out", str(out)]  # fmt: skip


def complete(out: Path) -> bool:
    return {path.stem for path in out.glob("*.csv")} == LISTS and (out / "summary.json").exists()


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM], ids=lambda stop: stop.name)
@pytest.mark.parametrize("line", [1, 3, 5, 7])
def test_a_comparison_that_is_stopped_leaves_nothing_or_everything(
    files: Path, tmp_path: Path, stop: signal.Signals, line: int
) -> None:
    out = tmp_path / "answer"
    with subprocess.Popen(command(files, out), stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        for _ in range(line):  # progress is one line a stage: stop in the middle of that one
            running.stderr.readline()
        running.send_signal(stop)
        rest = running.stderr.read()
    assert "Traceback" not in rest
    assert not out.exists() or complete(out)
    if not out.exists():
        subprocess.run(command(files, out), check=True, capture_output=True)
    assert complete(out)
    assert [path.name for path in tmp_path.iterdir()] == ["answer"], "what a killed run left is swept by the next"


def test_ctrl_c_says_so(files: Path, tmp_path: Path) -> None:
    with subprocess.Popen(command(files, tmp_path / "answer"), stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        running.stderr.readline()
        running.send_signal(signal.SIGINT)
        rest = running.stderr.read()
    assert running.returncode == 130
    assert "Nothing was written" in rest
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_said_in_one_sentence(files: Path, tmp_path: Path) -> None:
    limit = 40_000  # bytes a file: less than the longest list

    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    ran = subprocess.run(
        command(files, tmp_path / "answer"), capture_output=True, text=True, check=False, preexec_fn=small_disk
    )
    assert ran.returncode == 2, ran.stderr
    assert "make room" in ran.stderr.splitlines()[-1]
    assert "王伟" not in ran.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_is_not_touched(files: Path, tmp_path: Path) -> None:
    out = tmp_path / "answer"
    out.mkdir()
    (out / "mine.txt").write_text("kept")
    ran = subprocess.run(command(files, out), capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "answer" in ran.stderr
    assert [path.name for path in out.iterdir()] == ["mine.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["answer"]
