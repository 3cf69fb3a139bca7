"""Law 3: each restriction can be contested. What the evidence at hand settles is answered at once; what is refused,
another person looks at; while one waits nothing more follows from the same evidence, and new evidence still counts."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.restricting import AT, activated, district, ground, laid, later, officer

from fangxian.access.faults import NotAllowed
from fangxian.access.two_people import NotTwoPeople
from fangxian.evidence import actions as evidence
from fangxian.healthcode import actions, queries, statistics
from fangxian.healthcode.explaining import explain
from fangxian.healthcode.faults import Settled
from fangxian.healthcode.models import Answer, Appeal, Restriction
from fangxian.ledger.models import Event
from fangxian.lib import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outbreak() -> Iterator[int]:
    with clock.set_to(AT):
        district()
        yield activated()


def fact(outbreak: int, person: int, *, finding: str = "", at: object = AT, key: str = "lab/1") -> str:
    made = evidence.record(
        outbreak=outbreak,
        kind="test",
        person=person,
        at=at,
        key=key,
        finding=finding,
        by="lab",  # type: ignore[arg-type]
    )
    return f"fact/{made.pk}"


def filed(restriction: Restriction, name: str = "never_there") -> Appeal:
    return actions.file(restriction=restriction.pk, name=name, text="请核实", by=officer("clerk"))


def test_an_appeal_has_a_promised_time_and_is_filed_once(outbreak: int) -> None:
    (one,) = laid(outbreak, ground(1, evidence=fact(outbreak, 1, finding="positive")))
    appeal = filed(one)
    assert (appeal.state, appeal.due_at) == ("waiting", later(hours=24))
    assert filed(one).pk == appeal.pk


def test_a_negative_test_since_answers_at_once(outbreak: int) -> None:
    (one,) = laid(outbreak, ground(1, "yellow_overdue", evidence="obligation/1"))
    with clock.set_to(later(hours=3)):
        shown = fact(outbreak, 1, at=later(hours=2))
        appeal = filed(one, "tested_negative")
        answer = Answer.objects.get()
        assert (appeal.state, answer.by, answer.evidence) == ("overturned", "system", [shown])
        assert queries.shown(1).state == "green"


@pytest.mark.parametrize("finding", ["positive", "suspect", "awaited"])
def test_a_test_that_says_otherwise_or_nothing_yet_does_not(outbreak: int, finding: str) -> None:
    (one,) = laid(outbreak, ground(1, "yellow_overdue", evidence="obligation/1"))
    with clock.set_to(later(hours=3)):
        fact(outbreak, 1, at=later(hours=2), finding=finding)
        assert filed(one, "medical_need").state == "waiting"


def test_evidence_that_was_withdrawn_answers_at_once_and_evidence_that_stands_does_not(outbreak: int) -> None:
    carried = fact(outbreak, 1, finding="positive")
    (one,) = laid(outbreak, ground(1, evidence=carried))
    assert filed(one).state == "waiting"
    (two,) = laid(outbreak, ground(2, evidence=fact(outbreak, 2, finding="positive", key="lab/2")))
    evidence.withdraw(fact=int(two.evidence[0].split("/")[1]), by="lab")
    assert filed(two).state == "overturned"


def test_what_is_refused_another_person_looks_at(outbreak: int) -> None:
    (one,) = laid(outbreak, ground(1, evidence=fact(outbreak, 1, finding="positive")))
    appeal = filed(one)
    first = actions.answer(appeal=appeal.pk, reason="evidence_stands", by=officer("sun"))
    assert first.state == "second_look" and first.closed_at is None
    with pytest.raises(NotTwoPeople):
        actions.answer(appeal=appeal.pk, reason="evidence_stands", by=officer("sun"))
    last = actions.answer(appeal=appeal.pk, reason="evidence_stands", by=officer("zhou"))
    assert last.state == "upheld" and queries.shown(1).state == "red"
    with pytest.raises(Settled):
        actions.answer(appeal=appeal.pk, reason="wrong_person", by=officer("chen"))


def test_who_filed_it_does_not_answer_it(outbreak: int) -> None:
    (one,) = laid(outbreak, ground(1, evidence=fact(outbreak, 1, finding="positive")))
    appeal = filed(one)
    with pytest.raises(NotAllowed):
        actions.answer(appeal=appeal.pk, reason="wrong_person", by=officer("clerk"))


def test_what_was_answered_for_somebody_is_not_laid_again_on_the_same_evidence(outbreak: int) -> None:
    carried = fact(outbreak, 1, finding="positive")
    (one,) = laid(outbreak, ground(1, evidence=carried))
    actions.answer(appeal=filed(one).pk, reason="wrong_person", by=officer("sun"))
    assert queries.shown(1).state == "green"
    assert laid(outbreak, ground(1, evidence=carried)) == []
    assert laid(outbreak, ground(1, evidence=fact(outbreak, 1, finding="positive", key="lab/9")))


def test_an_appeal_freezes_worsening_on_the_same_evidence_and_new_evidence_counts(outbreak: int) -> None:
    carried = fact(outbreak, 1, finding="suspect")
    (one,) = laid(outbreak, ground(1, "yellow_overdue", evidence=carried))
    filed(one)
    assert laid(outbreak, ground(1, "red_contact", evidence=carried)) == []
    assert queries.shown(1).state == "yellow"
    assert Event.objects.filter(kind="healthcode.worsening_frozen", subject="1").exists()
    assert "同一佐证未再加重" in explain(1).sentence
    (own,) = laid(outbreak, ground(1, "red_positive", evidence=fact(outbreak, 1, finding="positive", key="lab/2")))
    assert queries.shown(1).state == "red" and own.evidence != one.evidence


def test_what_ends_before_an_answer_needs_none(outbreak: int) -> None:
    (one,) = laid(outbreak, ground(1, evidence=fact(outbreak, 1, finding="positive")))
    appeal = filed(one)
    with clock.set_to(one.expires_at + timedelta(minutes=1)):
        actions.expire()
    appeal.refresh_from_db()
    assert appeal.state == "moot"


def test_answers_are_published_with_how_long_they_took(outbreak: int) -> None:
    (one,) = laid(outbreak, ground(1, evidence=fact(outbreak, 1, finding="positive")))
    appeal = filed(one)
    with clock.set_to(later(hours=3)):
        actions.answer(appeal=appeal.pk, reason="wrong_person", by=officer("sun"))
        day = AT.date()
        found = statistics.days(outbreak, first=day, last=day)[statistics.Key(day, "positive_test", False)]
    assert found == {"assigned": 1, "cleared": 1, "appealed": 1, "overturned": 1, "hours": 3.0}


def test_overdue_answers_are_counted(outbreak: int) -> None:
    (one,) = laid(outbreak, ground(1, evidence=fact(outbreak, 1, finding="positive")))
    filed(one)
    assert queries.overdue("230108") == 0
    with clock.set_to(later(hours=24)):
        assert queries.overdue("230108") == 1
