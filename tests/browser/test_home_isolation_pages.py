"""Home isolation on a telephone: an alert appears by itself, a household is looked after with a thumb; pages fit."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.browser.test_fieldport import CHINESE, small
from tests.door_sensors import COMMUNITY, TEN, district, door, fitted, isolated, say
from tests.signed_in import account, session

from fangxian.apps.home_isolation.models import Need
from fangxian.evidence.models import Fact
from fangxian.fieldwork import actions as fieldwork
from fangxian.fieldwork.rules import CARE, Line, Spec
from fangxian.isolation.models import Alert, Device
from fangxian.lib import clock
from fangxian.programme.models import Enrolment, Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Window = Callable[..., Any]
#: Where pictures of the pages are put for whoever wants to look at them.
PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture
def outbreak(browser: Any, transactional_db: None, own_var: Path, tmp_path: Path, monkeypatch: Any) -> Iterator[int]:
    """Two people behind one door with a sensor, somebody behind another without."""
    with district(tmp_path, monkeypatch) as found:
        for name in ("张伟", "李娜", "王芳"):
            isolated(name)
        fitted()
        say("e0", "heartbeat", battery=83)
        yield found


def telephone(window: Window, role: str = "grid_worker", area: str = f"{COMMUNITY}001", **said: Any) -> Any:
    page = window(session(account(role, area)), **{"width": 390, "height": 844, **said})
    page.set_default_timeout(8000)
    return page


def picture(page: Any, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def test_an_alert_appears_by_itself_and_is_worked_off_with_a_thumb(outbreak: int, window: Window) -> None:
    page = telephone(window)
    page.goto("/isolation/alerts/")
    assert page.get_by_text("没有需要核实的提醒").is_visible()
    say("e1")
    page.get_by_role("button", name="我来处理").click()
    page.get_by_text("我在处理").wait_for()
    page.get_by_role("link", name="1单元 101").click()
    page.get_by_text("核实结果").click()
    page.get_by_role("radio", name="通风，人未外出").check()
    page.get_by_label("备注（可不填，加密保存）").fill("家人开窗")
    page.get_by_role("button", name="办结").click()
    page.get_by_text("提醒已办结").wait_for()
    assert Alert.rows.get().finding == "airing"


def test_a_household_is_looked_after_with_a_thumb(outbreak: int, window: Window) -> None:
    page = telephone(window)
    page.goto("/isolation/")
    page.locator("a.stop").first.click()
    # The home, and what they are told.
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="登记核查结果").click()
    page.get_by_role("button", name="已当面告知").click()
    page.get_by_text("已告知住户").wait_for()
    # A temperature for somebody, and what they need.
    page.get_by_label("上午体温 ℃（代登记）").first.fill("37.6")
    page.locator("form.measure").first.get_by_role("button", name="登记").click()
    page.get_by_text("体温已登记").wait_for()
    page.get_by_text("登记需求", exact=True).click()
    page.get_by_role("radio", name="药品").check()
    page.get_by_label("具体内容（可不填，加密保存）").fill("降压药")
    page.locator("details.more[open]", has_text="登记需求").get_by_role("button", name="登记").click()
    page.get_by_role("button", name="我来送").click()
    page.get_by_role("button", name="已送达").wait_for()
    assert (Fact.rows.get().finding, Need.rows.get().state) == ("fever", "promised")


def test_those_of_an_unfit_home_are_sent_elsewhere_and_put_right_again(outbreak: int, window: Window) -> None:
    person = Enrolment.rows.order_by("pk").values_list("person", flat=True)[0]
    spec = Spec(CARE, "1", f"{COMMUNITY}001", door(), clock.now(), "restricted_in_need", {}, (Line(person),))
    fieldwork.open_tasks([spec], origin=f"codes/{outbreak}/care", outbreak=outbreak, by="system")
    worker = telephone(window)
    worker.goto(f"/isolation/doors/{door()}/")
    worker.get_by_text("受管控且需要照顾").wait_for()
    worker.get_by_role("checkbox").first.check()
    worker.get_by_role("button", name="登记核查结果").click()
    worker.get_by_text("居家条件不符，待集中隔离").wait_for()
    page = telephone(window, "community_lead", COMMUNITY)
    page.goto(f"/isolation/doors/{door()}/")
    page.get_by_role("link", name="转往集中隔离").click()
    page.get_by_text("办理后会发生什么").wait_for()
    picture(page, "moving-390")
    page.get_by_role("button", name="确认转往集中隔离").click()
    page.get_by_text("因住处不符转出").wait_for()
    picture(page, "sent-390")
    page.goto("/isolation/?show=sent")
    page.locator("a.stop").first.click()
    page.get_by_text("核查居家条件", exact=True).click()
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="登记核查结果").click()
    page.get_by_role("link", name="转回居家隔离").click()
    page.get_by_role("button", name="确认转回居家隔离").click()
    page.get_by_text("已转回居家隔离").wait_for()
    assert set(Stage.objects.filter(number=1).values_list("kind", flat=True)) == {"home"}


@pytest.mark.parametrize(
    ("width", "theme", "language"),
    [(390, "light", "zh"), (390, "dark", "en"), (1440, "dark", "zh"), (1440, "light", "en")],
)
def test_every_page_fits_its_window_and_a_thumb(
    outbreak: int, window: Window, width: int, theme: str, language: str
) -> None:
    say("e1")
    with clock.set_to(TEN - timedelta(minutes=20)):
        Alert.rows.update(opened_at=clock.now())
    say("e2", at=TEN + timedelta(hours=1))
    Device.objects.create(serial="FX-000099", registered_by="test")
    fitted("S2", "F2")
    page = telephone(window, "community_lead", COMMUNITY, width=width, theme=theme, language=language)
    addresses = {
        "list": "/isolation/", "alerts": "/isolation/alerts/", "household": f"/isolation/doors/{door()}/",
        "devices": "/isolation/devices/", "none": "/isolation/?show=positive",
    }  # fmt: skip
    for name, address in addresses.items():
        assert page.goto(address).status == 200, address
        picture(page, f"{name}-{width}-{language}")
        for summary in page.locator("main summary").all():
            if summary.evaluate("one => !one.parentElement.open"):
                summary.click()
        picture(page, f"{name}-{width}-{language}-open")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{address} is {wide} px too wide"
        assert page.locator("h1").count() == 1, address
        assert small(page) == [], address
        if language == "en":
            ours = page.locator("main h2, main h3, main label, main legend, main summary, main .tag, main .button")
            said = [text for text in ours.all_inner_texts() if CHINESE.search(text)]
            assert [text for text in said if not any(name in text for name in ("张伟", "李娜", "社区", "网格"))] == []
