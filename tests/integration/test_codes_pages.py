"""The pages of codes: figures with their lists, a person's code and why, proposals, appeals; and one's own page."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from tests.restricting import AT, activated, district, ground, laid
from tests.signed_in import client

from fangxian.access.models import Account
from fangxian.evidence import actions as evidence
from fangxian.healthcode import queries
from fangxian.healthcode.models import Appeal, Proposal, Restriction
from fangxian.ledger.queries import readers_of
from fangxian.lib import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outbreak() -> Iterator[int]:
    with clock.set_to(AT):
        district()
        yield activated()


def resident(person: int, role: str = "resident") -> Client:
    browser = client(role)
    Account.objects.filter(username=f"{role}.230108").update(person=person)
    return browser


def text(page: object) -> str:
    return page.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_a_figure_opens_a_list_of_its_length(outbreak: int) -> None:
    laid(outbreak, ground(1), ground(2), ground(3, "yellow_overdue"), ground(4, "hold_pool"))
    browser = client("investigator")
    page = browser.get("/codes/")
    shown = {one["name"]: one for one in page.context["figures"]}
    assert {name: one["many"] for name, one in shown.items()} == {"red": 2, "yellow": 1, "held": 1}
    for one in shown.values():
        found = browser.get(one["link"])
        assert len(found.context["rows"]) == found.context["whole"] == one["many"]


def test_a_persons_code_says_why_and_who_reads_it_is_noted(outbreak: int) -> None:
    laid(outbreak, ground(1))
    page = text(client("investigator").get("/codes/people/1/"))
    assert "检测阳性" in page and "您的" not in page and "红码" in page, "an officer is told of somebody, not to them"
    assert readers_of("person", 1)[0].actor == "investigator.230108"


def test_as_of_a_past_day_the_code_is_what_it_was(outbreak: int) -> None:
    laid(outbreak, ground(1))
    with clock.set_to(AT + timedelta(days=2)):
        browser = client("investigator")
        assert browser.get("/codes/people/1/?as_of=2022-09-09").context["said"].shown.state == "green"
        assert browser.get("/codes/people/1/?as_of=2022-09-10").context["said"].shown.state == "red"


def test_somebody_asks_by_hand_and_another_decides_seeing_what_it_does(outbreak: int) -> None:
    fact = evidence.record(outbreak=outbreak, kind="test", person=1, at=AT, key="lab/1", finding="positive", by="lab")
    asking = client("investigator")
    assert f"1 fact/{fact.pk}" in text(asking.get("/codes/by-hand/new/?person=1"))
    asking.post("/codes/by-hand/new/", {"effect": "red_positive", "lines": f"1 fact/{fact.pk}"})
    made = Proposal.objects.get()
    deciding = client("headquarters")
    page = deciding.get(f"/codes/by-hand/{made.pk}/")
    assert (page.context["rows"][0]["now"], page.context["rows"][0]["then"]) == ("绿码", "红码")
    deciding.post(f"/codes/by-hand/{made.pk}/approve/")
    assert queries.shown(1).state == "red"


def test_a_resident_sees_their_own_code_in_words_and_nobody_elses(outbreak: int) -> None:
    laid(outbreak, ground(1))
    browser = resident(1)
    home = browser.get("/")
    assert home.url == "/my-code/"
    page = text(browser.get("/my-code/"))
    for said in ("红码", "您的检测结果为阳性", "任何颜色都放行", "申诉", "按规则自动产生"):
        assert said in page
    assert browser.get("/codes/people/2/").status_code == 403
    assert readers_of("person", 1) == [], "looking at one's own is not noted"
    for address in ("/my-code/readers/", "/my-code/figures/"):
        assert browser.get(address).status_code == 200


def test_a_resident_appeals_and_an_officer_answers_and_another_looks_again(outbreak: int) -> None:
    fact = evidence.record(outbreak=outbreak, kind="test", person=1, at=AT, key="lab/1", finding="positive", by="lab")
    (red,) = laid(outbreak, ground(1, evidence=f"fact/{fact.pk}"))
    browser = resident(1)
    assert browser.get(f"/my-code/appeal/{red.pk}/").status_code == 200
    browser.post(f"/my-code/appeal/{red.pk}/", {"name": "never_there", "text": "没有去过"})
    appeal = Appeal.rows.get()
    assert "没有去过".encode() not in bytes(appeal.said)
    first = client("investigator")
    page = first.get(f"/codes/appeals/{appeal.pk}/")
    assert "没有去过" in text(page)
    first.post(f"/codes/appeals/{appeal.pk}/", {"reason": "evidence_stands"})
    appeal.refresh_from_db()
    assert appeal.state == "second_look"
    first.post(f"/codes/appeals/{appeal.pk}/", {"reason": "evidence_stands"})
    appeal.refresh_from_db()
    assert appeal.state == "second_look", "the same person does not look twice"
    second = client("street_office", "230108100")
    second.post(f"/codes/appeals/{appeal.pk}/", {"reason": "wrong_person", "text": "同名"})
    assert queries.shown(1).state == "green"
    assert Restriction.rows.get().ended_for == "overturned"


def test_somebody_elses_restriction_cannot_be_appealed_by_guessing(outbreak: int) -> None:
    (red,) = laid(outbreak, ground(2))
    browser = resident(1)
    assert browser.post(f"/my-code/appeal/{red.pk}/", {"name": "never_there"}).status_code == 404
    assert not Appeal.rows.exists()


def test_a_proxy_acts_for_whom_they_are_bound_to(outbreak: int) -> None:
    (red,) = laid(outbreak, ground(1))
    browser = resident(1, "proxy")
    browser.post(f"/my-code/appeal/{red.pk}/", {"name": "medical_need", "text": "透析"})
    assert Appeal.rows.get().filed_as == "proxy"


def test_the_named_lists_of_these_pages_are_not_for_who_only_counts(outbreak: int) -> None:
    analyst = client("analyst")
    assert analyst.get("/codes/").status_code == 200
    assert analyst.get("/codes/people/?state=red").status_code == 403
    assert analyst.get("/codes/by-hand/new/").status_code == 403


def test_at_any_past_moment_the_code_is_what_it_was(outbreak: int) -> None:
    laid(outbreak, ground(1))
    with clock.set_to(AT + timedelta(days=2)):
        browser = client("investigator")
        shown = {hour: browser.get(f"/codes/people/1/?as_of=2022-09-10T{hour}").context["said"].shown.state
                 for hour in ("08:59", "09:01")}  # fmt: skip
    assert shown == {"08:59": "green", "09:01": "red"}


def test_each_published_number_opens_a_list_of_its_length(outbreak: int) -> None:
    one, *_ = laid(outbreak, ground(1), ground(2), ground(3, "yellow_overdue"))
    browser = resident(1)
    browser.post(f"/my-code/appeal/{one.pk}/", {"name": "never_there", "text": "没有去过"})
    officer = client("investigator")
    officer.post(f"/codes/appeals/{Appeal.rows.get().pk}/", {"reason": "wrong_person"})
    rows = officer.get("/codes/").context["days"]
    links = [(many, link) for row in rows for _, many, link in row["cells"] if link and many]
    assert len(links) == 5, "assigned twice, cleared, appealed, overturned"
    for many, link in links:
        found = officer.get(link).context
        assert len(found["rows"]) == found["whole"] == many
    assert not [link for row in client("analyst").get("/codes/").context["days"] for *_, link in row["cells"] if link]
    assert officer.get("/codes/days/?figure=hours&day=2022-09-10&outbreak=1").status_code == 400
