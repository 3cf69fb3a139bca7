"""Law 13: a door that opened sends somebody to look, and nothing else; what is not known yet frees nobody and condemns
nobody."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.following import DAY, HOUR, NOW, begun, enrolled

from fangxian.evidence import actions as evidence
from fangxian.fieldwork.models import Task
from fangxian.lib import clock
from fangxian.programme import actions
from fangxian.programme.models import Breach, Change, Enrolment, Obligation, Stage

pytestmark = pytest.mark.django_db
Scene = tuple[int, int]


@pytest.fixture(autouse=True)
def scene(own_var: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    with clock.set_to(NOW - DAY):
        outbreak, (zhang,) = begun(monkeypatch, "张伟")
        enrolled(outbreak, [zhang], anchor=NOW - DAY)
    with clock.set_to(NOW):
        yield outbreak, zhang


def said(scene: Scene, kind: str, finding: str) -> None:
    evidence.record(
        outbreak=scene[0], kind=kind, person=scene[1], at=NOW - HOUR, key=kind, by="x", finding=finding, source="sensor"
    )


def test_a_door_that_opened_sends_somebody_and_changes_nothing_else(scene: Scene) -> None:
    stages = list(Stage.objects.values_list("number", "kind", "ends_at"))
    said(scene, "door", "door_opened")
    assert Task.rows.filter(why="finding").count() == 1 and Breach.objects.get().leads_to == ["task"]
    assert Change.objects.filter(what="breach").get().payload["effects"] == []
    assert Enrolment.rows.get().state == "active" and stages == list(
        Stage.objects.values_list("number", "kind", "ends_at")
    )


def test_a_doubtful_result_holds_without_a_colour(scene: Scene) -> None:
    said(scene, "test", "suspect")
    assert Change.objects.filter(what="breach").get().payload["effects"] == ["hold"]
    assert Enrolment.rows.get().person_class == "close_contact"


def test_a_result_that_is_awaited_settles_the_duty_and_frees_nobody(scene: Scene) -> None:
    said(scene, "test", "awaited")
    assert Obligation.rows.filter(duty="test", state="met").count() == 1 and not Breach.objects.exists()
    # Whatever else holds: while it is awaited, they are not let go.
    Obligation.rows.exclude(state="met").update(state="waived")
    with clock.set_to(NOW + 9 * DAY):
        actions.advance()
        assert Enrolment.rows.get().state == "active"
