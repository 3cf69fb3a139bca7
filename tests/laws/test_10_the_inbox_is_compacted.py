"""Laws 2, 4, 8, 10 and 12 of the inbox: what single forms said goes into batches of the lake; every fact is found as
before, names the row that says it, and goes with its outbreak; what was killed the next night finishes."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from tests.following import DAY, HOUR, NOW, begun, enrolled

from fangxian.evidence import actions as evidence
from fangxian.evidence import queries
from fangxian.evidence.models import Fact
from fangxian.exchange import compaction
from fangxian.healthcode.explaining import explain
from fangxian.ledger.models import Event
from fangxian.lib import clock
from fangxian.outbreak.purging import holders
from fangxian.programme import actions
from fangxian.runs import follow_up, nightly

pytestmark = pytest.mark.django_db
TOMORROW = NOW + DAY
NIGHT = NOW + DAY + 16 * HOUR


@pytest.fixture(autouse=True)
def outbreak(own_var: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Three people at home; each wrote down a temperature each morning, one was tested positive yesterday."""
    with clock.set_to(NOW):
        found, people = begun(monkeypatch, "张伟", "李娜", "王芳")
        enrolled(found, people, anchor=NOW - DAY)
        for person in people:
            written(found, person, NOW)
        evidence.record(
            outbreak=found, kind="test", person=people[0], at=NOW, key="lab/1", finding="positive", by="lab"
        )
    with clock.set_to(TOMORROW):
        for person in people:
            written(found, person, TOMORROW)
        evidence.record(outbreak=found, kind="test", person=people[0], at=TOMORROW, key="lab/2", by="lab")
    with clock.set_to(NIGHT):
        actions.overdue()
        actions.advance()
        yield found


def written(outbreak: int, person: int, at: datetime) -> Fact:
    key = f"temperature/{at:%m%d}/{person}"
    return evidence.record(
        outbreak=outbreak,
        kind="temperature",
        person=person,
        at=at,
        key=key,
        by="self",
        said={"celsius": f"36.{person}"},
    )


def whole() -> list[tuple[Any, ...]]:
    """All that a fact says, to whoever asks for it."""
    columns = ("person", "kind", "at", "recorded_at", "withdrawn_at", "finding", "source", "by")
    facts = Fact.rows.order_by("pk")
    return [
        (one.pk, *(getattr(one, name) for name in columns), bytes(one.key), queries.said(one.outbreak_id, one))
        for one in facts
    ]


def explained() -> list[Any]:
    people = sorted(set(Fact.rows.values_list("person", flat=True)))
    moments = [NOW + hours * HOUR for hours in (0, 12, 25, 39)]
    return [(one, at, explain(one, at).sentence, explain(one, at).shown) for one in people for at in moments]


def compacted(outbreak: int, before: datetime = NIGHT) -> int:
    return compaction.compact(outbreak, before=before)


def test_every_fact_says_what_it_said_and_names_the_row_that_says_it(outbreak: int) -> None:
    before, told = whole(), explained()
    table = queries.facts_table(outbreak, withdrawn=True).sort_by("fact")
    assert compacted(outbreak) == 4
    assert whole() == before and explained() == told
    assert queries.facts_table(outbreak, withdrawn=True).sort_by("fact").equals(table)
    for one in Fact.rows.exclude(batch=""):
        assert one.said is None and queries.of_row(one.batch, one.row or 0) == [one]
    latest = Fact.rows.filter(batch="").values_list("kind", "at")
    assert set(latest) == {("temperature", TOMORROW), ("test", TOMORROW)}, "the latest of each kind stays"
    assert (compacted(outbreak), follow_up.behind(outbreak)) == (0, 0)
    assert follow_up.from_scratch(outbreak, by="test").as_it_was


def test_what_stays_today_goes_once_there_is_a_later_one(outbreak: int) -> None:
    assert compacted(outbreak, TOMORROW - HOUR) == 4
    person = Fact.rows.order_by("person").values_list("person", flat=True)[0]
    written(outbreak, person, NIGHT - HOUR)
    before = whole()
    assert compacted(outbreak) == 1
    assert whole() == before
    batches = set(Fact.rows.exclude(batch="").values_list("batch", flat=True))
    assert len(batches) == 2 and Event.objects.filter(kind="evidence.compacted").count() == 2


def test_the_same_form_again_is_the_same_fact_and_one_may_be_withdrawn(outbreak: int) -> None:
    compacted(outbreak)
    first = Fact.rows.filter(kind="temperature").order_by("pk")[0]
    assert written(outbreak, first.person, NOW) == first
    positive = Fact.rows.get(finding="positive")
    evidence.withdraw(fact=positive.pk, by="lab")
    assert follow_up.behind(outbreak) == 0
    with clock.set_to(NIGHT + HOUR):
        assert follow_up.from_scratch(outbreak, by="test").as_it_was


def test_the_night_compacts_what_came_before_today(outbreak: int) -> None:
    with clock.set_to(TOMORROW + HOUR):
        step = next(one for one in nightly.nightly() if one.name == "inbox")
    assert (step.failed, step.counts) == (False, {"facts": 4})


