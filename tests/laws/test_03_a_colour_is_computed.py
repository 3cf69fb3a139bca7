"""Law 3: a colour is computed, never set. In June 2022 officials in Zhengzhou turned 1,317 bank depositors' codes red,
for a reason that was false. Here each way of trying it fails, and each attempt can be seen by whoever watches."""

import ast
import inspect
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from tests.restricting import AT, activated, administrator, district, officer
from tests.small_district import Size

from fangxian.access.faults import NotAllowed
from fangxian.access.reader import Reader
from fangxian.access.two_people import NotTwoPeople
from fangxian.evidence import actions as evidence
from fangxian.healthcode import actions, queries, rules, statistics
from fangxian.healthcode.actions import Named
from fangxian.healthcode.faults import Barred, Settled
from fangxian.healthcode.models import Colour, Proposal, Restriction
from fangxian.ledger.models import AuditEntry, Event
from fangxian.lib import clock

pytestmark = pytest.mark.django_db
HOUSE = Path(__file__).parents[2] / "src" / "fangxian"
DEPOSITORS = range(1, 1318)
RED = "red_positive"


@pytest.fixture(autouse=True)
def outbreak() -> Iterator[int]:
    with clock.set_to(AT):
        district(Size(4, 4, 2, 5))
        yield activated()


def positive(outbreak: int, person: int) -> str:
    """A positive test of somebody's own: the reference of the fact."""
    fact = evidence.record(
        outbreak=outbreak, kind="test", person=person, at=AT - timedelta(hours=2), key=f"lab/{person}",
        finding="positive", by="lab",
    )  # fmt: skip
    return f"fact/{fact.pk}"


def propose(outbreak: int, named: list[Named], by: Reader, effect: str = RED) -> Proposal:
    return actions.propose(outbreak=outbreak, kind="restrict", named=named, effect=effect, by=by)


def depositors(reference: str = "fact/1") -> list[Named]:
    return [Named(person, (reference,)) for person in DEPOSITORS]


def nobody_is_red() -> bool:
    return not Restriction.rows.filter(colour="red").exists() and not Colour.rows.filter(colour="red").exists()


# -- by the front door


def test_a_list_of_1317_is_refused_and_stays_on_record(outbreak: int) -> None:
    with pytest.raises(Barred):
        propose(outbreak, depositors(), officer("zhang"))
    assert nobody_is_red() and not Proposal.objects.exists()
    assert AuditEntry.objects.get(action="codes.barred").details["people"] == 1317


def test_many_small_lists_without_evidence_are_refused(outbreak: int) -> None:
    for start in range(1, 1318, 200):
        with pytest.raises(Barred, match="evidence"):
            propose(outbreak, depositors()[start : start + 50], officer("zhang"))
    assert nobody_is_red()


def test_a_reason_that_is_on_no_list_is_refused(outbreak: int) -> None:
    with pytest.raises(Barred, match="closed list"):
        propose(outbreak, [Named(1, (positive(outbreak, 1),))], officer("zhang"), effect="red_depositor")
    assert nobody_is_red()


def test_somebody_elses_positive_test_carries_nobody(outbreak: int) -> None:
    borrowed = positive(outbreak, 2)
    with pytest.raises(Barred, match="evidence"):
        propose(outbreak, [Named(1, (borrowed,))], officer("zhang"))
    assert nobody_is_red()


def test_evidence_of_another_kind_does_not_carry_the_reason(outbreak: int) -> None:
    bought = evidence.record(outbreak=outbreak, kind="purchase", person=1, at=AT, key="drug/1", by="pharmacy")
    with pytest.raises(Barred, match="evidence"):
        propose(outbreak, [Named(1, (f"fact/{bought.pk}",))], officer("zhang"))


def test_evidence_that_was_withdrawn_meanwhile_restricts_nobody(outbreak: int) -> None:
    fact = positive(outbreak, 1)
    waiting = propose(outbreak, [Named(1, (fact,))], officer("zhang"))
    evidence.withdraw(fact=int(fact.split("/")[1]), by="lab")
    with pytest.raises(Barred):
        actions.approve(proposal=waiting.pk, by=officer("feng"))
    assert nobody_is_red()


def test_one_person_is_not_two(outbreak: int) -> None:
    zhang = officer("zhang")
    waiting = propose(outbreak, [Named(1, (positive(outbreak, 1),))], zhang)
    with pytest.raises(NotTwoPeople):
        actions.approve(proposal=waiting.pk, by=zhang)
    assert nobody_is_red()


def test_two_accounts_of_one_hand_are_not_two_people(outbreak: int) -> None:
    waiting = propose(outbreak, [Named(1, (positive(outbreak, 1),))], officer("zhang", made_by="admin"))
    with pytest.raises(NotTwoPeople):
        actions.approve(proposal=waiting.pk, by=officer("chen", made_by="admin"))
    assert nobody_is_red()


