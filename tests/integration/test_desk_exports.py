"""Every list leaves as a file: with the rows of its page, masked as there, for a purpose, and with each row noted."""

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook
from tests.signed_in import client
from tests.small_district import Size, build

from fangxian.apps.desk import exports
from fangxian.ledger.models import AuditEntry, Mention
from fangxian.lib import clock
from fangxian.registry.models import Compound, Dwelling, Organisation, Person, Post, Residence

pytestmark = pytest.mark.django_db

STREET = "230108100"
#: A page -> the verb that its file takes, and of what it is noted.
LISTS = {
    "/people/": ("people.export", "person"),
    "/people/?measure=group.disabled": ("people.export", "person"),
    "/people/?area=230108100100100": ("people.export", "person"),
    "/households/": ("people.export", "household"),
    "/dwellings/": ("places.export", "dwelling"),
    "/compounds/": ("places.export", "compound"),
    "/compounds/?name=小区1": ("places.export", "compound"),
    "/organisations/": ("organisations.export", "organisation"),
    "/organisations/?kind=学校": ("organisations.export", "organisation"),
}


@pytest.fixture(autouse=True)
def district() -> None:
    build(Size(streets=2, communities=2, grids=2, floors=2))


def exported(browser: Client, page: str, form: str = "csv", purpose: str = "care") -> list[list[str]]:
    path, _, asked = page.partition("?")
    answer = browser.post(f"{path}export/?{asked}", {"form": form, "purpose": purpose})
    assert answer.status_code == 200, page
    content = b"".join(answer)
    if form == "xlsx":
        return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("page", LISTS)
def test_the_file_holds_what_the_list_holds_and_the_entry_says_how_much_and_what_for(page: str, form: str) -> None:
    browser = client("street_office", STREET)
    shown = browser.get(page).context["page"].whole
    header, *rows = exported(browser, page, form)
    assert len(rows) == shown > 0
    assert {len(row) for row in rows} == {len(header)}
    verb, kind = LISTS[page]
    (entry,) = AuditEntry.objects.filter(action=verb)
    assert (entry.subject_kind, entry.purpose, entry.details["rows"]) == (kind, "care", shown)
    assert entry.details["form"] == form
    noted = entry.details["shown"]
    assert len(noted) == len(set(noted))
    assert Mention.objects.filter(entry=entry.pk, subject_kind=kind).count() == len(noted)


def test_the_staff_of_an_organisation_leave_as_people_each_of_whom_can_find_it() -> None:
    post = Post.rows.filter(area_code__startswith=STREET).first()
    assert post is not None
    browser = client("street_office", STREET)
    header, *rows = exported(browser, f"/organisations/{post.organisation_id}/")
    page = browser.get(f"/organisations/{post.organisation_id}/").context
    assert [row[1] for row in rows] == [one["person"].name for one in page["lines"]]
    assert all("*" in row[header.index("电话")] for row in rows if row[header.index("电话")])
    (entry,) = AuditEntry.objects.filter(action="people.export")
    assert str(post.person_id) in entry.details["shown"]
    assert entry.details["narrowed"] == f"of={post.organisation_id}"


def test_the_people_behind_a_door_leave_together() -> None:
    home = Residence.objects.filter(area_code__startswith=STREET).first()
    assert home is not None
    browser = client("street_office", STREET)
    _, *rows = exported(browser, f"/dwellings/{home.dwelling_id}/")
    shown = browser.get(f"/dwellings/{home.dwelling_id}/").context
    assert {row[0] for row in rows} == {str(one["person"].pk) for one in (*shown["inside"], *shown["elsewhere"])}


def test_the_buildings_of_a_compound_leave_with_their_doors() -> None:
    compound = Compound.objects.filter(area_code__startswith=STREET).first()
    assert compound is not None
    _, *rows = exported(client("street_office", STREET), f"/compounds/{compound.pk}/")
    assert sum(int(row[3]) for row in rows) == Dwelling.objects.filter(building__compound=compound).count()


@pytest.mark.parametrize("page", LISTS)
def test_nothing_of_another_area_is_in_any_file(page: str) -> None:
    mine = exported(client("street_office", "230108101"), page.partition("?")[0])
    assert len(mine) > 1
    assert STREET not in str(mine)


@pytest.mark.parametrize("page", LISTS)
def test_without_the_verb_or_a_purpose_of_the_role_nothing_leaves(page: str) -> None:
    path = page.partition("?")[0]
    street, worker = client("street_office", STREET), client("grid_worker", f"{STREET}100100")
    assert street.post(f"{path}export/", {"form": "csv", "purpose": "transfer"}).status_code == 403
    assert street.post(f"{path}export/", {"form": "exe", "purpose": "care"}).status_code == 400
    assert worker.post(f"{path}export/", {"form": "csv", "purpose": "care"}).status_code == 403
    assert not AuditEntry.objects.filter(action__endswith=".export").exists()


@pytest.mark.parametrize("page", LISTS)
def test_who_may_export_finds_the_way_from_the_list_and_who_may_not_finds_none(page: str) -> None:
    path = page.partition("?")[0]
    way = f'href="{path}export/?'
    street, worker = client("street_office", STREET), client("grid_worker", f"{STREET}100100")
    assert way in street.get(page).content.decode()
    assert way not in worker.get(path).content.decode()
    assert "用途" in street.get(f"{path}export/").content.decode()


def test_what_was_typed_to_narrow_a_list_is_not_noted() -> None:
    exported(client("street_office", STREET), "/compounds/?name=小区1")
    assert AuditEntry.objects.get(action="places.export").details["narrowed"] == "name"


def test_a_list_that_no_code_names_is_refused() -> None:
    browser = client("street_office", STREET)
    for path in ("/compounds/", "/dwellings/", "/households/", "/organisations/", "/compounds/export/"):
        assert browser.get(path, {"area": "abc"}).status_code == 400


def test_whoever_comes_to_the_list_after_it_was_noted_is_not_in_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is written while it is sent: its rows are those of the entry."""
    monkeypatch.setattr(exports, "STRIDE", 3)
    organisation = Organisation.objects.order_by("pk").first()
    assert organisation is not None
    answer = client("street_office", STREET).post(
        f"/organisations/{organisation.pk}/export/", {"form": "csv", "purpose": "care"}
    )
    newcomer = Person.rows.filter(area_code__startswith=STREET).last()
    assert newcomer is not None
    Post.rows.create(
        organisation=organisation, person=newcomer, area_code=newcomer.area_code, post="员工", source="test",
        recorded_at=clock.now(),
    )  # fmt: skip
    rows = b"".join(answer).decode("utf-8-sig").splitlines()[1:]
    (entry,) = AuditEntry.objects.filter(action="people.export")
    assert [row.split(",")[0] for row in rows] == entry.details["shown"]
    assert str(newcomer.pk) not in entry.details["shown"]


@pytest.mark.parametrize("page", ["/people/", "/households/", "/dwellings/", "/compounds/", "/organisations/"])
def test_a_longer_file_asks_a_little_more_for_each_stride(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = client("street_office", STREET)

    def asked(stride: int) -> int:
        monkeypatch.setattr(exports, "STRIDE", stride)
        with CaptureQueriesContext(connection) as questions:
            rows = exported(browser, page)
        strides = -(-(len(rows) - 1) // stride)
        return sum(one["sql"].startswith("SELECT") for one in questions) - 3 * strides

    assert asked(500) <= 12
    assert asked(2) <= 12
