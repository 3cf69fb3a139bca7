"""Law 5: every read of people passes one place that applies area, role and purpose, masks fields, and writes the audit;
what cannot be written there is not read."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from fangxian.access import gate, queries
from fangxian.access.faults import NoPurpose, NotAllowed, NotHere
from fangxian.access.models import Account, Appointment
from fangxian.access.reader import Reader
from fangxian.access.watch import Forgotten
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


def asks(reader: Reader, **headers: str) -> HttpRequest:
    request = RequestFactory().get("/people/", headers=headers)
    request.user = Account.objects.get(username=reader.account) if reader.account else AnonymousUser()
    request.reader = reader
    return request


def test_a_view_opens_to_its_verb_alone_and_a_refusal_is_noted() -> None:
    @gate.requires("people.export")
    def view(_: HttpRequest) -> HttpResponse:
        raise AssertionError("the view was opened")

    with pytest.raises(NotAllowed) as refused:
        view(asks(appointed("grid_worker", GRID)))
    assert "导出人员" in refused.value.zh
    entry = AuditEntry.objects.get(action="access.refused")
    assert (entry.actor, entry.details["verb"]) == ("li", "people.export")
    assert view(asks(Reader(""))).status_code == 302
    assert "HX-Redirect" in view(asks(Reader(""), HX_Request="true")).headers


def test_a_view_cannot_ask_for_a_verb_that_no_list_holds() -> None:
    with pytest.raises(ValueError, match=r"verbs\.toml"):
        gate.requires("people.admire")


VIEWS: dict[str, Callable[[Reader], object]] = {
    "a list": lambda reader: list(Person.objects.seen_by(reader)),
    "a first one": lambda reader: Person.objects.seen_by(reader).first(),
    "some values": lambda reader: list(Person.objects.seen_by(reader).values_list("name")),
    "rows with a count": lambda reader: list(Person.objects.seen_by(reader).annotate(n=Count("keys"))),
    "a count by name": lambda reader: list(Person.objects.seen_by(reader).values("name").annotate(n=Count("pk"))),
    "a stream": lambda reader: list(Person.objects.seen_by(reader).iterator()),
    "a dwelling with its people": lambda reader: (
        gate.opened(reader, kind="dwelling", subject=1, area=GRID),
        list(Person.objects.seen_by(reader)),
    ),
}


@pytest.mark.parametrize("read", VIEWS.values(), ids=list(VIEWS))
def test_a_view_that_forgets_to_note_whom_it_read_fails_and_shows_nothing(read: Callable[[Reader], object]) -> None:
    reader, zhang = appointed("grid_worker", GRID), person(GRID)

    @gate.requires("people.read")
    def forgets(request: HttpRequest) -> HttpResponse:
        read(request.reader)  # type: ignore[attr-defined]
        return HttpResponse(zhang.name)

    @gate.requires("people.read")
    def remembers(request: HttpRequest) -> HttpResponse:
        read(request.reader)  # type: ignore[attr-defined]
        gate.listed(request.reader, kind="person", subjects=[zhang.pk])  # type: ignore[attr-defined]
        return HttpResponse(zhang.name)

    with pytest.raises(Forgotten):
        forgets(asks(reader))
    assert remembers(asks(reader)).content.decode() == "张伟"


def test_counting_people_is_no_reading_of_them() -> None:
    reader, _ = appointed("grid_worker", GRID), person(GRID)

    @gate.requires("counts.read")
    def counts(request: HttpRequest) -> HttpResponse:
        people = Person.objects.seen_by(request.reader)  # type: ignore[attr-defined]
        by_area = dict(people.values("area_code").annotate(n=Count("pk")).values_list("area_code", "n"))
        return HttpResponse(f"{people.count()} {by_area}")

    assert counts(asks(reader)).content.decode() == f"1 {{'{GRID}': 1}}"


def test_a_person_is_not_opened_without_saying_where_they_are() -> None:
    with pytest.raises(ValueError, match="area"):
        gate.opened(appointed("grid_worker", GRID), kind="person", subject=1)


AREAS = st.sampled_from(["230108", "230108001", "230108002", "230108001001", "230108001002", GRID, NEXT_DOOR])


@given(st.sets(AREAS, max_size=3), AREAS)
def test_whoever_is_found_lies_in_the_readers_areas_and_whoever_lies_there_is_found(areas: set[str], of: str) -> None:
    """A person is looked after in a grid; those who are not placed yet, in a larger area."""
    reader = Reader("li", areas=tuple(areas), may=frozenset({"people.read"}), purpose="care")
    with transaction.atomic():
        Account.objects.get_or_create(username="li")
        found = Person.objects.seen_by(reader).filter(pk=person(of).pk).exists()
        transaction.set_rollback(True)
    assert found == any(of.startswith(area) for area in areas) == reader.covers(of)
