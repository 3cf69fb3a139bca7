"""Law 12: why somebody is followed, and how what was due of them stood, is asked as of any past moment."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.following import DAY, HOUR, NOW, begun, enrolled

from fangxian.evidence import actions as evidence
from fangxian.lib import clock
from fangxian.programme import actions
from fangxian.programme.models import Obligation
from fangxian.runs import follow_up

pytestmark = pytest.mark.django_db
Scene = tuple[int, int]


@pytest.fixture(autouse=True)
def scene(own_var: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    with clock.set_to(NOW):
        outbreak, (zhang, _) = begun(monkeypatch, "张伟", "李娜")
        enrolled(outbreak, [zhang])
    # A test of the first day, known on the third, withdrawn on the fifth.
    with clock.set_to(NOW + 3 * DAY):
        fact = evidence.record(outbreak=outbreak, kind="test", person=zhang, at=NOW + DAY, key="a", by="li")
    with clock.set_to(NOW + 5 * DAY):
        evidence.withdraw(fact=fact.pk, by="li")
        actions.overdue()
        yield outbreak, zhang


def tests_at(scene: Scene, moment: object) -> list[str]:
    (one,) = follow_up.why(scene[1], outbreak=scene[0], at=moment)  # type: ignore[arg-type]
    wanted = Obligation.rows.filter(duty="test").order_by("due_at").values_list("pk", flat=True)
    return [one.due[pk][0] for pk in wanted]


tests_at.__test__ = False  # type: ignore[attr-defined]


def test_what_was_due_is_told_as_it_was_known(scene: Scene) -> None:
    assert tests_at(scene, NOW + HOUR) == ["open", "open", "open"]
    assert tests_at(scene, NOW + 2 * DAY + 12 * HOUR)[0] == "overdue"
    assert tests_at(scene, NOW + 4 * DAY)[0] == "met"
    assert tests_at(scene, NOW + 5 * DAY)[0] == "overdue"


def test_who_was_not_followed_then_was_not(scene: Scene) -> None:
    outbreak, zhang = scene
    assert follow_up.why(zhang, outbreak=outbreak, at=NOW - HOUR) == []
    (one,) = follow_up.why(zhang, outbreak=outbreak, at=NOW + DAY)
    assert (one.person_class, one.origin, one.stage, one.ended) == ("close_contact", "list/1", "home", "")


def test_the_present_is_the_last_of_the_past(scene: Scene) -> None:
    outbreak, zhang = scene
    (one,) = follow_up.why(zhang, outbreak=outbreak, at=clock.now())
    standing = dict(Obligation.rows.values_list("pk", "state"))
    assert Counter(state for state, _ in one.due.values()) == Counter(standing.values())
