"""The desk in a real browser: on a telephone and a desk, light and dark, in both languages, by keyboard alone."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import override_settings
from tests.signed_in import account, session
from tests.small_district import Size, build

from fangxian.access.models import Account, Appointment
from fangxian.registry.models import Building, Dwelling, Organisation, Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Window = Callable[..., Any]
CHINESE = re.compile(r"[\u3400-\u9fff]")


@pytest.fixture
def district(browser: Any, transactional_db: None) -> None:
    build(Size(streets=3, communities=2, grids=2, floors=3))


def addresses() -> list[str]:
    one = {
        "person": Person.rows.order_by("pk").first(),
        "building": Building.objects.order_by("pk").first(),
        "dwelling": Dwelling.objects.order_by("pk").first(),
        "organisation": Organisation.objects.order_by("pk").first(),
    }
    key = {name: row.pk for name, row in one.items() if row is not None}
    return [
        *("/", "/areas/230108100/", "/people/", "/households/", "/compounds/", "/organisations/", "/outbreaks/"),
        *("/search/?q=wang", f"/people/{key['person']}/", f"/people/{key['person']}/?as_of=2022-07-15"),
        *(f"/buildings/{key['building']}/", f"/dwellings/{key['dwelling']}/", "/people/export/", "/account/factors/"),
        f"/organisations/{key['organisation']}/",
    ]


@pytest.mark.parametrize(
    ("width", "theme", "language"),
    [(390, "light", "zh"), (390, "dark", "en"), (1440, "dark", "zh"), (1440, "light", "en")],
)
def test_every_page_fits_its_window_and_breaks_no_rule(
    district: None, window: Window, width: int, theme: str, language: str
) -> None:
    page = window(session(account("investigator")), width=width, theme=theme, language=language)
    for address in addresses():
        assert page.goto(address).status == 200, address
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{address} is {wide} px too wide"
        assert page.locator("h1").count() == 1, address
        small = page.evaluate(
            "[...document.querySelectorAll('main button:not(.why), main .button')]"
            ".filter(one => one.offsetParent && one.getBoundingClientRect().height < 30).length"
        )
        assert small == 0, f"{address} has buttons too small for a finger"


def test_the_english_frame_has_no_chinese(district: None, window: Window) -> None:
    page = window(session(account("investigator")), language="en")
    for address in addresses():
        page.goto(address)
        frame = page.locator(
            "nav.side a, th[scope=col], thead th, h2, label, button:not([lang]), legend, .tag"
        ).all_inner_texts()
        ours = [text for text in frame if CHINESE.search(text)]
        # Data are as they were recorded: kinds and states of organisations, names of places.
        assert [text for text in ours if text not in ("存续",) and "期" not in text] == [], address


def test_somebody_signs_in_over_the_page(district: None, window: Window) -> None:
    made = Account.objects.create(username="zhao.min", name="赵敏", demo=True)
    made.set_password("fangxian-demo-2022")
    made.save()
    Appointment.objects.create(account=made, role="street_office", area="230108100", made_by="example")
    with override_settings(FANGXIAN_DEMO=True):
        page = window()
        page.goto("/people/")
        assert "/account/login/" in page.url
        page.get_by_label("账号").fill("zhao.min")
        page.get_by_label("密码").fill("wrong")
        page.get_by_role("button", name="登录").click()
        # The page that says so has to come first.
        page.get_by_role("alert").wait_for()
        page.get_by_label("密码").fill("fangxian-demo-2022")
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/people/")
        assert page.get_by_role("navigation", name="主导航").get_by_text("赵敏").is_visible()


def test_somebody_is_found_and_opened_by_keyboard_alone(district: None, window: Window) -> None:
    wanted = Person.rows.order_by("initials", "pk").first()
    assert wanted is not None
    page = window(session(account("investigator")))
    page.goto("/")
    page.keyboard.press("/")
    # What the first letter found may come, and go, before the second is typed.
    with page.expect_response(lambda answer: answer.url.endswith(f"q={wanted.initials[:2]}")):
        page.keyboard.type(wanted.initials[:2])
    page.wait_for_load_state("networkidle")
    page.locator("#found [role=option]").first.wait_for()
    assert page.locator("#q").get_attribute("aria-expanded") == "true"
    assert re.search(r"\d", page.locator("#found-count").inner_text())
    page.keyboard.press("ArrowDown")
    picked = page.locator("#found [aria-selected=true]")
    assert picked.count() == 1
    assert page.locator("#q").get_attribute("aria-activedescendant") == picked.get_attribute("id")
    name = picked.locator("b").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/people/\d+/"))
    assert page.locator("h1").inner_text() == name


def test_escape_leaves_the_search(district: None, window: Window) -> None:
    page = window(session(account("investigator")))
    page.goto("/")
    page.locator("#q").fill("w")
    page.locator("#found [role=option]").first.wait_for()
    page.keyboard.press("Escape")
    assert page.locator("#found").is_hidden()


def test_the_map_is_walked_and_opened_by_keyboard_and_says_what_the_table_says(district: None, window: Window) -> None:
    page = window(session(account("investigator")))
    page.goto("/")
    page.locator(".map[data-drawn]").wait_for()
    page.locator(".map").focus()
    page.keyboard.press("ArrowRight")
    lit = page.locator("tr[data-lit]")
    assert lit.count() == 1
    first = lit.get_attribute("data-area")
    assert page.locator("#readout").inner_text().split() == [
        lit.get_attribute("data-name"),
        lit.get_attribute("data-shown"),
    ]
    page.keyboard.press("ArrowRight")
    assert lit.get_attribute("data-area") != first
    page.keyboard.press("ArrowLeft")
    assert lit.get_attribute("data-area") == first
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/areas/{first}/")
    page.locator(".map[data-drawn]").wait_for()
    page.locator(".map").focus()
    page.keyboard.press("Escape")
    page.wait_for_url("**/areas/230108/")


def test_the_map_changes_with_the_measure(district: None, window: Window) -> None:
    page = window(session(account("investigator")))
    page.goto("/")
    before = page.locator("tr[data-area]").first.get_attribute("data-value")
    page.get_by_label("看什么").select_option("unregistered")
    page.wait_for_url("**measure=unregistered*")
    assert page.locator("tr[data-area]").first.get_attribute("data-value") != before


def test_language_and_theme_are_kept(district: None, window: Window) -> None:
    page = window(session(account("investigator")))
    page.goto("/people/")
    page.locator("button[name=language]").click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "en"
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(paper)
    page.locator("[data-theme-switch]").click()
    assert page.evaluate(paper) != light
    page.goto("/compounds/")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.evaluate(paper) != light
    assert Account.objects.get(username="investigator.230108").language == "en"


def test_what_is_masked_says_why(district: None, window: Window) -> None:
    page = window(session(account("street_office")))
    page.goto(f"/people/{Person.rows.order_by('pk').values_list('pk', flat=True)[0]}/")
    assert "*" in page.locator("dd.code").first.inner_text()
    page.locator(".why").first.click()
    assert "岗位" in page.locator(".tip:popover-open").inner_text()


def test_a_telephone_opens_the_navigation(district: None, window: Window) -> None:
    page = window(session(account("investigator")), width=390, height=844)
    page.goto("/")
    assert page.get_by_role("link", name="法人", exact=True).count() == 0 or not page.locator("#side").is_visible()
    page.get_by_role("button", name="菜单").click()
    page.locator("#side").get_by_role("link", name="法人").click()
    page.wait_for_url("**/organisations/")


def test_an_outbreak_takes_two_people_over_the_pages(district: None, window: Window) -> None:
    first, second = account("headquarters", name="wu"), account("headquarters", name="zheng")
    page = window(session(first))
    page.goto("/outbreaks/")
    page.get_by_role("link", name="提出启动").click()
    page.get_by_label("名称").fill("2022 年 9 月平房区疫情")
    page.get_by_label("疾病").select_option("covid_19")
    page.get_by_label("法律依据").select_option("infectious_diseases_law")
    page.get_by_role("button", name="提出").click()
    page.wait_for_url(re.compile(r"/outbreaks/\d+/"))
    assert page.get_by_role("button", name="批准").count() == 0
    other = window(session(second))
    other.goto(page.url)
    other.get_by_role("button", name="核对无误，批准").click()
    other.get_by_text("已批准，疫情生效。").wait_for()
    other.get_by_role("link", name="宣布结束").click()
    other.get_by_role("button", name="宣布结束").click()
    other.get_by_text("已结束，待销毁").wait_for()


def test_the_auditor_sees_that_the_chain_is_whole(district: None, window: Window) -> None:
    page = window(session(account("auditor")))
    page.goto("/audit/")
    page.get_by_role("button", name="校验整条链").click()
    page.locator("#verdict").get_by_text("整条链完整").wait_for()


def test_an_account_is_closed_only_after_it_was_asked_once_more(district: None, window: Window) -> None:
    account("street_office", "230108100", name="zhao.min")
    page = window(session(account("administrator")), width=390)
    page.goto("/accounts/")
    page.get_by_role("link", name="王建国").last.click()
    page.wait_for_url("**/accounts/of/zhao.min/")
    page.get_by_role("button", name="停用账号").click()
    asks = page.locator("#close")
    assert asks.is_visible() and "不能恢复" in asks.inner_text()
    asks.get_by_role("button", name="不", exact=True).click()
    assert not asks.is_visible() and Account.objects.get(username="zhao.min").is_active
    page.get_by_role("button", name="停用账号").click()
    asks.get_by_role("button", name="停用账号").click()
    page.get_by_text("账号已停用").wait_for()
    assert not Account.objects.get(username="zhao.min").is_active


@pytest.mark.parametrize("width", [390, 1440])
def test_the_pages_of_accounts_fit_their_window_in_both_languages(district: None, window: Window, width: int) -> None:
    account("street_office", "230108100", name="zhao.min")
    keeper, chief = session(account("administrator")), session(account("headquarters"))
    for language in ("zh", "en"):
        for who, address in (
            *((keeper, one) for one in ("/accounts/", "/accounts/new/", "/accounts/of/zhao.min/")),
            (chief, "/accounts/waiting/"),
        ):
            page = window(who, width=width, language=language)
            assert page.goto(address).status == 200, address
            assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
