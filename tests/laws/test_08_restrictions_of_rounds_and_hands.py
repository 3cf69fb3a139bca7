"""Law 8: what rounds and two people laid on codes is there again after it was lost, altered, ended or added to, since
when it stood and for as long; and codes show what they showed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import prepared
from tests.restricting import EFFECTS, officer, protocol, put_in_force
from tests.screening_rounds import EVENING, OFFICER, activated, file, made, row

from fangxian.access.reader import Reader
from fangxian.evidence import actions as evidence
from fangxian.fieldwork import actions as fieldwork
from fangxian.fieldwork.models import Line
from fangxian.healthcode import actions, triggers
from fangxian.healthcode.actions import Named
from fangxian.healthcode.models import Appeal, Colour, Proposal, Restriction
from fangxian.lib import clock
from fangxian.outbreak.protocol import Effect
from fangxian.registry.models import Person
from fangxian.runs import arrival, follow_up
from fangxian.runs.withdrawal import withdraw

pytestmark = pytest.mark.django_db
POOL = {"mode": "10混1", "tube": "T1"}
MILD = "yellow_positive"
WORKER = Reader("grid", areas=("230108",), may=frozenset({"tasks.work", "people.read"}), purpose="care")
LATER = EVENING + timedelta(hours=1)
COLUMNS = ("person", "source", "effect", "colour", "reason", "rule", "version", "issuer", "second", "by_hand",
           "starts_at", "expires_at")  # fmt: skip
#: What somebody may write over who has the database.
ALTERED: dict[str, Callable[[Restriction], Any]] = {
    "colour": lambda one: "yellow" if one.colour == "red" else "red",
    "reason": lambda one: "close_contact",
    "evidence": lambda one: ["fact/999"],
    "version": lambda one: 999_999,
    "starts_at": lambda one: one.starts_at - timedelta(hours=5),
    "expires_at": lambda one: one.expires_at + timedelta(days=30),
}


@pytest.fixture(autouse=True)
def outbreak(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """One is held by a tube, one is positive, one has no sample although somebody went; of two, two people decided."""
    with clock.set_to(EVENING):
        prepared.district(tmp_path / "files")
        found = activated(monkeypatch)
        content = protocol()
        put_in_force(found, replace(content, effects=EFFECTS | {MILD: Effect("yellow", "positive_test", 48)}))
        actions.rebuild()
        round = made(found)
        rows = [row("张伟", "zhang", **POOL, result="阳性"), row("赵敏", "zhao", mode="单采", tube="T2", result="阳性")]
        arrival.arrive(round=round.pk, path=file(tmp_path, "a", rows), by="test")
        arrival.complete(round=round.pk, by=OFFICER)
        line = Line.objects.get(person__name="李娜", outcome="", task__kind="reminder")
        fieldwork.report(line=line.pk, outcome="not_at_home", said={}, click=str(uuid4()), by=WORKER)
    with clock.set_to(EVENING + timedelta(minutes=20)):
        assert actions.untested() == 1
        for name in ("张伟", "李娜"):
            by_hand(found, name)
        yield found


def person(name: str) -> int:
    return Person.rows.get(name=name).pk


def by_hand(outbreak: int, name: str, **said: Any) -> Proposal:
    """What two people decide of somebody, on a positive test of theirs."""
    who, evidences = person(name), {"outbreak": outbreak, "kind": "test", "finding": "positive", "by": "lab"}
    fact = evidence.record(person=who, at=EVENING, key=f"lab/{name}", **evidences)  # type: ignore[arg-type]
    named = Named(who, (f"fact/{fact.pk}",), said.pop("restriction", None))
    asked = {"kind": "restrict", "effect": "red_positive", "hours": 100} | said
    made = actions.propose(outbreak=outbreak, named=[named], by=officer("qian"), **asked)
    return actions.approve(proposal=made.pk, by=officer("sun"))


def state() -> tuple[list[Any], list[Any]]:
    """What stands, and what codes show."""
    rows = Restriction.rows.filter(ended_at=None)
    standing = [(*one, tuple(said)) for *one, said in rows.values_list(*COLUMNS, "evidence")]
    return sorted(standing, key=repr), sorted(Colour.rows.values_list("person", "colour", "right_until"))


def unguarded() -> None:
    """As somebody writes who has the database, and has taken what it refuses away."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        for statement in triggers.removal(connection.vendor):
            cursor.execute(statement)


