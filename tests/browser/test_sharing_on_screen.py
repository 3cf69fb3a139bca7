"""Somebody asks for data and the owner answers, on a telephone and on a desk, in both languages."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.sharing import STREET, district
from tests.signed_in import account, session

from fangxian.sharing.models import Grant

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def installation(browser: Any, transactional_db: None, own_var: Path) -> None:
    district()


@pytest.mark.parametrize(
    ("width", "language", "words"),
    [
        (390, "zh", ("申请数据…", "居民名册", "提出申请", "待审批", "批准", "领取密钥", "密钥只显示这一次")),
        (1440, "en", ("Ask for data…", "居民名册", "Ask", "Waiting", "Grant", "Take a key", "is shown this once")),
    ],
)
def test_asked_for_on_one_screen_granted_on_another_and_the_key_is_shown(
    installation: None, window: Callable[..., Any], tmp_path: Path, width: int, language: str, words: tuple[str, ...]
) -> None:
    start, dataset, send, waits, grant, take, once = words
    street = window(session(account("street_office", STREET)), width=width, language=language)
    owner = window(session(account("data_steward", department="data")), width=width, language=language)

    def fits(page: Any, shot: str) -> None:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.screenshot(path=tmp_path / f"{shot}-{width}-{language}.png", full_page=True)

    street.goto("/sharing/")
    street.get_by_role("link", name=start).click()
    street.wait_for_url("**/ask/")
    fits(street, "choose")
    street.get_by_role("link", name=dataset, exact=True).click()
    street.locator("#field-name").select_option("whole")
    street.locator("#field-phone").select_option("masked")
    for name, said in (("why", "逐户通知"), ("basis", "传染病防治法"), ("recipients", "街道三人")):
        street.locator(f"[name={name}]").fill(said)
    fits(street, "ask")
    street.get_by_role("button", name=send, exact=True).click()
    street.locator(".head .tag").filter(has_text=waits).wait_for()

    owner.goto("/sharing/?state=waiting")
    owner.locator("main tbody a").first.click()
    owner.locator("#field-name").select_option("masked")
    owner.locator("#why").fill("脱敏即可")
    fits(owner, "answer")
    owner.get_by_role("button", name=grant, exact=True).click()
    owner.locator("dd .tag, td .tag").first.wait_for()
    assert Grant.objects.get().fields == {"name": "masked", "phone": "masked"}

    street.reload()
    street.get_by_role("button", name=take).click()
    street.get_by_text(once).wait_for()
    assert street.locator(".secret").inner_text().startswith("fxs_")
    fits(street, "key")
