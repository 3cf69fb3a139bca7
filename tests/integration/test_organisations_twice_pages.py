"""The desk at which organisations that may be one are decided, and the page of one that was made of two."""

import pyarrow as pa
import pytest
from django.test import Client
from tests.deciding import only_who_may, put_off_comes_again
from tests.signed_in import client
from tests.small_district import Size, build

from fangxian.identity import actions
from fangxian.identity.events import ORGANISATION
from fangxian.identity.models import Alike, Merge, NotTheSame
from fangxian.ledger.models import AuditEntry
from fangxian.registry import actions as registry
from fangxian.registry.models import Organisation, Post, Site

pytestmark = pytest.mark.django_db

WEIGHTS = [["own_name", "same", 11.8], ["code", "other_body", -0.3], ["phone", "same", 13.9], ["site", "address", 12.1]]
AGREED = "own_name:same;code:other_body;phone:same;site:address"
AGAIN = "91230108MA2BM8XG7P"


@pytest.fixture
def pair() -> Alike:
    """An organisation of the district with staff, and once more."""
    build(Size(2, 1, 1, 1))
    one = Organisation.objects.filter(posts__isnull=False, sites__isnull=False).order_by("pk")[0]
    site = Site.objects.filter(organisation=one).order_by("pk")[0]
    line = {
        "uscc": AGAIN, "name": f"{one.name}（平房区）", "kind": one.kind, "industry": "", "status": "active",
        "established": None, "address": f"{site.address}（后院）", "area_code": site.area_code, "longitude": None,
        "latitude": None,
    }  # fmt: skip
    registry.apply_organisations(pa.Table.from_pylist([line]), source="organisations/9", by="test")
    said = {"area_code": site.area_code, "score": 0.9999, "agreed": AGREED, "weights": WEIGHTS, "reason": ""}
    again = Organisation.objects.get(uscc=AGAIN)
    found = {(one.pk, again.pk): said | {"settings": "organisations-1"}}
    actions.propose(found, by="night", kind=ORGANISATION)
    return Alike.objects.get()


@pytest.fixture
def steward(pair: Alike) -> Client:
    return client("data_steward")


def test_the_queue_says_how_many_wait(pair: Alike, steward: Client) -> None:
    page = steward.get("/review/organisations/")
    assert page.context["all"] == len(page.context["rows"]) == steward.get("/review/").context["doubles"] == 1
    assert steward.get("/review/people/").context["all"] == steward.get("/review/").context["twice"] == 0
    assert steward.get(f"/review/people/{pair.pk}/").status_code == 404, "it is a pair of organisations"


def test_the_two_stand_side_by_side_with_what_each_field_is_worth(pair: Alike, steward: Client) -> None:
    page = steward.get(f"/review/organisations/{pair.pk}/")
    text = page.content.decode()
    for said in (
        Organisation.objects.get(pk=pair.first).name,
        AGAIN,
        "13.9",
        "同一地址",
        "在册人员合计",
        "办理后会发生什么",
    ):
        assert said in text, said
    assert 'data-key="1"' in text and 'data-key="0"' in text
    seen = AuditEntry.objects.filter(subject_kind="organisation").values_list("subject", flat=True)
    assert {*seen} >= {str(pair.first), str(pair.second)}
    assert not Merge.objects.exists(), "looking at it merges nothing"
    assert [pk for pk, _, kept in page.context["records"] if kept] == [pair.first], "it has the staff"


def test_merged_its_page_says_of_which_entries_and_takes_it_back(pair: Alike, steward: Client) -> None:
    sites = steward.get("/organisations/").context["page"].whole
    answer = steward.post(f"/review/organisations/{pair.pk}/", {"kept": pair.first}, follow=True).content.decode()
    assert "没有待核对的法人重复登记了" in answer
    made = Merge.objects.get()
    assert (made.kept, made.absorbed, made.weights) == (pair.first, pair.second, WEIGHTS)
    page = steward.get(f"/organisations/{pair.second}/", follow=True)
    assert page.redirect_chain[-1][0] == f"/organisations/{pair.first}/"
    text = page.content.decode()
    assert f"档案 {pair.second} 并入档案 {pair.first}" in text and AGAIN in text
    assert f"/review/organisations/merges/{made.pk}/undo/" in text
    listed = steward.get("/organisations/").context["page"]
    assert listed.whole == len(listed.rows) == sites - 1
    assert "办理后会发生什么" in steward.get(f"/review/organisations/merges/{made.pk}/undo/").content.decode()
    assert Merge.objects.get().undone_at is None
    steward.post(f"/review/organisations/merges/{made.pk}/undo/")
    assert Merge.objects.get().undone_at is not None
    assert "由多份档案合并" not in steward.get(f"/organisations/{pair.first}/").content.decode()
    assert steward.get(f"/organisations/{pair.second}/").status_code == 200
    assert steward.get("/organisations/").context["page"].whole == sites
    assert steward.get("/review/organisations/").context["all"] == 1, "they wait to be decided again"


def test_it_is_found_in_the_list_by_the_name_of_either_entry(pair: Alike, steward: Client) -> None:
    Organisation.objects.filter(pk=pair.second).update(name="金源贸易行")
    steward.post(f"/review/organisations/{pair.pk}/", {"kept": pair.first})
    kept = Organisation.objects.get(pk=pair.first)
    for name in (kept.name, "金源贸易"):
        found = steward.get("/organisations/", {"name": name}).content.decode()
        assert f"/organisations/{kept.pk}/" in found, name


def test_who_stands_on_both_rosters_is_listed_once(pair: Alike, steward: Client) -> None:
    post = Post.rows.filter(organisation=pair.first, until=None).order_by("pk")[0]
    line = {"uscc": AGAIN, "person": post.person_id, "post": "会计", "since": None, "until": None}
    registry.apply_posts(
        pa.Table.from_pylist([line]), source="staff/9", by="test", day=post.recorded_at.date(), whole=False
    )
    before = steward.get(f"/organisations/{pair.first}/").context["staff"]
    steward.post(f"/review/organisations/{pair.pk}/", {"kept": pair.first})
    page = steward.get(f"/organisations/{pair.first}/")
    assert page.context["staff"] == len(page.context["lines"]) == before


def test_they_are_two_and_that_is_taken_back(pair: Alike, steward: Client) -> None:
    steward.post(f"/review/organisations/{pair.pk}/", {"kept": "two"})
    assert NotTheSame.objects.get().kind == ORGANISATION
    assert steward.get("/review/organisations/").context["all"] == 0
    steward.post(f"/review/organisations/{pair.pk}/undo/")
    assert not NotTheSame.objects.exists() and steward.get("/review/organisations/").context["all"] == 1
    answer = steward.post(f"/review/organisations/{pair.pk}/", {}, follow=True).content.decode()
    assert "不是同一法人" in answer and "请选择保留哪一份" in answer


def test_what_was_put_off_comes_again(pair: Alike, steward: Client) -> None:
    put_off_comes_again(pair, steward, "organisations")


def test_only_who_may_and_only_in_their_areas(pair: Alike, steward: Client) -> None:
    only_who_may(pair, steward, "organisations", "/review/organisations/merges/")
