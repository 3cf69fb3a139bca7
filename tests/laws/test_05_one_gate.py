"""Law 5: every read of people passes one place that applies area, role and purpose, masks fields, and writes the audit;
what cannot be written there is not read."""

import pytest

from fangxian.access import gate, queries
from fangxian.access.faults import NoPurpose, NotAllowed, NotHere
from fangxian.access.models import Account, Appointment
from fangxian.access.reader import Reader
from fangxian.ledger.models import AuditEntry, Mention
from fangxian.lib import clock
from fangxian.registry.models import Person

pytestmark = pytest.mark.django_db

GRID, NEXT_DOOR = "230108001001001", "230108001001002"


def appointed(role: str, area: str, name: str = "li") -> Reader:
    account, _ = Account.objects.get_or_create(username=name)
    Appointment.objects.create(account=account, role=role, area=area, made_by="setup")
    return queries.reader(name)


def person(area: str) -> Person:
    return Person.rows.create(name="张伟", area_code=area, initials="zw", source="test", recorded_at=clock.now())


def test_each_reading_leaves_an_entry_that_says_who_whom_and_what_for() -> None:
    reader, zhang = appointed("grid_worker", GRID), person(GRID)
    assert gate.one(Person.objects.all(), reader, kind="person", pk=zhang.pk) == zhang
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action, entry.subject_kind, entry.subject, entry.purpose) == (
        "li",
        "people.read",
        "person",
        str(zhang.pk),
        "household_verification",
    )
    assert "张" not in str(vars(entry))


def test_a_person_of_another_area_is_not_found_as_if_they_were_not_there() -> None:
    reader, other = appointed("grid_worker", GRID), person(NEXT_DOOR)
    with pytest.raises(NotHere) as elsewhere:
        gate.one(Person.objects.all(), reader, kind="person", pk=other.pk)
    with pytest.raises(NotHere) as nobody:
        gate.one(Person.objects.all(), reader, kind="person", pk=other.pk + 1)
    assert elsewhere.value.zh == nobody.value.zh
    with pytest.raises(NotHere):
        gate.opened(reader, kind="person", subject=other.pk, area=NEXT_DOOR)


def test_a_broken_audit_makes_the_reading_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, zhang = appointed("grid_worker", GRID), person(GRID)

    def broken(**_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(AuditEntry.objects, "create", broken)
    for read in (
        lambda: gate.one(Person.objects.all(), reader, kind="person", pk=zhang.pk),
        lambda: gate.listed(reader, kind="person", subjects=[zhang.pk]),
    ):
        with pytest.raises(OSError, match="full"):
            read()


@pytest.mark.parametrize("role", ["analyst", "headquarters", "upper_level", "auditor", "administrator"])
def test_who_needs_no_people_reads_none(role: str) -> None:
    reader = appointed(role, "230108")
    with pytest.raises(NotAllowed):
        gate.one(Person.objects.all(), reader, kind="person", pk=person(GRID).pk)
    assert not AuditEntry.objects.exists()


def test_an_export_needs_its_own_permission_and_is_found_by_each_who_is_in_it() -> None:
    people = [person(GRID), person(NEXT_DOOR)]
    with pytest.raises(NotAllowed):
        gate.exported(appointed("grid_worker", GRID), kind="person", subjects=[people[0].pk])
    lead = appointed("community_lead", "230108001001", "wang")
    gate.exported(lead, kind="person", subjects=[one.pk for one in people], form="xlsx")
    entry = AuditEntry.objects.get(action="people.export")
    assert entry.details["shown"] == [str(one.pk) for one in people]
    assert Mention.objects.filter(subject_kind="person", subject=str(people[1].pk), entry=entry.pk).exists()


def test_a_purpose_that_the_role_does_not_permit_opens_nothing() -> None:
    reader, zhang = appointed("grid_worker", GRID), person(GRID)
    for purpose in ("case_investigation", "curiosity"):
        with pytest.raises(NoPurpose):
            gate.one(Person.objects.all(), reader, kind="person", pk=zhang.pk, purpose=purpose)
    gate.one(Person.objects.all(), reader, kind="person", pk=zhang.pk, purpose="care")
    assert AuditEntry.objects.get().purpose == "care"


@pytest.mark.parametrize(
    ("role", "area", "number", "phone"),
    [
        ("grid_worker", GRID, "2301**********0011", "13812345678"),
        ("street_office", "230108001", "2301**********0011", "138****5678"),
        ("investigator", "230108", "230108199003070011", "13812345678"),
        ("transfer_dispatcher", "230108", "", "13812345678"),
        ("analyst", "230108", "", ""),
        ("administrator", "230108", "", ""),
    ],
)
def test_each_role_is_shown_what_its_work_needs(role: str, area: str, number: str, phone: str) -> None:
    reader = appointed(role, area)
    assert gate.show(reader, "number", "230108199003070011") == number
    assert gate.show(reader, "phone", "13812345678") == phone


def test_key_groups_are_seen_up_to_the_roles_sensitivity() -> None:
    worker, investigator = appointed("grid_worker", GRID), appointed("investigator", "230108", "chen")
    assert [gate.sees_group(worker, n) for n in (1, 2, 3)] == [True, True, False]
    assert gate.sees_group(investigator, 3)
    assert not gate.sees_group(appointed("data_steward", "230108", "sun"), 1)
