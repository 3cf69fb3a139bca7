"""Law 14: that nothing was found of somebody restricts nobody by itself: somebody asks first, then goes; and it lifts
at sampling. And nobody is restricted while a row that may be theirs waits for a decision."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.following import DAY, HOUR, NOW, begun, enrolled

from fangxian.access.reader import Reader
from fangxian.evidence import actions as evidence
from fangxian.fieldwork import actions as fieldwork
from fangxian.fieldwork.models import Line
from fangxian.healthcode.models import Restriction
from fangxian.identity import actions as identity
from fangxian.identity.models import Doubt
from fangxian.lib import clock
from fangxian.programme import actions
from fangxian.programme.models import Obligation

pytestmark = pytest.mark.django_db
LATE = NOW + 3 * DAY
WORKER = Reader("grid", areas=("230108",), may=frozenset({"tasks.work", "people.verify"}))
STEWARD = Reader("wu", ("230108",), ("data_steward",), frozenset({"links.review"}), (), 3, "care")
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


def in_doubt(person: int, *, dataset: str = "test_results", row: int = 1) -> int:
    """A row that may be somebody's, and waits for a decision."""
    candidates = [{"person": person, "score": 0.8, "agreed": "name"}]
    identity.doubt_batch(
        {row: ("close", candidates)}, dataset=dataset, batch="0909-1", by="system", areas={row: "230108001001"}
    )
    return Doubt.objects.get(dataset=dataset, row=row).pk


def gone_to(line: Line) -> None:
    fieldwork.report(line=line.pk, outcome="not_at_home", said={}, click=f"c{line.pk}", by=WORKER)


def test_whose_sample_may_be_in_doubt_is_not_restricted_until_it_is_decided(scene: Scene) -> None:
    _, zhang = scene
    doubt = in_doubt(zhang)
    with clock.set_to(LATE + HOUR):
        gone_to(Line.objects.get(task__origin__endswith="/test"))
        actions.doubts_followed()
        assert Obligation.rows.filter(duty="test", visited_at__isnull=False).exists() and for_being_overdue() == []
    with clock.set_to(LATE + 2 * HOUR):
        identity.decide(doubt=doubt, person=None, settings="test", by=STEWARD)
        assert actions.doubts_followed() == 1 and for_being_overdue(), "the row was somebody else's"
        assert actions.doubts_followed() == 0


def test_a_row_that_comes_later_and_may_be_theirs_lifts_it(scene: Scene) -> None:
    _, zhang = scene
    with clock.set_to(LATE + HOUR):
        gone_to(Line.objects.get(task__origin__endswith="/test"))
        assert for_being_overdue()
        in_doubt(zhang)
        assert actions.doubts_followed() == 1 and for_being_overdue() == []
        assert Restriction.rows.filter(ended_for="doubted").exists() and actions.doubts_followed() == 0


def test_a_doubt_of_a_register_says_nothing_of_samples(scene: Scene) -> None:
    in_doubt(scene[1], dataset="census")
    with clock.set_to(LATE + HOUR):
        gone_to(Line.objects.get(task__origin__endswith="/test"))
        assert for_being_overdue()
