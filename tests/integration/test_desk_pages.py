"""What each role is shown, refused, and what of it goes on record."""

import pytest
from django.test import Client
from tests.signed_in import client
from tests.small_district import Size, build

from fangxian.access.models import Account, Appointment
from fangxian.ledger.models import AuditEntry
from fangxian.registry.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> list[int]:
    build(Size(streets=2, communities=1, grids=2, floors=2))
    return list(Person.rows.order_by("pk").values_list("pk", flat=True))


def text(browser: Client, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def noted(action: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action=action))


def test_a_number_is_whole_for_who_needs_it_and_masked_for_who_does_not(people: list[int]) -> None:
    whole = text(client("investigator"), f"/people/{people[0]}/")
    masked = text(client("street_office", "230108100"), f"/people/{people[0]}/")
    assert "****" not in whole
    assert "2301**********" in masked
    assert 'popovertarget="why-number"' in masked


def test_opening_somebody_is_noted_and_the_page_says_so_to_the_next(people: list[int]) -> None:
    text(client("investigator"), f"/people/{people[0]}/")
    (entry,) = [one for one in noted("people.read") if one.subject]
    assert (entry.subject, entry.purpose) == (str(people[0]), "case_investigation")
    assert "王建国（平房区）" in text(client("street_office", "230108100"), f"/people/{people[0]}/")


def test_somebody_of_another_area_is_not_found_the_same_as_nobody(people: list[int]) -> None:
    browser = client("street_office", "230108101")
    there, nowhere = (text(browser, f"/people/{key}/", 404) for key in (people[0], 10**9))
    assert there == nowhere
    assert "您的辖区内没有该记录" in there
    assert "in your areas" in text(
        client("community_lead", "230108101100", language="en"), f"/people/{people[0]}/", 404
    )


@pytest.mark.parametrize(
    ("address", "needs"), [("/audit/", "审计"), ("/batches/", "批次"), ("/outbreaks/propose/", "启动")]
)
def test_who_may_not_is_told_what_it_takes(people: list[int], address: str, needs: str) -> None:
    assert needs in text(client("street_office", "230108100"), address, 403)
    assert noted("access.refused")


def test_an_unknown_address_has_a_page_in_both_languages(people: list[int]) -> None:
    assert "没有找到" in text(client("investigator"), "/nowhere/", 404)
    assert "Not found" in text(client("auditor", language="en"), "/nowhere/", 404)


def test_a_mistake_of_ours_has_a_page_that_quotes_nothing(people: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    browser = client("investigator")
    browser.raise_request_exception = False
    monkeypatch.setattr("fangxian.registry.queries.person", lambda *_, **__: 1 / 0)
    page = text(browser, f"/people/{people[0]}/", 500)
    assert "系统出错了" in page
    assert "ZeroDivision" not in page


def test_a_search_is_noted_once_however_many_letters_were_typed(people: list[int]) -> None:
    browser = client("investigator")
    for typed in ("w", "wl", "wlw"):
        browser.get("/search/", {"q": typed}, headers={"HX-Request": "true"})
    text(browser, f"/people/{people[0]}/")
    (entry,) = noted("people.search")
    assert entry.details["letters"] == 3
    assert entry.details["opened"] == str(people[0])


def test_without_a_purpose_of_the_role_or_the_verb_nothing_leaves(people: list[int]) -> None:
    street = client("street_office", "230108100")
    assert street.post("/people/export/", {"form": "csv", "purpose": "transfer"}).status_code == 403
    assert client("grid_worker", "230108100100100").post("/people/export/", {"form": "csv"}).status_code == 403
    assert not noted("people.export")


def test_outlines_are_sent_once_until_they_change(people: list[int]) -> None:
    browser = client("analyst")
    first = browser.get("/areas/230108/outlines.json")
    assert [one["properties"]["code"] for one in first.json()["features"]] == ["230108100", "230108101"]
    again = browser.get("/areas/230108/outlines.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_nothing_inline_is_allowed_on_any_page(people: list[int]) -> None:
    policy = client("investigator").get("/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_what_was_known_then_leaves_out_what_was_learnt_later(people: list[int]) -> None:
    page = text(client("investigator"), f"/people/{people[0]}/?as_of=2022-07-15")
    assert "当时所知" in page
    text(client("street_office", "230108100"), f"/people/{people[0]}/?as_of=2022-06-01", 404)


def test_who_holds_two_roles_acts_in_one_and_changes_it(people: list[int]) -> None:
    browser = client("street_office", "230108100")
    Appointment.objects.create(
        account=Account.objects.get(), role="community_lead", area="230108101100", made_by="example"
    )
    assert text(browser, "/").count("230108101100") > 0
    assert "社区书记" in text(browser, "/account/factors/")
    browser.post("/role/", {"role": "street_office"})
    assert "新伟街道" in text(browser, "/")
    text(browser, f"/people/{people[0]}/")
