"""Law 14 and 4 at doors: nobody is called on before a round is complete, nor of whom anything is there or in doubt; and
what was found lies under the outbreak and goes with it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests import prepared
from tests.screening_rounds import EVENING, MAY, OFFICER, activated, file, made, row

from fangxian.access.reader import Reader
from fangxian.fieldwork import actions
from fangxian.fieldwork.models import Line, Task, Visit
from fangxian.lib import clock
from fangxian.outbreak import actions as outbreaks
from fangxian.outbreak import purge
from fangxian.registry.models import Person
from fangxian.runs import arrival

pytestmark = pytest.mark.django_db
WORKER = Reader("demo", ("230108",), may=frozenset({"tasks.work", "people.verify"}))


@pytest.fixture(autouse=True)
def outbreak(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(purge, "refuse_unless_two", lambda *_: None)
    with clock.set_to(EVENING):
        prepared.district(tmp_path / "files")
        yield activated(monkeypatch)


def asked_for() -> set[str]:
    return set(Line.objects.filter(task__kind="reminder", outcome="").values_list("person__name", flat=True))


def test_nobody_is_called_on_of_whom_something_may_be_there(outbreak: int, tmp_path: Path) -> None:
    round = made(outbreak)
    doubtful, waits = row("欧阳小红", "zhang", "13600000000"), row("李娜", "li", "13912345678", result="待检")
    arrival.arrive(round=round.pk, path=file(tmp_path, "a", [doubtful, waits]), by="test")
    assert not Task.rows.exists(), "the results may be on their way"
    arrival.complete(round=round.pk, by=OFFICER)
    assert asked_for() == {"赵敏"}, "张伟 is in doubt, 李娜's result is still to come"


def test_what_was_found_goes_with_the_outbreak_and_what_the_registry_learnt_stays(
    outbreak: int, tmp_path: Path
) -> None:
    round = made(outbreak)
    arrival.arrive(round=round.pk, path=file(tmp_path, "a", [row("张伟", "zhang")]), by="test")
    arrival.complete(round=round.pk, by=OFFICER)
    line = Line.objects.get(person__name="赵敏")
    actions.report(line=line.pk, outcome="moved_away", said={"where": "大庆市让胡路区"}, click="1", by=WORKER)
    assert "大庆".encode() not in bytes(Visit.objects.get().said or b""), "what was typed is sealed"
    first, second = (Reader(name, ("230108",), may=MAY) for name in ("wu", "zheng"))
    outbreaks.close(outbreak=outbreak, by=first)
    with clock.set_to(EVENING + timedelta(days=400)):
        purge.ask(outbreak=outbreak, by=first)
        purge.purge(outbreak=outbreak, by=second)
    assert not Task.rows.exists() and not Line.objects.exists() and not Visit.objects.exists()
    assert Person.rows.get(name="赵敏").residences.get(kind="lives", ended_recorded_at=None).elsewhere
