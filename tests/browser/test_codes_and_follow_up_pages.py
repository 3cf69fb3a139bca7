"""Codes and follow-up in a window: a list is seen through before it is approved; a resident reads why, types their
temperature and appeals, an officer answers; pages fit."""

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.browser.test_fieldport import CHINESE
from tests.following import DAY, begun, enrolled, in_force
from tests.laws.test_11_shown_before_it_is_done import RULES
from tests.loading import NUMBERS
from tests.registering import GRID, people
from tests.signed_in import account, session

from fangxian.access.models import Account
from fangxian.boards.actions import rebuild
from fangxian.evidence import actions as evidence
from fangxian.evidence.models import Fact
from fangxian.healthcode import actions as healthcode
from fangxian.healthcode import queries as codes
from fangxian.healthcode.models import Appeal
from fangxian.lib import clock
from fangxian.programme import actions as programme
from fangxian.programme.models import Enrolment, Roll

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Window = Callable[..., Any]
#: Where pictures of the pages are put for whoever wants to look at them.
PICTURES = os.environ.get("PICTURES", "")
NOW = datetime(2022, 9, 9, 23, 30, tzinfo=UTC)  # half past seven on the morning of the tenth
STREET = "230108001"


@pytest.fixture
def followed(browser: Any, transactional_db: None, own_var: Path, monkeypatch: Any) -> Iterator[tuple[int, int]]:
    """An outbreak, and somebody who is under it at home since yesterday; a third whom a list may name."""
    with clock.set_to(NOW):
        outbreak, (person, _) = begun(monkeypatch, "张伟", "李娜", protocol=RULES)
        people({"newcomer": 1, "name": "王芳", "number": NUMBERS["zhang"], "number_kind": "resident"})
        rebuild()
        healthcode.rebuild()
        enrolled(outbreak, [person], anchor=NOW - 2 * DAY)
        programme.advance()
        yield outbreak, person


def opened(window: Window, role: str, area: str, **said: Any) -> Any:
    page = window(session(account(role, area)), **said)
    page.set_default_timeout(8000)
    return page


