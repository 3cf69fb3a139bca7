"""Law 11 for codes: what an act would do is what it then does; what would change too many colours waits for another."""

from collections.abc import Iterator

import pytest
from tests.restricting import AT, activated, district, ground, officer
from tests.small_district import Size

from fangxian.access.two_people import NotTwoPeople
from fangxian.evidence import actions as evidence
from fangxian.fieldwork.models import Task
from fangxian.healthcode import actions, queries, stopping
from fangxian.healthcode.actions import Named
from fangxian.healthcode.models import Restriction, Stop, Turn
from fangxian.lib import clock
from fangxian.outbreak.queries import version_in_force
from fangxian.runs import preview

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outbreak() -> Iterator[int]:
    with clock.set_to(AT):
        district(Size(1, 2, 2, 4))
        yield activated()


def lay(outbreak: int, people: range, effect: str = "red_positive") -> None:
    version = version_in_force(outbreak)
    assert version is not None
    actions.lay([ground(person, effect) for person in people], outbreak=outbreak, version=version, issuer="system")


def test_what_is_foreseen_is_what_happens(outbreak: int) -> None:
    lay(outbreak, range(1, 4), "yellow_overdue")

    def act() -> None:
        lay(outbreak, range(2, 15))
        actions.end(ended_for="lifted", by="x", source="example/yellow_overdue", people=[1])

    foreseen = preview.preview(act)
    assert foreseen.counts == {("yellow", "red"): 2, ("green", "red"): 11, ("yellow", "green"): 1}
    assert foreseen.opened, "care comes with restriction"
    turns, tasks = Turn.rows.count(), Task.rows.count()
    assert queries.shown(14).state == "green", "nothing has happened"
    act()
    assert Turn.rows.count() - turns == len(foreseen.turns)
    assert Task.rows.count() - tasks == len(foreseen.opened)
    assert {person: queries.shown(person).state for person, *_ in foreseen.turns} == {
        person: now for person, _, now in foreseen.turns
    }


def test_what_a_proposal_would_show_is_what_it_shows(outbreak: int) -> None:
    lay(outbreak, range(1, 2), "yellow_overdue")
    fact = evidence.record(outbreak=outbreak, kind="test", person=1, at=AT, key="1", finding="positive", by="lab")
    asked = actions.propose(
        outbreak=outbreak, kind="restrict", named=[Named(1, (f"fact/{fact.pk}",))], effect="red_positive",
        by=officer("zhang"),
    )  # fmt: skip
    would = queries.would_show(*queries.proposal(officer("feng"), asked.pk))
    actions.approve(proposal=asked.pk, by=officer("feng"))
    assert would == {1: "red"} == {1: queries.shown(1).state}


def test_what_would_change_too_many_colours_stops_for_a_second_person(outbreak: int) -> None:
    def act() -> None:
        lay(outbreak, range(1, 40))

    with pytest.raises(preview.Stopped):
        preview.committed(act, name="example/1", by="zhang")
    assert not Restriction.rows.exists()
    stop = Stop.objects.get()
    assert stop.would == {"people": 39, "green>red": 39}
    with pytest.raises(NotTwoPeople):
        officer("zhang")
        stopping.confirm(stop=stop.pk, by=officer("zhang"))
    stopping.confirm(stop=stop.pk, by=officer("feng"))
    assert len(preview.committed(act, name="example/1", by="zhang").turns) == 39
    assert Stop.objects.get().state == "done" and Restriction.rows.count() == 39


def test_a_hold_is_no_colour_and_a_few_pass(outbreak: int) -> None:
    preview.committed(lambda: lay(outbreak, range(1, 40), "hold_pool"), name="example/2", by="zhang")
    preview.committed(lambda: lay(outbreak, range(1, 11)), name="example/3", by="zhang")
    assert not Stop.objects.exists() and queries.shown(1).state == "red"
