"""Law 10: a pull from a department's SFTP drop that is killed at any moment, -9, is finished by the same command: each
row is there once, the drop is emptied once, and nothing lies about."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.dropping import PASSWORD, USER, Machine, serving
from tests.own_contracts import NAME, TEXT, pupil, put

COMMAND = "import sys; from fangxian.cli.main import main; sys.exit(main())"
#: So many rows are read from the drop in two pieces of a mebibyte.
MANY, FEW = 24_000, 40
#: What the machine there is asked, and what the run says of itself: at which time of which it is killed, run after run
#: on the same installation. The first file is long and is killed while it comes, twice; then while it is loaded, and
#: while it is put away; then the second.
TRANSFER = [("asked", "list", 1), ("asked", "open", 1), ("asked", "read", 10), ("asked", "read", 12)]
LOAD = [("said", "receiving", 1), ("said", "into the lake", 1), ("said", "into the registries", 1)]
AWAY = [("asked", "mkdir", 1), ("asked", "rename", 1), ("asked", "rename", 1), ("asked", "rename", 1)]


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    folder = tmp_path / "theirs"
    folder.mkdir()
    with serving(folder) as one:
        yield one


@pytest.fixture
def environment(machine: Machine, tmp_path: Path) -> dict[str, str]:
    """An installation with the contract and the source, and nothing else."""
    for name in ("contracts", "sources", "var"):
        (tmp_path / name).mkdir()
    (tmp_path / "contracts" / f"{NAME}.odcs.yaml").write_text(TEXT, "utf-8")
    password = tmp_path / "password"
    password.touch(0o600)
    password.write_text(PASSWORD)
    (tmp_path / "sources" / "absences.toml").write_text(
        f"""zh = "因病缺课"\nen = "absences"\ndataset = "{NAME}"\nsender = "区教育局"
short = 0
            [sftp]\nhost = "127.0.0.1"\nport = {machine.port}\nuser = "{USER}"\npath = "/drop"
            host_key = "{machine.host_key}"\npassword_file = "{password}"\nmarker = ".ok"\nmove = true\n""",
        "utf-8",
    )
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "FANGXIAN_KEYS")}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "fangxian.project.settings", "FANGXIAN_LANG": "en",
        "FANGXIAN_VAR": str(tmp_path / "var"), "FANGXIAN_CONTRACTS": str(tmp_path / "contracts"),
        "FANGXIAN_SOURCES": str(tmp_path / "sources"),
    }  # fmt: skip


def deliver(folder: Path, name: str, rows: list[dict[str, str]], at: int) -> None:
    """A file and its marker; `at`: when it was written, so that one is older."""
    path = put(folder, name, rows)
    os.utime(path, (at, at))
    (folder / f"{name}.ok").touch()


def pull(environment: dict[str, str], machine: Machine, kill: tuple[str, str, int] | None) -> int:
    """Runs `fangxian source pull` to its end, or until it is killed; answers its exit code."""
    which, word, time = kill or ("", "", 0)
    heard = Counter[str]()

    def listen(asked: str) -> None:
        heard[asked] += 1
        if which == "asked" and asked == word and heard[asked] == time:
            running.send_signal(signal.SIGKILL)

    machine.heard = listen
    asked = [sys.executable, "-c", COMMAND, "source", "pull", "absences", "--by", "clerk"]
    with subprocess.Popen(asked, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        for line in running.stderr:
            heard["said"] += which == "said" and word in line
            if which == "said" and heard["said"] == time:
                running.send_signal(signal.SIGKILL)
                break
        said = running.communicate(timeout=120)
    assert kill is None or running.returncode == -signal.SIGKILL, (kill, heard, said)
    assert kill is not None or running.returncode == 0, said
    return running.returncode


def rows(var: Path) -> Counter[str]:
    """Each telephone that is in a batch of the lake, with how often."""
    found = Counter[str]()
    for path in (var / "lake" / NAME).glob("[0-9]*/accepted.parquet"):
        found.update(map(str, pq.read_table(path, columns=["phone"])["phone"].to_pylist()))
    return found


@pytest.mark.parametrize(
    "kills", [[*TRANSFER, *LOAD], AWAY], ids=["while it comes and is loaded", "while it is put away"]
)
def test_killed_at_every_stage_and_run_again_each_row_is_there_once_and_the_drop_is_empty(
    environment: dict[str, str], machine: Machine, tmp_path: Path, kills: list[tuple[str, str, int]]
) -> None:
    first, second = [pupil(place) for place in range(MANY)], [pupil(MANY + place) for place in range(FEW)]
    deliver(machine.folder, "一日.csv", first, 1_662_000_000)
    deliver(machine.folder, "二日.csv", second, 1_662_100_000)
    for kill in kills:
        pull(environment, machine, kill)
    assert pull(environment, machine, None) == 0
    found = rows(tmp_path / "var")
    assert set(found.values()) == {1} and len(found) == MANY + FEW
    with closing(sqlite3.connect(tmp_path / "var" / "fangxian.sqlite3")) as database:
        batches = database.execute("SELECT file, rows, state FROM catalogue_batch ORDER BY file").fetchall()
    assert batches == [("一日.csv", MANY, "promoted"), ("二日.csv", FEW, "promoted")]
    assert [one.name for one in machine.folder.iterdir()] == ["taken"]
    names = sorted(one.name for one in (machine.folder / "taken").iterdir())
    assert names == ["一日.csv", "一日.csv.ok", "二日.csv", "二日.csv.ok"]
    lying = [path for path in (tmp_path / "var").rglob("*") if path.suffix == ".csv" and "lake" not in path.parts]
    assert lying == []
    read = machine.read
    assert pull(environment, machine, None) == 0
    assert machine.read == read, "what was had is not asked for again"