def picture(page: Any, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def test_a_list_is_seen_through_before_it_is_approved_and_before_it_is_taken_back(
    followed: tuple[int, int], window: Window
) -> None:
    first = opened(window, "street_office", STREET)
    first.goto("/follow-up/lists/new/")
    first.get_by_label("起算时间").fill("2022-09-08T10:00")
    first.get_by_label("依据").fill("流调报告 12 号")
    first.get_by_label("身份证号").fill(NUMBERS["zhang"])
    first.locator("main button.first").click()
    first.get_by_text("待另一人批准").first.wait_for()
    second = opened(window, "community_lead", GRID[:12])
    second.goto(f"/follow-up/lists/{Roll.objects.get(state='proposed').pk}/")
    second.locator(".consequences a", has_text="黄码").click()
    second.locator("#would tbody").get_by_text("王芳").wait_for()
    picture(second, "list-1440")
    assert Enrolment.rows.count() == 1
    second.get_by_role("button", name="批准并纳管").click()
    second.get_by_text("已办理").wait_for()
    assert codes.counts("230108")["yellow"] == 2
    second.get_by_role("link", name="整单撤回：先看影响").click()
    second.locator(".consequences li", has_text="解除纳管").get_by_text("1", exact=True).wait_for()
    second.get_by_role("button", name="整单撤回").click()
    second.get_by_text("已办理").wait_for()
    assert codes.counts("230108")["yellow"] == 1


def test_a_resident_types_appeals_and_is_answered(followed: tuple[int, int], window: Window) -> None:
    _, person = followed
    own = opened(window, "resident", "230108", width=390, height=844)
    Account.objects.filter(username="resident.230108").update(person=person)
    own.goto("/my-code/")
    own.get_by_label("我的体温").fill("36.6")
    own.get_by_role("button", name="填报").click()
    own.get_by_text("已填报").wait_for()
    assert Fact.rows.get().kind == "temperature"
    own.get_by_role("link", name="申诉", exact=True).click()
    own.get_by_role("radio").nth(1).check()
    own.get_by_label("说明情况").fill("没有去过")
    own.get_by_label("附件").set_input_files(
        {"name": "证明.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n"}
    )
    picture(own, "appeal-390")
    own.get_by_role("button", name="提交申诉").click()
    own.get_by_text("前答复").first.wait_for()
    officer = opened(window, "street_office", STREET)
    officer.goto(f"/codes/appeals/{Appeal.rows.get().pk}/")
    officer.get_by_text("没有去过").wait_for()
    picture(officer, "appeal-1440")
    assert officer.get_by_role("link", name="附件").count() == 1
    officer.goto("/codes/appeals/")
    assert officer.get_by_text("待答复").count() >= 1


def test_an_appeal_is_refused_once_and_another_person_looks_again(followed: tuple[int, int], window: Window) -> None:
    _, person = followed
    own = opened(window, "resident", "230108", width=390, height=844)
    Account.objects.filter(username="resident.230108").update(person=person)
    own.goto("/my-code/")
    own.get_by_role("link", name="申诉", exact=True).click()
    own.get_by_role("radio", name="没去过").check()
    own.get_by_label("说明情况").fill("没有去过")
    own.get_by_role("button", name="提交申诉").click()
    own.get_by_text("前答复").first.wait_for()
    first = opened(window, "street_office", STREET)
    first.goto("/codes/appeals/")
    first.get_by_role("link", name="开始答复").click()
    first.get_by_label("给居民的话").fill("流调报告核实过")
    first.get_by_role("button", name="佐证核实无误").click()
    first.get_by_text("首次维持").first.wait_for()
    own.goto("/my-code/")
    own.get_by_text("正由另一人复核").wait_for()
    own.get_by_text("流调报告核实过").wait_for()
    picture(own, "second-look-390")
    page = f"/codes/appeals/{Appeal.rows.get().pk}/"
    first.goto(page)
    first.get_by_role("button", name="佐证核实无误").click()
    first.locator(".toasts, .notice").get_by_text("另一").first.wait_for()
    assert Appeal.rows.get().state == "second_look", "nobody looks at their own answer"
    second = opened(window, "investigator", "230108")
    second.goto(page)
    second.get_by_text("流调报告核实过").wait_for()
    picture(second, "second-look-1440")
    second.get_by_role("button", name="核实未到过").click()
    second.get_by_text("申诉成立").first.wait_for()
    own.goto("/my-code/")
    assert own.locator("#shown").inner_text() == "绿码"
    own.get_by_text("申诉成立").first.wait_for()


def test_what_is_urgent_is_answered_at_once_where_the_evidence_settles_it(
    followed: tuple[int, int], window: Window
) -> None:
    outbreak, person = followed
    own = opened(window, "resident", "230108", width=390, height=844)
    Account.objects.filter(username="resident.230108").update(person=person)
    for key, finding, at in (("lab/1", "suspect", NOW - timedelta(hours=2)), ("lab/2", "", NOW - timedelta(hours=1))):
        with clock.set_to(at):
            evidence.record(outbreak=outbreak, kind="test", person=person, at=at, key=key, by="lab", finding=finding)
    own.goto("/my-code/")
    held = own.locator("section", has_text="结果待复核")
    held.get_by_role("link", name="申诉", exact=True).click()
    own.get_by_role("radio", name="检测阴性").check()
    own.get_by_role("button", name="提交申诉").click()
    own.get_by_text("申诉成立，已解除").first.wait_for()
    assert held.get_by_text("申诉成立", exact=True).count() == 1, "it stands among what is over"
    assert own.locator("#shown").inner_text() == "黄码", "against being a contact a test says nothing"
    assert Appeal.rows.get().answers.get().reason == "evidence_settles"


def test_somebody_is_moved_to_the_version_in_force_by_two_and_back(followed: tuple[int, int], window: Window) -> None:
    outbreak, _ = followed
    one = Enrolment.rows.get()
    freer = replace(RULES, codes_on=False)
    in_force(outbreak, freer)
    first = opened(window, "street_office", STREET)
    first.goto(f"/follow-up/{one.pk}/")
    first.get_by_role("button", name="提请改用现行方案").click()
    first.get_by_role("button", name="撤回提请").wait_for()
    second = opened(window, "community_lead", GRID[:12])
    second.goto(f"/follow-up/{one.pk}/")
    second.locator(".consequences a", has_text="黄码").click()
    second.locator("#would tbody").get_by_text("张伟").wait_for()
    picture(second, "moving-1440")
    assert Enrolment.rows.get().protocol_id == one.protocol_id and codes.counts("230108")["yellow"] == 1
    second.get_by_role("button", name="批准改用").click()
    second.get_by_text("已办理").wait_for()
    assert Enrolment.rows.get().protocol_id != one.protocol_id and codes.counts("230108")["yellow"] == 0
    second.get_by_role("link", name="退回原方案").click()
    second.locator(".consequences li", has_text="黄码").wait_for()
    second.get_by_role("button", name="退回原方案").click()
    second.get_by_text("已办理").wait_for()
    assert Enrolment.rows.get().protocol_id == one.protocol_id and codes.counts("230108")["yellow"] == 1
    second.get_by_role("link", name="为何被纳管").click()
    second.get_by_text("为何被（未被）纳管").wait_for()


@pytest.mark.parametrize(
    ("width", "theme", "language"),
    [(390, "light", "zh"), (390, "dark", "en"), (1440, "dark", "zh"), (1440, "light", "en")],
)
def test_every_page_fits_its_window(
    followed: tuple[int, int], window: Window, width: int, theme: str, language: str
) -> None:
    outbreak, person = followed
    one = Enrolment.rows.get()
    with clock.set_to(NOW + timedelta(days=1, hours=12)):
        programme.overdue()
        addresses = {
            "overview": "/follow-up/", "overdue": "/follow-up/overdue/", "lists": "/follow-up/lists/",
            "new": "/follow-up/lists/new/", "one": f"/follow-up/{one.pk}/", "why": f"/follow-up/people/{person}/",
            "roll": f"/follow-up/lists/{one.roll_id}/?act=withdraw",
            "codes": "/codes/", "by-hand": "/codes/by-hand/", "red": "/codes/people/?state=yellow",
            "person": f"/codes/people/{person}/?as_of=2022-09-10T07:31",
            "protocol": f"/protocols/outbreaks/{outbreak}/",
        }  # fmt: skip
        page = opened(window, "investigator", "230108", width=width, theme=theme, language=language)
        for name, address in addresses.items():
            if page.goto(address).status == 403:
                continue
            picture(page, f"{name}-{width}-{language}")
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{address} is {wide} px too wide"
            assert page.locator("h1").count() == 1, address
            if language == "en":
                ours = page.locator("main h2, main h3, main label, main legend, main .button")
                said = [text for text in ours.all_inner_texts() if CHINESE.search(text)]
                assert [text for text in said if not any(name in text for name in ("张伟", "疫情"))] == [], address
