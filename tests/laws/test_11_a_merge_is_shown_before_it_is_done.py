"""Laws 2, 8 and 11 for merges under an outbreak: what is told of one record counts for the person; what a merge would
do is told before; taken back, all is as if nobody had been merged, and so it is when it is worked out anew."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.following import DAY, HOUR, NOW, begun, enrolled

from fangxian.access.reader import Reader
from fangxian.evidence import actions as evidence
from fangxian.evidence import queries as facts
from fangxian.evidence.models import Fact
from fangxian.fieldwork.models import Line, Task
from fangxian.healthcode import actions as healthcode
from fangxian.healthcode import queries as codes
from fangxian.healthcode.models import Colour, Restriction
from fangxian.identity import actions
from fangxian.lib import clock
from fangxian.programme import actions as programme
from fangxian.programme import queries as followed
from fangxian.programme.models import Breach, Enrolment, Obligation
from fangxian.registry.models import Person
from fangxian.runs import follow_up, preview

pytestmark = pytest.mark.django_db

STEWARD = Reader("wu", ("230108",), ("data_steward",), frozenset({"links.review"}), (), 1, "data_quality")
#: Who is followed, who is the same and is not, and a neighbour.
ZHANG, AGAIN, LI = "张伟", "张玮", "李娜"
EVENING = NOW + 4 * DAY


@pytest.fixture(autouse=True)
def outbreak(own_var: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with clock.set_to(NOW):
        found, (zhang, _, li) = begun(monkeypatch, ZHANG, AGAIN, LI)
        healthcode.rebuild()
        enrolled(found, [zhang, li])
    with clock.set_to(EVENING):
        programme.overdue()
        programme.advance()
        yield found


def key(name: str) -> int:
    return Person.rows.get(name=name).pk


def told(outbreak: int, person: int, finding: str = "", *, form: str = "1", hours: int = 24) -> Fact:
    return evidence.record(
        outbreak=outbreak, kind="test", person=person, at=NOW + hours * HOUR, key=form, by="lab", finding=finding
    )


def merge() -> int:
    return actions.merge(kept=key(ZHANG), absorbed=key(AGAIN), settings="people-2", by=STEWARD).pk


def state() -> dict[str, list[Any]]:
    """What is due, what is restricted, what codes show, who is asked for; without the order in which it was found."""
    return {
        "due": sorted(Obligation.rows.values_list("person", "duty", "due_at", "state", "fact"), key=repr),
        "enrolled": sorted(
            Enrolment.rows.filter(closed_at=None).values_list("person", "person_class", "state"), key=repr
        ),
        "against": sorted(Breach.objects.filter(cleared_at=None).values_list("enrolment__person", "finding")),
        "restricted": sorted(Restriction.rows.filter(ended_at=None).values_list("person", "effect")),
        "codes": sorted(Colour.rows.values_list("person", "colour")),
        "asked": sorted(Line.objects.filter(task__state="open").values_list("person", "task__why")),
    }


def test_a_test_of_the_one_meets_what_is_due_of_the_other(outbreak: int) -> None:
    fact = told(outbreak, key(AGAIN))
    assert not Obligation.rows.filter(fact=fact.pk).exists()
    made = merge()
    assert {one.person for one in Obligation.rows.filter(fact=fact.pk)} == {key(ZHANG)}
    assert [one.pk for one in facts.facts_of(Reader("x", ("230108",)), key(ZHANG))] == [fact.pk]
    later = told(outbreak, key(AGAIN), form="2", hours=72)
    assert Obligation.rows.filter(fact=later.pk, person=key(ZHANG), state="met").exists(), (
        "and so does what comes later"
    )
    assert follow_up.behind(outbreak) == 0
    actions.unmerge(merge=made, by=STEWARD)
    assert not Obligation.rows.filter(fact__in=[fact.pk, later.pk]).exists() and follow_up.behind(outbreak) == 0


def test_what_speaks_against_the_one_restricts_the_person_whichever_record_is_asked_for(outbreak: int) -> None:
    told(outbreak, key(AGAIN), "positive")
    assert codes.shown(key(ZHANG)).state == codes.shown(key(LI)).state != "red"
    made = merge()
    assert codes.shown(key(ZHANG)).state == codes.shown(key(AGAIN)).state == "red"
    assert [one.person_class for one in followed.enrolments_of(key(AGAIN))] == ["case"]
    assert codes.restrictions_of(key(AGAIN)) == codes.restrictions_of(key(ZHANG))
    assert dict(Colour.rows.values_list("person", "colour")) == {key(ZHANG): "red", key(LI): codes.shown(key(LI)).state}
    actions.unmerge(merge=made, by=STEWARD)
    assert codes.shown(key(ZHANG)).state != "red" and codes.shown(key(AGAIN)).state == "green"


def test_who_is_followed_under_one_record_is_not_enrolled_under_the_other(outbreak: int) -> None:
    merge()
    enrolled(outbreak, [key(AGAIN)], origin="list/2")
    assert Enrolment.rows.filter(person_class="close_contact").count() == 2, "张伟 and 李娜"


HISTORIES: dict[str, Callable[[int], object]] = {
    "nothing known": lambda _: None,
    "a test of the other": lambda outbreak: told(outbreak, key(AGAIN)),
    "both tested": lambda outbreak: (told(outbreak, key(AGAIN)), told(outbreak, key(ZHANG), form="2", hours=72)),
    "a positive of the other": lambda outbreak: told(outbreak, key(AGAIN), "positive"),
    "both followed": lambda outbreak: (
        enrolled(outbreak, [key(AGAIN)], origin="list/2"),
        told(outbreak, key(AGAIN), "suspect"),
    ),
}


@pytest.mark.parametrize("history", HISTORIES)
def test_merged_and_taken_back_is_as_if_nobody_had_been_merged(outbreak: int, history: str) -> None:
    HISTORIES[history](outbreak)
    before = state()
    made = merge()
    merged = state()
    assert follow_up.from_scratch(outbreak, by="test").as_it_was
    assert state() == merged
    actions.unmerge(merge=made, by=STEWARD)
    assert state() == before
    assert follow_up.from_scratch(outbreak, by="test").as_it_was
    assert state() == before


@pytest.mark.parametrize("history", HISTORIES)
def test_what_is_foreseen_is_what_happens_both_ways(outbreak: int, history: str) -> None:
    HISTORIES[history](outbreak)
    before = state()
    foreseen = preview.preview(merge)
    assert state() == before, "nothing has happened"
    asked = Task.rows.count()
    made = merge()
    assert {person: codes.shown(person).state for person, *_ in foreseen.turns} == {
        person: now for person, _, now in foreseen.turns
    }
    assert Task.rows.count() - asked == len(foreseen.opened)
    back = preview.preview(lambda: actions.unmerge(merge=made, by=STEWARD))
    assert {(person, now, was) for person, was, now in back.turns if person == key(ZHANG)} == {
        turn for turn in foreseen.turns if turn[0] == key(ZHANG)
    }