def test_an_administrator_decides_nothing(outbreak: int) -> None:
    waiting = propose(outbreak, [Named(1, (positive(outbreak, 1),))], officer("zhang"))
    with pytest.raises(NotTwoPeople):
        actions.approve(proposal=waiting.pk, by=administrator("root"))
    assert nobody_is_red()


def test_even_with_evidence_there_is_a_cap_on_a_day(outbreak: int) -> None:
    named = [Named(person, (positive(outbreak, person),)) for person in range(1, 451)]
    propose(outbreak, named[:200], officer("zhang"))
    propose(outbreak, named[200:400], officer("feng"))
    with pytest.raises(Barred, match="400 a day"):
        propose(outbreak, named[400:], officer("chen"))
    with pytest.raises(Barred, match="200 people at once"):
        propose(outbreak, named[:201], officer("chen"))


def test_without_the_verb_or_the_area_nothing_is_proposed(outbreak: int) -> None:
    fact = positive(outbreak, 1)
    for by in (officer("clerk", may=frozenset()), officer("far", area="230102")):
        with pytest.raises(NotAllowed):
            propose(outbreak, [Named(1, (fact,))], by)


def test_before_an_outbreak_with_codes_nothing_is_proposed() -> None:
    off = activated(codes_on=False)
    with pytest.raises(Barred, match="two people have to activate one"):
        propose(off, [Named(1, ("fact/1",))], officer("zhang"))


# -- what two people may do, and take back


def test_with_evidence_a_reason_and_two_people_one_is_restricted_and_it_is_published(outbreak: int) -> None:
    waiting = propose(outbreak, [Named(1, (positive(outbreak, 1),))], officer("zhang"))
    assert queries.shown(1).state == "green", "nothing happens before the second person"
    actions.approve(proposal=waiting.pk, by=officer("feng"))
    made = Restriction.rows.get()
    assert (made.by_hand, made.issuer, made.second, made.reason) == (True, "zhang", "feng", "positive_test")
    assert queries.shown(1).state == "red" and made.expires_at > AT
    figures = statistics.days(outbreak, first=AT.date(), last=AT.date())
    assert figures[statistics.Key(AT.date(), "positive_test", True)] == {"assigned": 1}
    actions.undo(proposal=waiting.pk, by=officer("feng"))
    assert queries.shown(1).state == "green"
    with pytest.raises(Settled):
        actions.undo(proposal=waiting.pk, by=officer("feng"))


def test_what_stands_is_lifted_or_changed_by_two(outbreak: int) -> None:
    fact = positive(outbreak, 1)
    actions.approve(proposal=propose(outbreak, [Named(1, (fact,))], officer("zhang")).pk, by=officer("feng"))
    standing = Restriction.rows.get()
    lift = actions.propose(outbreak=outbreak, kind="lift", named=[Named(1, (fact,), standing.pk)], by=officer("feng"))
    with pytest.raises(NotTwoPeople):
        actions.approve(proposal=lift.pk, by=officer("feng"))
    actions.approve(proposal=lift.pk, by=officer("chen"))
    assert queries.shown(1).state == "green"
    with pytest.raises(Settled):
        actions.propose(outbreak=outbreak, kind="lift", named=[Named(1, (fact,), standing.pk)], by=officer("feng"))


def test_every_attempt_is_seen_in_the_audit_and_in_the_published_figures(outbreak: int) -> None:
    zhang = officer("zhang")
    for named in (depositors(), depositors()[:10], [Named(1, ())]):
        with pytest.raises(Barred):
            propose(outbreak, named, zhang)
    waiting = propose(outbreak, [Named(1, (positive(outbreak, 1),))], zhang)
    with pytest.raises(NotTwoPeople):
        actions.approve(proposal=waiting.pk, by=zhang)
    assert Event.objects.filter(kind="healthcode.attempt_barred").count() == 4
    assert AuditEntry.objects.filter(action="codes.barred", actor="zhang").count() == 4
    figures = statistics.days(outbreak, first=AT.date(), last=AT.date())
    assert figures[statistics.Key(AT.date(), "", True)] == {"barred": 4}


# -- round the back


def written(statement: str, *given: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, given)


def test_the_database_refuses_a_colour_that_nothing_carries() -> None:
    for colour in ("red", "yellow"):
        with pytest.raises(IntegrityError):
            written("UPDATE healthcode_colour SET colour = %s WHERE person <= 1317", colour)
    with pytest.raises(IntegrityError):
        written(
            "INSERT INTO healthcode_colour (person, area_code, colour) VALUES (%s, %s, %s)", 99_999, "230108", "red"
        )
    assert nobody_is_red()