def test_it_lies_sealed_and_goes_with_the_outbreak(outbreak: int) -> None:
    compacted(outbreak)
    home = settings.LAKE / "outbreaks" / str(outbreak) / "single_facts"
    files = [path for path in home.rglob("*") if path.is_file()]
    assert files and not any(b"celsius" in path.read_bytes() or b"PAR1" in path.read_bytes() for path in files)
    gone = holders()["lake.single_facts"](outbreak)
    assert gone.rows == 4 and not home.exists()
    assert holders()["lake.single_facts"](outbreak).rows == 0


def test_a_batch_that_no_fact_names_was_broken_off_and_is_written_anew(outbreak: int) -> None:
    before = whole()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compaction.compacting, "compacted", broken)
        with pytest.raises(KeyboardInterrupt):
            compacted(outbreak)
    assert whole() == before
    written(outbreak, before[0][1], NIGHT - HOUR)
    assert compacted(outbreak) == 5
    assert whole()[: len(before)] == before


def broken(*_: Any, **__: Any) -> int:
    raise KeyboardInterrupt


# -- killed by the operating system, in an installation of its own

BEGUN = """
import django; django.setup()
from datetime import datetime, timedelta
from fangxian.access.reader import Reader
from fangxian.evidence import actions as evidence
from fangxian.lib import clock
from fangxian.outbreak import actions
from fangxian.registry.models import Person
actions.refuse_unless_two = lambda *_: None
may = frozenset({"outbreak.propose", "outbreak.approve"})
one, other = (Reader(name, ("230108",), may=may) for name in ("wu", "zheng"))
made = actions.propose(name="疫情", disease="covid_19", legal_basis="infectious_diseases_law", area_code="230108",
                       starts_on=clock.now().date(), by=one)
outbreak = actions.approve(outbreak=made.pk, by=other).pk
person = Person.rows.order_by("pk")[0].pk
for days in range(5, 0, -1):
    at = clock.now() - timedelta(days=days)
    with clock.set_to(at):
        evidence.record(outbreak=outbreak, kind="temperature", person=person, at=at, key=str(days), by="self",
                        said={"celsius": "36.5"})
"""
DIES = """
import importlib, os, signal
import django; django.setup()
from fangxian.runs import nightly
module, name = importlib.import_module({room!r}), {name!r}
holder, _, last = name.rpartition(".")
target = getattr(module, holder) if holder else module
real = getattr(target, last)
def killed(*args, **said):
    if {when!r} == "after":
        real(*args, **said)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(target, last, killed)
nightly.nightly()
"""
NIGHTLY = "import django; django.setup()\nfrom fangxian.runs import nightly\nnightly.nightly()"
#: The only batch, by its first fact.
BATCH = "000000000001"
SAID = "SELECT id, batch, row, said IS NULL FROM evidence_fact ORDER BY id"


def ran(var: Path, program: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "FANGXIAN_KEYS")}
    env = kept | {"FANGXIAN_VAR": str(var), "DJANGO_SETTINGS_MODULE": "fangxian.project.settings"}
    return subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation whose inbox has five mornings' temperatures of somebody."""
    from tests.loading import write

    var = tmp_path_factory.mktemp("start")
    files = [str(one) for one in write(var / "files") if one.stem in ("区划", "小区", "房屋", "户籍")]
    load = f"import sys; from fangxian.cli.main import main; sys.exit(main(['load', *{files!r}]))"
    for program in (load, BEGUN):
        done = ran(var, program)
        assert done.returncode == 0, done.stderr
    return var


def left(var: Path) -> tuple[list[Any], list[str]]:
    with closing(sqlite3.connect(var / "fangxian.sqlite3")) as database:
        facts = database.execute(SAID).fetchall()
    return facts, sorted(path.name for path in (var / "lake" / "outbreaks").rglob("single_facts/*"))


@pytest.mark.parametrize(
    ("room", "name", "when"),
    [
        ("fangxian.lake.sealed", "Draft.keep", "after"),
        ("fangxian.lake.sealed", "Draft.publish", "after"),
        ("fangxian.evidence.compacting", "compacted", "before"),
        ("fangxian.evidence.compacting", "compacted", "after"),
    ],
)
def test_killed_at_any_point_the_next_night_finishes_it(
    start: Path, tmp_path: Path, room: str, name: str, when: str
) -> None:
    subprocess.run(["cp", "-r", f"{start}/.", str(tmp_path)], check=True)
    killed = ran(tmp_path, DIES.format(room=room, name=name, when=when))
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    waiting = [(pk, "", None, 0) for pk in range(1, 6)]
    done = [*((pk, f"single_facts/{BATCH}", pk, 1) for pk in range(1, 5)), waiting[-1]]
    assert left(tmp_path)[0] == (done if (name, when) == ("compacted", "after") else waiting), "all of it, or nothing"
    assert ran(tmp_path, NIGHTLY).returncode == 0
    assert left(tmp_path) == (done, [BATCH])
