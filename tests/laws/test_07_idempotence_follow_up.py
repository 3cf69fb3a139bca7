"""Law 7: the same batch, form, list and minute twice change nothing the second time."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from tests.following import DAY, HOUR, NOW, begun, enrolled

from fangxian.evidence import actions as evidence
from fangxian.evidence.models import Fact
from fangxian.fieldwork.models import Task
from fangxian.ledger.models import Event
from fangxian.lib import clock
from fangxian.programme import actions
from fangxian.programme.models import Change, Enrolment, Obligation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outbreak(own_var: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with clock.set_to(NOW):
        found, people = begun(monkeypatch, "张伟", "李娜")
        enrolled(found, people)
    with clock.set_to(NOW + 2 * DAY):
        yield found


def everybody() -> list[int]:
    return list(Enrolment.rows.order_by("pk").values_list("person", flat=True))


def all_of_it() -> list[object]:
    return [
        sorted(Obligation.rows.values_list("pk", "state", "fact")),
        sorted(Enrolment.rows.values_list("pk", "state", "stage")),
        *(table.count() for table in (Change.objects, Fact.rows, Task.rows)),
    ]


def test_the_same_batch_twice(outbreak: int) -> None:
    at = (NOW + DAY).replace(tzinfo=None)
    said = {"person": everybody(), "kind": ["test", "test"], "at": [at, at], "row": [1, 2], "finding": ["", "suspect"]}
    evidence.apply_batch(pa.table(said), outbreak=outbreak, batch="b1", by="test")
    before = all_of_it()
    evidence.apply_batch(pa.table(said), outbreak=outbreak, batch="b1", by="test")
    assert all_of_it() == before and Obligation.rows.filter(state="met").exists()


def test_the_same_form_twice(outbreak: int) -> None:
    said = {
        "outbreak": outbreak,
        "kind": "test",
        "person": everybody()[0],
        "at": NOW + DAY,
        "key": "form/1",
        "by": "li",
    }
    evidence.record(**said)  # type: ignore[arg-type]
    before, events = all_of_it(), Event.objects.count()
    evidence.record(**said)  # type: ignore[arg-type]
    assert (all_of_it(), Event.objects.count()) == (before, events)


def test_the_same_minute_twice(outbreak: int) -> None:
    for late in (NOW + 3 * DAY, NOW + 4 * DAY + HOUR, NOW + 9 * DAY):
        with clock.set_to(late):
            assert actions.overdue() + actions.advance() >= 0
            before, events = all_of_it(), Event.objects.count()
            assert (actions.overdue(), actions.advance()) == (0, 0)
            assert (all_of_it(), Event.objects.count()) == (before, events)
    assert Obligation.rows.filter(state="overdue").exists()


def test_the_same_list_twice(outbreak: int) -> None:
    before = all_of_it()
    enrolled(outbreak, everybody())
    assert all_of_it() == before
