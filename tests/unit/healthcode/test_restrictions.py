"""Restrictions begin on grounds, end by themselves, and what they show follows."""

from collections.abc import Iterator

import pytest
from tests.restricting import AT, activated, district, ground, laid, later

from fangxian.healthcode import actions, queries
from fangxian.healthcode.actions import Ground
from fangxian.healthcode.models import Colour, Restriction, Turn
from fangxian.ledger.models import Event
from fangxian.lib import clock
from fangxian.outbreak import actions as outbreaks

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outbreak() -> Iterator[int]:
    with clock.set_to(AT):
        district()
        yield activated()


def state(person: int) -> str:
    return queries.shown(person).state


def test_whom_the_registry_knows_is_green_and_nobody_else_is_known() -> None:
    assert state(1) == "green"
    assert state(10_000_000) == "unknown"


def test_the_strongest_of_what_stands_shows(outbreak: int) -> None:
    laid(outbreak, ground(1, "yellow_overdue"))
    assert state(1) == "yellow"
    laid(outbreak, ground(1, "red_positive"), ground(2, "hold_pool"))
    assert state(1) == "red"
    assert queries.shown(2).state == "held"


def test_it_lapses_by_itself_before_anything_has_run(outbreak: int) -> None:
    laid(outbreak, ground(1, "yellow_overdue"))
    with clock.set_to(later(hours=71, minutes=59)):
        assert state(1) == "yellow"
    with clock.set_to(later(hours=72)):
        assert Restriction.rows.get().ended_at is None, "nothing has run"
        assert state(1) == "green"
        assert actions.expire() == 1
        ended = Restriction.rows.get()
        assert (ended.ended_for, ended.ended_at) == ("lapsed", ended.expires_at)
        assert Colour.rows.get(person=1).colour == "green"
        assert actions.expire() == 0


def test_what_lapsed_meanwhile_is_written_down_by_whatever_lays_next(outbreak: int) -> None:
    laid(outbreak, ground(1, "yellow_overdue"), ground(2, "yellow_overdue"))
    with clock.set_to(later(hours=73)):
        laid(outbreak, Ground(1, "example/other", (), (), "example"))
        assert Restriction.rows.get(person=1).ended_for == "lapsed" and Colour.rows.get(person=1).colour == "green"
        assert state(2) == "green" and Colour.rows.get(person=2).colour == "yellow", "read: it is computed"
        assert actions.expire() == 1
        assert not Colour.rows.filter(right_until__lte=clock.now()).exists(), "nothing that was written is out of date"


def test_the_same_ground_again_changes_nothing(outbreak: int) -> None:
    laid(outbreak, ground(1))
    with clock.set_to(later(hours=5)):
        assert laid(outbreak, ground(1)) == []
    assert Restriction.rows.count() == 1 and Turn.rows.count() == 1


def test_a_source_lays_exactly_what_it_says(outbreak: int) -> None:
    laid(outbreak, ground(1, "red_contact", source="enrolment/1/stage/1"))
    laid(outbreak, ground(1, "yellow_overdue", source="enrolment/1/stage/1"))
    assert list(Restriction.rows.order_by("pk").values_list("effect", "ended_for")) == [
        ("red_contact", "released"),
        ("yellow_overdue", ""),
    ]
    assert state(1) == "yellow"


def test_nothing_is_laid_while_codes_are_off() -> None:
    off = activated(codes_on=False)
    assert laid(off, ground(1)) == []
    assert state(1) == "green"


def test_without_evidence_nothing_is_laid(outbreak: int) -> None:
    with pytest.raises(ValueError, match="without evidence"):
        actions.lay(
            [actions.Ground(1, "example", ("red_positive",), (), "example")], outbreak=outbreak, version=1, issuer="x"
        )


def test_a_hold_stands_for_a_day_at_most_whatever_was_asked(outbreak: int) -> None:
    (held,) = laid(outbreak, ground(1, "hold_pool", until=later(hours=90)))
    assert held.expires_at == later(hours=24)


def test_when_the_outbreak_is_closed_everything_lapses(outbreak: int) -> None:
    from tests.restricting import officer

    laid(outbreak, ground(1), ground(2, "yellow_overdue"))
    outbreaks.close(outbreak=outbreak, by=officer("wang"))
    assert {one.ended_for for one in Restriction.rows.all()} == {"outbreak_closed"}
    assert (state(1), state(2)) == ("green", "green")


def test_turns_are_told_as_one_range(outbreak: int) -> None:
    laid(outbreak, ground(1), ground(2), ground(3))
    event = Event.objects.get(kind="healthcode.coloured")
    found = queries.turns(event.payload["first"], event.payload["last"])
    assert [(one.person, one.was, one.now) for one in found] == [(n, "green", "red") for n in (1, 2, 3)]
