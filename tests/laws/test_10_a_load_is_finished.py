"""Law 10: a load that is killed at any moment leaves a state from which the same command finishes the work."""

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from tests.loading import write

#: The lines of progress after which a load is killed, the so-manieth time that they come.
MOMENTS = [
    *(("into the lake", 2), ("finding whose each row is", 3), ("into the registries", 1)),
    *(("into the registries", 3), ("counting by area", 1)),
]
COMMAND = "import sys; from fangxian.cli.main import main; sys.exit(main())"
#: What a load leaves for its readers, without keys and moments.
SAID = {
    "people": "SELECT name, sex, born, status, area_code FROM registry_person",
    "homes": "SELECT p.name, r.kind, d.code FROM registry_residence r JOIN registry_person p ON p.id = r.person_id "
    "LEFT JOIN registry_dwelling d ON d.id = r.dwelling_id",
    "links": "SELECT dataset, row, method FROM identity_sourcelink",
    "doubts": "SELECT dataset, row, reason FROM identity_doubt",
    "batches": "SELECT dataset_id, rows, held, state FROM catalogue_batch",
    "cards": "SELECT name, kind, address, groups FROM boards_personcard",
    "counts": "SELECT measure, area_code, count FROM boards_areacount",
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return [one for one in write(tmp_path_factory.mktemp("files")) if one.stem in ("区划", "户籍", "实有人口")]


@pytest.fixture(scope="module")
def whole(files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[object]]:
    """What a load leaves that nobody stopped."""
    var = tmp_path_factory.mktemp("whole")
    subprocess.run(load(files), env=environment(var), check=True, capture_output=True)
    return left(var)


def load(files: list[Path]) -> list[str]:
    return [sys.executable, "-c", COMMAND, "load", *map(str, files)]


def environment(var: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "FANGXIAN_KEYS")}
    return kept | {"FANGXIAN_VAR": str(var), "DJANGO_SETTINGS_MODULE": "fangxian.project.settings"}


def left(var: Path) -> dict[str, list[object]]:
    with closing(sqlite3.connect(var / "fangxian.sqlite3")) as database:
        return {name: sorted(map(repr, database.execute(said))) for name, said in SAID.items()}


@pytest.mark.parametrize(("step", "time"), MOMENTS)
def test_a_load_that_is_killed_is_finished_by_the_same_command(
    files: list[Path], whole: dict[str, list[object]], tmp_path: Path, step: str, time: int
) -> None:
    with subprocess.Popen(load(files), env=environment(tmp_path), stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        for _ in range(time):
            next(line for line in running.stderr if step in line)
        running.send_signal(signal.SIGKILL)
    ran = subprocess.run(load(files), env=environment(tmp_path), capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert left(tmp_path) == whole
    assert list((tmp_path / "work").iterdir()) == [], "what lay open for linking is gone"


def test_two_loads_at_once_take_turns(files: list[Path], tmp_path: Path) -> None:
    with subprocess.Popen(load(files), env=environment(tmp_path), stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        next(line for line in running.stderr if "receiving" in line)
        # It is not done before the second has begun.
        running.send_signal(signal.SIGSTOP)
        second = subprocess.run(load(files), env=environment(tmp_path), capture_output=True, text=True, check=False)
        running.send_signal(signal.SIGCONT)
        assert second.returncode == 2 and "Another load is running" in second.stderr
        running.stderr.read()
    assert running.returncode == 0


def test_ctrl_c_leaves_what_the_same_command_finishes(
    files: list[Path], whole: dict[str, list[object]], tmp_path: Path
) -> None:
    with subprocess.Popen(load(files), env=environment(tmp_path), stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        next(line for line in running.stderr if "into the registries" in line)
        running.send_signal(signal.SIGINT)
        assert "Traceback" not in running.stderr.read()
    assert running.returncode == 130
    subprocess.run(load(files), env=environment(tmp_path), check=True, capture_output=True)
    assert left(tmp_path) == whole