def raw(outbreak: int, **other: Any) -> Restriction:
    said = {
        "outbreak_id": outbreak, "person": 1, "area_code": "230108", "effect": RED, "colour": "red",
        "reason": "positive_test", "evidence": ["fact/1"], "rule": "by_hand", "version": 1, "issuer": "zhang",
        "second": "feng", "by_hand": True, "source": "proposal/1", "expires_at": AT + timedelta(days=1),
    }  # fmt: skip
    with transaction.atomic():
        return Restriction.rows.create(**said | other)


def test_the_database_refuses_a_restriction_that_two_people_did_not_approve(outbreak: int) -> None:
    waiting = propose(outbreak, [Named(1, (positive(outbreak, 1),))], officer("zhang"))
    for wrong in (
        {"source": f"proposal/{waiting.pk}"},
        {"second": ""},
        {"second": "zhang"},
        {"by_hand": False},
        {"evidence": []},
        {"expires_at": AT},
    ):
        with pytest.raises(IntegrityError):
            raw(outbreak, **wrong)
    assert nobody_is_red()


def test_one_that_nothing_carries_is_refused_among_many_that_are_carried(outbreak: int) -> None:
    derived = {"by_hand": False, "second": "", "colour": "yellow", "source": "example"}
    for person in (1, 2):
        raw(outbreak, person=person, **derived)
    insert = "INSERT INTO healthcode_colour (person, area_code, colour) VALUES "
    one, other, third = (f"({person}, '230108', 'yellow')" for person in (1, 2, 3))
    update = "UPDATE healthcode_colour SET colour = 'yellow' WHERE person IN"
    for refused, let_through in (
        (f"{update} (1, 2, 3)", f"{update} (1, 2)"),
        ("UPDATE healthcode_colour SET colour = 'red' WHERE person IN (1, 2)", "DELETE FROM healthcode_colour"),
        (f"{insert}{one}, {other}, {third}", f"{insert}{one}, {other}"),
    ):
        with pytest.raises(IntegrityError):
            written(refused)
        written(let_through)
    assert set(Colour.rows.values_list("person", "colour")) == {(1, "yellow"), (2, "yellow")}
    fields = {field.attname: getattr(Restriction.rows.first(), field.attname) for field in Restriction._meta.fields}
    rows = [Restriction(**fields | {"id": None, "person": 3}), Restriction(**fields | {
        "id": None, "person": 4, "by_hand": True, "second": "feng"})]  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Restriction.rows.bulk_create(rows)


def test_the_database_refuses_a_hold_of_more_than_a_day(outbreak: int) -> None:
    derived = {"by_hand": False, "second": "", "colour": "", "source": "round/1/pool"}
    with pytest.raises(IntegrityError):
        raw(outbreak, **derived, expires_at=AT + timedelta(hours=24, seconds=1))
    raw(outbreak, **derived, expires_at=AT + timedelta(hours=24))


def test_a_restriction_is_ended_once_and_never_changed_otherwise(outbreak: int) -> None:
    made = raw(outbreak, by_hand=False, second="", colour="yellow", source="example")
    for change in ("colour = 'red'", "person = 2", "expires_at = '2030-01-01 00:00:00'", "evidence = '[\"fact/2\"]'"):
        with pytest.raises(IntegrityError):
            written(f"UPDATE healthcode_restriction SET {change} WHERE id = %s", made.pk)
    with pytest.raises(IntegrityError):
        written("DELETE FROM healthcode_restriction WHERE id = %s", made.pk)
    actions.end(keys=[made.pk], ended_for="lifted", by="zhang")
    with pytest.raises(IntegrityError):
        written("UPDATE healthcode_restriction SET ended_at = NULL, ended_for = '' WHERE id = %s", made.pk)


# -- by the code itself


def test_no_function_anywhere_takes_a_colour_and_a_person() -> None:
    found = []
    for path in HOUSE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                given = {one.arg for one in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)}
                if given & {"colour", "color", "health_code"} and given & {"person", "people", "persons", "subject"}:
                    found.append(f"{path.relative_to(HOUSE)}:{node.lineno}")
    assert not found


def test_the_rooms_door_is_told_no_colour() -> None:
    for name in actions.__all__:
        one = getattr(actions, name)
        given = inspect.signature(one).parameters
        assert not set(given) & {"colour", "color", "state"}, name


def test_the_protocols_effects_are_all_that_names_a_colour(outbreak: int) -> None:
    """What is laid is an effect's: a ground has no place for a colour."""
    assert not {"colour", "reason"} & set(actions.Ground.__dataclass_fields__)
    assert set(rules.COLOURS) == {"", "yellow", "red"}
