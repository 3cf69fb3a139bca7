"""The pages of follow-up: each number opens a list of its length; a list is put forward, approved, taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.following import DAY, NOW, begun, enrolled
from tests.loading import NUMBERS
from tests.registering import GRID, people
from tests.signed_in import client

from fangxian.boards.actions import rebuild
from fangxian.ledger.models import AuditEntry
from fangxian.lib import clock
from fangxian.outbreak.models import Outbreak
from fangxian.programme import actions
from fangxian.programme.models import Enrolment, Obligation, Roll

pytestmark = pytest.mark.django_db
STREET = "230108001"
LATE = NOW + 3 * DAY


@pytest.fixture(autouse=True)
def outbreak(own_var: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with clock.set_to(NOW):
        found, persons = begun(monkeypatch, "张伟", "李娜")
        people({"newcomer": 1, "name": "王芳", "number": NUMBERS["zhang"], "number_kind": "resident"})
        enrolled(found, persons)
        rebuild()
    with clock.set_to(LATE):
        actions.overdue()
        actions.advance()
        yield found


@pytest.mark.parametrize("role", ["street_office", "community_lead", "grid_worker"])
def test_each_number_of_the_overview_opens_a_list_of_its_length(role: str) -> None:
    area = {"street_office": STREET, "community_lead": GRID[:12], "grid_worker": GRID}[role]
    browser = client(role, area)
    shown = browser.get("/follow-up/")
    cells = [cell for each in shown.context["outbreaks"] for row in each["rows"] for cell in row["cells"]]
    assert sum(many for _, many, _ in cells) == 2
    for _, many, link in cells:
        if many:
            assert len(browser.get(link).context["rows"]) == many
    assert AuditEntry.objects.filter(action="people.read", subject_kind="person").exists()


def test_the_list_without_its_figures_is_of_who_is_followed_now(outbreak: int) -> None:
    browser = client("street_office", STREET)
    assert browser.get("/follow-up/people/").context["page"].whole == 2
    assert browser.get("/follow-up/people/?state=asleep").status_code == 400
    Outbreak.objects.filter(pk=outbreak).update(state="closed")
    assert browser.get("/follow-up/people/").headers["Location"] == "/follow-up/"


def test_what_is_overdue_is_counted_by_area_and_listed() -> None:
    browser = client("street_office", STREET)
    shown = browser.get(f"/follow-up/overdue/?area={STREET}").context
    assert sum(row["whole"] for row in shown["areas"]) == shown["page"].whole == len(shown["rows"])
    assert shown["page"].whole == Obligation.rows.filter(state="overdue", fact=None).count() > 0
    for name, _ in shown["duties"]:
        one = browser.get(f"/follow-up/overdue/?area={STREET}&duty={name}").context
        assert one["page"].whole == sum(many for row in shown["areas"] for duty, many in row["cells"] if duty == name)


def test_somebody_of_another_street_is_not_found() -> None:
    one = Enrolment.rows.first()
    assert one is not None
    assert client("street_office", "230108002").get(f"/follow-up/{one.pk}/").status_code == 404


def test_a_persons_page_waives_transfers_and_lets_go() -> None:
    browser, one = client("street_office", STREET), Enrolment.rows.order_by("pk").first()
    assert one is not None
    page = browser.get(f"/follow-up/{one.pk}/").content.decode()
    assert "居家隔离" in page and "逾期未做" in page and "免除" in page
    due = Obligation.rows.filter(enrolment=one, state="overdue")[0]
    browser.post(f"/follow-up/due/{due.pk}/waive/", {"reason": "medical", "enrolment": one.pk})
    browser.post(f"/follow-up/{one.pk}/transfer/", {"place": "迎宾馆"})
    browser.post(f"/follow-up/{one.pk}/release/", {"reason": "conditions"})
    due.refresh_from_db()
    one.refresh_from_db()
    assert (due.state, one.place, one.state) == ("waived", "迎宾馆", "active")
    browser.post(f"/follow-up/{one.pk}/release/", {"reason": "early"})
    assert Enrolment.rows.get(pk=one.pk).state == "released"
    assert "已解除" in browser.get(f"/follow-up/{one.pk}/").content.decode()


def test_a_transfer_is_shown_before_it_is_done_and_taken_back_after() -> None:
    """Law 11: who goes elsewhere, that nothing that is due changes, and the way back."""
    browser, one = client("street_office", STREET), Enrolment.rows.order_by("pk").first()
    assert one is not None
    due = sorted(Obligation.rows.values_list())
    shown = browser.get(f"/follow-up/{one.pk}/?act=transfer&place=迎宾馆")
    assert shown.context["would"]["figures"] and "确认转移" in shown.content.decode()
    figures = {name: many for name, _, many, _ in shown.context["would"]["figures"]}
    assert (figures.pop("moved"), set(figures.values())) == (1, {0})
    one.refresh_from_db()
    assert one.place == "", "nothing has happened yet"
    assert "确认转移" not in browser.get(f"/follow-up/{one.pk}/?act=transfer&place=").content.decode()
    browser.post(f"/follow-up/{one.pk}/transfer/", {"place": "迎宾馆"})
    assert browser.get(f"/follow-up/{one.pk}/").context["came_from"] == ""
    back = browser.get(f"/follow-up/{one.pk}/?act=transfer&place=")
    assert "撤回转移" in back.content.decode() and back.context["transferring"]
    browser.post(f"/follow-up/{one.pk}/transfer/", {"place": back.context["going"]})
    one.refresh_from_db()
    assert one.place == "" and sorted(Obligation.rows.values_list()) == due


def test_who_may_only_look_is_offered_nothing() -> None:
    one = Enrolment.rows.first()
    assert one is not None
    browser = client("grid_worker", GRID)
    page = browser.get(f"/follow-up/{one.pk}/").content.decode()
    assert "批准解除" not in page and "<form" not in page.split("</header>")[-1].split("<main")[-1]
    assert browser.post(f"/follow-up/{one.pk}/release/", {"reason": "early"}).status_code == 403


def test_a_pasted_list_waits_for_another_and_is_taken_back(outbreak: int) -> None:
    first, second = client("street_office", STREET), client("community_lead", GRID[:12])
    said = {
        "person_class": f"{outbreak}/close_contact", "anchor_at": "2022-09-11T10:00", "rests_on": "流调报告 12 号",
        "people": f"王芳 {NUMBERS['zhang']} 2022-09-12\n",
    }  # fmt: skip
    answer = first.post("/follow-up/lists/new/", said)
    roll = Roll.objects.get(state="proposed")
    assert answer.status_code == 302 and roll.people == 1
    assert "将纳管" in first.get(f"/follow-up/lists/{roll.pk}/").content.decode()
    first.post(f"/follow-up/lists/{roll.pk}/approve/")
    assert Roll.objects.get(pk=roll.pk).state == "proposed", "not by the person who asked"
    second.post(f"/follow-up/lists/{roll.pk}/approve/")
    one = Enrolment.rows.get(roll=roll)
    assert one.anchor_at.astimezone(clock.LOCAL).day == 12 and one.evidence["rests_on"] == "流调报告 12 号"
    first.post(f"/follow-up/lists/{roll.pk}/withdraw/")
    assert Enrolment.rows.get(pk=one.pk).state == "ended"
    assert "已撤回" in first.get("/follow-up/lists/").content.decode()


def test_a_line_that_is_nobody_is_named_by_its_place_and_not_by_its_number(outbreak: int) -> None:
    browser = client("street_office", STREET)
    said = {
        "person_class": f"{outbreak}/close_contact", "anchor_at": "2022-09-11T10:00", "rests_on": "x",
        "people": f"{NUMBERS['zhang']}\n110101199003070000\n",
    }  # fmt: skip
    page = browser.post("/follow-up/lists/new/", said)
    assert page.status_code == 200 and "第 2 行" in page.content.decode() and not Roll.objects.filter(state="proposed")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_speaks_both_languages(language: str) -> None:
    browser, one = client("street_office", STREET, language), Enrolment.rows.first()
    assert one is not None
    for page in ("", "overdue/", "lists/", "lists/new/", f"{one.pk}/", f"lists/{one.roll_id}/"):
        answer = browser.get(f"/follow-up/{page}")
        assert answer.status_code == 200, page
        assert ("Who is followed" if language == "en" else "纳管总览") in answer.content.decode()


def test_why_somebody_is_or_is_not_followed_is_told_of_any_moment() -> None:
    one = Enrolment.rows.order_by("pk").first()
    assert one is not None
    browser = client("street_office", STREET)
    page = f"/follow-up/people/{one.person}/"

    def told(asked: str = "") -> list[list[str]]:
        ((_, rows),) = browser.get(page + asked).context["outbreaks"]
        return [[row["class"], *(state for *_, state, _ in row["due"])] for row in rows]

    assert told()[0][0] == "密切接触者" and "逾期未做" in told()[0]
    assert "逾期未做" not in told("?as_of=2022-09-09T10:30")[0]
    assert told("?as_of=2022-09-09T09:00") == told("?as_of=2022-09-08") == []
    assert told("?as_of=2022-09-09") == told("?as_of=2022-09-09T23:59"), "a day alone is its end"
    assert "未被纳管：没有名单或规则" in browser.get(f"{page}?as_of=2022-09-09T09:00").content.decode()
    assert client("street_office", "230108002").get(page).status_code == 404
    assert AuditEntry.objects.filter(subject=str(one.person), subject_kind="person").exists()
    assert page in browser.get(f"/follow-up/{one.pk}/").content.decode(), "its page leads there"
