"""Law 10: a batch of results that is killed at any stage is finished by the same command: the state is the same as if
nothing had happened."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.loading import write
from tests.screening_rounds import file, row

COMMAND = "import sys; from fangxian.cli.main import main; sys.exit(main())"
#: Run in place of the command: it dies as a step of the import begins or ends.
DIES = """
import os, signal, sys
from fangxian.cli import main as cli
from fangxian.project import settings
import fangxian.cli.installation as installation
opened = installation.open_installation
def opened_and_set(**given):
    opened(**given)
    import importlib
    room, name, when = {room!r}, {name!r}, {when!r}
    module = importlib.import_module(room)
    holder, _, last = name.rpartition(".")
    target = getattr(module, holder) if holder else module
    real = getattr(target, last)
    def killed(*args, **said):
        if when == "after":
            real(*args, **said)
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(target, last, killed)
installation.open_installation = opened_and_set
sys.exit(cli.main())
"""
#: Where it dies: the room, what it does there, before or after.
STAGES = [
    ("fangxian.exchange.results_reading", "receive", "after"),
    ("fangxian.lake.sealed", "Draft.keep", "after"),
    ("fangxian.exchange.results_reading", "read", "after"),
    ("fangxian.exchange.results_settling", "settle", "after"),
    ("fangxian.exchange.results_changes", "kept", "after"),
    ("fangxian.screening.actions", "arrived", "after"),
    ("fangxian.screening.actions", "changed", "after"),
    ("fangxian.identity.actions", "doubt_batch", "after"),
    ("fangxian.runs.tasks", "followed", "after"),
    ("fangxian.exchange.follow_up_rounds", "bring", "after"),
    ("fangxian.runs.codes", "followed", "after"),
    ("fangxian.boards.coverage", "build", "after"),
    ("fangxian.exchange.results", "stands", "before"),
]
SAID = {
    "standings": "SELECT person, status, sampled_at, row, method, lead FROM screening_standing",
    "arrivals": "SELECT number, batch, rows, counts, state FROM screening_arrival",
    "strays": "SELECT row, times, area_code FROM screening_stray",
    "doubts": "SELECT dataset, batch, row, reason FROM identity_doubt",
    "counts": "SELECT measure, area_code, count FROM boards_areacount",
    "events": "SELECT kind, subject_kind, payload FROM ledger_event",
}
ACTIVATED = """
import django; django.setup()
from datetime import date
from fangxian.access.reader import Reader
from fangxian.lib import clock
from fangxian.outbreak import actions
actions.refuse_unless_two = lambda *_: None
may = frozenset({"outbreak.propose", "outbreak.approve"})
one, other = (Reader(name, ("230108",), may=may) for name in ("wu", "zheng"))
made = actions.propose(name="疫情", disease="covid_19", legal_basis="infectious_diseases_law", area_code="230108",
                       starts_on=clock.now().date(), by=one)
actions.approve(outbreak=made.pk, by=other)
"""


def environment(var: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "FANGXIAN_KEYS")}
    return kept | {"FANGXIAN_VAR": str(var), "DJANGO_SETTINGS_MODULE": "fangxian.project.settings"}


def fangxian(var: Path, *arguments: object, program: str = COMMAND) -> "subprocess.CompletedProcess[str]":
    given = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.run(given, env=environment(var), capture_output=True, text=True, check=False)


def left(var: Path) -> dict[str, list[str]]:
    with closing(sqlite3.connect(var / "fangxian.sqlite3")) as database:
        found = {name: sorted(map(repr, database.execute(said))) for name, said in SAID.items()}
    sealed = sorted(
        path.relative_to(var / "lake").as_posix() for path in (var / "lake" / "outbreaks").rglob("*.sealed")
    )
    return found | {"lake": [name for name in sealed if "/residents/" not in name]}


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An installation with a round and its first batch."""
    var = tmp_path_factory.mktemp("start")
    files = [one for one in write(var / "files") if one.stem in ("区划", "小区", "房屋", "户籍", "实有人口")]
    assert fangxian(var, "load", *files).returncode == 0
    assert fangxian(var, program=ACTIVATED).returncode == 0
    window = ("--from", "2022-09-09 06:00", "--to", "2022-09-09 20:00")
    ran = fangxian(var, "round", "new", "--area", "230108", *window)
    assert ran.returncode == 0, ran.stderr
    file(var, "first", [row("张伟", "zhang")])
    file(var, "second", [row("李娜", "li"), row("孙悟空", "sun"), row("欧阳小红", "zhang", "13600000000")])
    assert fangxian(var, "round", "arrive", var / "first.csv").returncode == 0
    yield var


def copied(start: Path, var: Path) -> Path:
    subprocess.run(["cp", "-r", f"{start}/.", str(var)], check=True)
    return var


@pytest.fixture(scope="module")
def whole(start: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What a second batch leaves that nobody stopped."""
    var = copied(start, tmp_path_factory.mktemp("whole"))
    assert fangxian(var, "round", "arrive", start / "second.csv").returncode == 0
    return left(var)


@pytest.mark.parametrize(("room", "name", "when"), STAGES)
def test_a_batch_that_is_killed_is_finished_by_the_same_command(
    start: Path, whole: dict[str, list[str]], tmp_path: Path, room: str, name: str, when: str
) -> None:
    var = copied(start, tmp_path)
    arguments = ("round", "arrive", start / "second.csv")
    killed = fangxian(var, *arguments, program=DIES.format(room=room, name=name, when=when))
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    ran = fangxian(var, *arguments)
    assert ran.returncode == 0, ran.stderr
    assert left(var) == whole
    assert list((var / "work").iterdir()) == [], "what lay open is gone"
