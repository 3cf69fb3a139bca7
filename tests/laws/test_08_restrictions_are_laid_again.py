"""Law 8: the restrictions that follow-up asked for follow from what it said: one that was lost is laid again, one that
nobody asks for is ended; what was ended in somebody's favour, or has lapsed, is left as it is."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from tests.following import DAY, HOUR, NOW, begun, enrolled

from fangxian.evidence import actions as evidence
from fangxian.healthcode import actions as healthcode
from fangxian.healthcode import queries, triggers
from fangxian.healthcode.models import Colour, Restriction
from fangxian.lib import clock
from fangxian.programme import actions
from fangxian.programme.models import Change, Enrolment
from fangxian.runs import follow_up

pytestmark = pytest.mark.django_db
EVENING = NOW + DAY + 10 * HOUR


@pytest.fixture(autouse=True)
def outbreak(own_var: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Three people at home since the morning before, the first of them positive since."""
    with clock.set_to(NOW):
        found, people = begun(monkeypatch, "张伟", "李娜", "王芳")
        enrolled(found, people, anchor=NOW - DAY)
    with clock.set_to(EVENING):
        actions.overdue()
        actions.advance()
        evidence.record(
            outbreak=found, kind="test", person=people[0], at=NOW + DAY, key="lab/1", finding="positive", by="lab"
        )
        yield found


def standing() -> set[tuple[int, str, str, str, datetime]]:
    rows = Restriction.rows.filter(ended_at=None)
    return set(rows.values_list("person", "source", "effect", "colour", "expires_at"))


def lost(**which: Any) -> None:
    """Rows that are gone without anybody having ended them: a database that was put back from an older day."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        for statement in triggers.removal(connection.vendor):
            cursor.execute(statement)
    Restriction.rows.filter(**which).delete()


def test_a_restriction_that_was_lost_is_laid_again_until_when_it_would_have_ended(outbreak: int) -> None:
    before, shown = standing(), queries.written()
    assert {colour for *_, colour, _ in before} == {"yellow", "red"}
    lost()
    Colour.rows.update(colour="green", since=None, right_until=None)
    with clock.set_to(EVENING + HOUR):
        found = follow_up.from_scratch(outbreak, by="test")
        assert found.restrictions == len(before) and not found.as_it_was
        assert standing() == before, "laid later, none of them stands longer"
        assert queries.written() == shown
        assert follow_up.from_scratch(outbreak, by="test").as_it_was, "the second time there is nothing to do"


def test_what_nobody_asks_for_any_more_is_ended(outbreak: int) -> None:
    enrolment = Enrolment.rows.filter(person_class="close_contact", state="active").order_by("pk")[0]
    stood = Restriction.rows.get(person=enrolment.person)
    Change.objects.filter(enrolment=enrolment, payload__source=stood.source.removeprefix(f"enrolment/{enrolment.pk}/")
                          ).delete()  # fmt: skip
    assert follow_up.from_scratch(outbreak, by="test").restrictions == 1
    stood.refresh_from_db()
    assert (stood.ended_for, follow_up.from_scratch(outbreak, by="test").as_it_was) == ("withdrawn", True)


def test_what_was_lifted_or_has_lapsed_is_not_laid_again(outbreak: int) -> None:
    one, other = Restriction.rows.filter(ended_at=None).order_by("pk")[:2]
    healthcode.end(ended_for="lifted", keys=[one.pk], by="test")
    assert follow_up.from_scratch(outbreak, by="test").as_it_was
    lost(pk=other.pk)
    with clock.set_to(other.expires_at):
        assert follow_up.from_scratch(outbreak, by="test").restrictions == 0
        assert not Restriction.rows.filter(person=other.person, ended_at=None).exists()
