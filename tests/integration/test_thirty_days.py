"""Thirty days of an outbreak among 10,000 people, lived through by the clock, with evidence that is late, out of order,
twice and withdrawn: at the end everything that was worked out on the way is what the evidence says from scratch."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from tests.following import in_force
from tests.generative.reconcile.test_obligations import Expected, Fact, referee
from tests.screening_rounds import activated

from fangxian.evidence.models import Fact as Kept
from fangxian.exchange import follow_up as carried
from fangxian.healthcode import actions as healthcode
from fangxian.healthcode import queries as codes
from fangxian.lib import clock
from fangxian.programme import actions as programme
from fangxian.programme import queries
from fangxian.programme.models import Breach, Change, Enrolment, Obligation
from fangxian.registry.models import Person
from fangxian.runs import follow_up
from fangxian.store import bulk
from fangxian.synth import outbreak_days

pytestmark = pytest.mark.django_db
PEOPLE, DAYS = 10_000, 30
START = datetime(2022, 9, 1, tzinfo=clock.LOCAL)
END = START + DAYS * outbreak_days.DAY


def inhabited() -> list[int]:
    """The keys of 10,000 people of one district."""
    keys = bulk.reserve(Person, PEOPLE)
    fields = ["id", "name", "sex", "status", "area_code", "initials", "said_by", "source", "recorded_at", "verified_by",
              "number_kind"]  # fmt: skip
    rows = ((pk, "张伟", "1", "present", f"230108001001{pk % 40:03}", "zw", {}, "draw/1", START, "", "") for pk in keys)
    bulk.insert(Person, fields, rows)
    return list(keys)


@pytest.fixture
def lived(own_var: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with clock.set_to(START):
        people = inhabited()
        outbreak = activated(monkeypatch)
        in_force(outbreak)
    for day in outbreak_days.draw(start=START, days=DAYS, people=PEOPLE, seed=7):
        follow_up.live(
            day, outbreak=outbreak, people=people, exposed="close_contact", buyers="fever_drug_buyer", by="draw"
        )
    with clock.set_to(END):
        programme.overdue()
        programme.advance()
        healthcode.expire()
        yield outbreak


def test_what_was_worked_out_on_the_way_is_what_the_evidence_says(lived: int) -> None:
    states = set(Obligation.rows.values_list("state", flat=True))
    assert states >= {"open", "met", "overdue"} and Kept.rows.exclude(withdrawn_at=None).count() > 100
    assert Breach.objects.filter(cleared_at=None).exists() and Breach.objects.exclude(cleared_at=None).exists()
    assert {one for (one,) in Enrolment.rows.values_list("state").distinct()} >= {"active", "released", "release_due"}

    # Each obligation, by the engine from scratch, and by the referee that anybody can read.
    assert follow_up.behind(lived) == 0
    assert standing(lived) == refereed(lived)

    # Nothing that follows from it is left to do, and nothing was done that does not follow.
    changes = Change.objects.count()
    assert programme.follow(lived, queries.all_followed(lived), by="test") == 0
    assert follow_up.rebuild(lived, by="test") == 0 and Change.objects.count() == changes

    # What all changes together ask for is what stands.
    assert healthcode.follow_again(lived, by="test") == 0

    # What codes show is what follows from the restrictions that stand.
    before = shown()
    healthcode.rebuild()
    assert shown() == before and set(before.values()) >= {"red", "yellow", "green"}


def standing(outbreak: int) -> dict[int, tuple[str, int | None]]:
    table = queries.expected_table(outbreak)
    columns = (table[name].to_pylist() for name in ("obligation", "state", "fact"))
    return {pk: (state, fact) for pk, state, fact in zip(*columns, strict=True)}


def refereed(outbreak: int) -> dict[int, tuple[str, int | None]]:
    names = ("obligation", "enrolment", "person", "duty", "evidence", "from_at", "due_at", "until_at")
    rows = queries.expected_table(outbreak).select(names).to_pylist()
    expected: dict[int, list[Expected]] = {}
    for row in rows:
        expected.setdefault(row["person"], []).append(Expected(**row))
    facts: dict[int, list[Fact]] = {}
    kept = Kept.rows.filter(withdrawn_at=None).values_list("pk", "person", "kind", "at")
    for pk, person, kind, at in kept:
        facts.setdefault(person, []).append(Fact(pk, person, kind, carried.local(at)))
    outcomes: dict[int, tuple[str, int | None]] = {}
    for person, those in expected.items():
        outcomes |= referee(those, facts.get(person, []), carried.local(END))
    return outcomes


def shown() -> dict[int, str]:
    people = list(Person.rows.values_list("pk", flat=True))
    return {person: one.state for person, one in codes.shown_of(people).items()}
