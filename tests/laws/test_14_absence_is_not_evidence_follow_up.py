"""Law 14: that nothing was found of somebody restricts nobody by itself: somebody asks first, then goes; and it lifts
at sampling."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.following import DAY, HOUR, NOW, begun, enrolled

from fangxian.access.reader import Reader
from fangxian.evidence import actions as evidence
from fangxian.fieldwork import actions as fieldwork
from fangxian.fieldwork.models import Line
from fangxian.healthcode.models import Restriction
from fangxian.lib import clock
from fangxian.programme import actions
from fangxian.programme.models import Obligation

pytestmark = pytest.mark.django_db
LATE = NOW + 3 * DAY
WORKER = Reader("grid", areas=("230108",), may=frozenset({"tasks.work", "people.verify"}))
Scene = tuple[int, int]


@pytest.fixture(autouse=True)
def scene(own_var: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    with clock.set_to(NOW):
        outbreak, (zhang,) = begun(monkeypatch, "张伟")
        enrolled(outbreak, [zhang])
    with clock.set_to(LATE):
        actions.overdue()
        yield outbreak, zhang


def for_being_overdue() -> list[str]:
    return list(
        Restriction.rows.filter(ended_at=None, source__contains="/obligation/").values_list("source", flat=True)
    )


def test_overdue_alone_asks_and_restricts_nobody(scene: Scene) -> None:
    assert Obligation.rows.filter(duty="test", state="overdue").exists()
    assert Line.objects.filter(person=scene[1], outcome="").exists() and for_being_overdue() == []


def test_after_somebody_went_it_may_and_it_lifts_at_sampling(scene: Scene) -> None:
    outbreak, zhang = scene
    line = Line.objects.filter(task__origin__endswith="/test").get()
    with clock.set_to(LATE + HOUR):
        fieldwork.report(line=line.pk, outcome="not_at_home", said={}, click="c1", by=WORKER)
        assert Obligation.rows.filter(duty="test", visited_at__isnull=False).exists() and for_being_overdue()
    with clock.set_to(LATE + 2 * HOUR):
        evidence.record(
            outbreak=outbreak, kind="test", person=zhang, at=LATE + 2 * HOUR, key="a", by="li", finding="awaited"
        )
        assert for_being_overdue() == [], "sampled: the result may take its time"