def rebuilt(outbreak: int) -> follow_up.Scratch:
    found = follow_up.from_scratch(outbreak, by="test")
    assert follow_up.from_scratch(outbreak, by="test").as_it_was, "the second time there is nothing to do"
    return found


def test_there_is_one_of_each(outbreak: int) -> None:
    standing, shown = state()
    kinds = sorted(
        (one[1].partition("/")[0], one[1].rpartition("/")[2].lstrip("0123456789"), one[3]) for one in standing
    )
    assert kinds == [
        ("proposal", "", "red"), ("proposal", "", "red"),
        ("round", "pool", ""), ("round", "positive", "red"), ("round", "untested", "yellow"),
    ]  # fmt: skip
    assert len({one[1] for one in standing}) == len(standing)
    assert {one[1] for one in shown} == {"red", "green"}
    with clock.set_to(LATER):
        assert follow_up.from_scratch(outbreak, by="test").as_it_was


@given(data=st.data())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_whatever_was_done_to_them_they_are_as_they_were(outbreak: int, data: st.DataObject) -> None:
    with transaction.atomic(), clock.set_to(LATER):
        before = state()
        unguarded()
        # Colours are written over too, while nothing refuses it.
        Colour.rows.update(colour=data.draw(st.sampled_from(("green", "red", "held"))), right_until=None)
        touched = 0
        for one in Restriction.rows.filter(ended_at=None).order_by("pk"):
            what = data.draw(st.sampled_from(("left", "lost", "ended", "added", *ALTERED)))
            mine = Restriction.rows.filter(pk=one.pk)
            if what == "lost":
                mine.delete()
            elif what == "ended":
                mine.update(ended_at=clock.now(), ended_for="released")
            elif what == "added":
                source = data.draw(st.sampled_from(("round/99/pool", "enrolment/99/stage/1", one.source)))
                one.pk, one.source, one.person = None, source, person("王芳") if source == one.source else one.person
                one.save(force_insert=True)
            elif what in ALTERED:
                mine.update(**{what: ALTERED[what](one)})
            touched += what != "left"
        found = rebuilt(outbreak)
        assert state() == before
        assert found.restrictions >= touched
        transaction.set_rollback(True)


def test_all_of_them_are_laid_again_since_when_they_stood(outbreak: int) -> None:
    before = state()
    unguarded()
    Restriction.rows.all().delete()
    with clock.set_to(LATER):
        assert rebuilt(outbreak).restrictions == len(before[0]) == 5
    assert state() == before


def test_what_was_taken_back_stays_so_although_it_was_brought_back(outbreak: int, tmp_path: Path) -> None:
    """A lift, a change, an undoing, an appeal, a batch withdrawn, a sample: each ended something for good."""
    lifted, changed = Restriction.rows.filter(by_hand=True).order_by("pk")
    by_hand(outbreak, "张伟", kind="lift", effect="", restriction=lifted.pk)
    mild = by_hand(outbreak, "李娜", kind="change", effect=MILD, restriction=changed.pk)
    positive = Restriction.rows.get(rule="rounds.positive")
    Appeal.rows.create(
        restriction=positive, person=positive.person, area_code=positive.area_code, name="never_there", said=b"",
        filed_by="x", filed_as="self", filed_at=clock.now(), due_at=LATER, state="overturned", closed_at=clock.now(),
    )  # fmt: skip
    actions.end(source=positive.source, people=[positive.person], ended_for="overturned", by="officer")
    round, batch = int(positive.source.split("/")[1]), positive.evidence[0].split("/")[2]
    withdraw(round=round, batch=batch, by=OFFICER)
    before = state()
    assert {one[1] for one in before[0]} == {f"round/{round}/untested", f"proposal/{mild.pk}"}
    unguarded()
    Restriction.rows.exclude(ended_at=None).update(ended_at=None, ended_for="")
    with clock.set_to(LATER):
        assert rebuilt(outbreak).restrictions == 4
        assert state() == before
        actions.undo(proposal=mild.pk, by=officer("sun"))
        after = state()
        Restriction.rows.filter(source=f"proposal/{mild.pk}").update(ended_at=None, ended_for="")
        assert rebuilt(outbreak).restrictions == 1
        assert state() == after


def test_what_has_lapsed_is_not_laid_again(outbreak: int) -> None:
    unguarded()
    Restriction.rows.all().delete()
    with clock.set_to(EVENING + timedelta(days=40)):
        assert follow_up.from_scratch(outbreak, by="test").restrictions == 0
        assert not Restriction.rows.exists()
