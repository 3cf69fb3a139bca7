"""A pharmacy registers a purchase on a telephone as at a counter; the street sees who is to be tested."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests import prepared
from tests.loading import NUMBERS
from tests.screening_rounds import EVENING, activated
from tests.signed_in import account, session

from fangxian.lib import clock
from fangxian.outbreak import overlays

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def outbreak(
    browser: Any, transactional_db: None, own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[int]:
    with clock.set_to(EVENING):
        prepared.district(tmp_path / "files")
        yield activated(monkeypatch, pack="CN-9", overlay=overlays.shipped()["demo"])


@pytest.mark.parametrize("width", [390, 1440])
def test_a_purchase_is_registered_and_its_user_followed(outbreak: int, window: Callable[..., Any], width: int) -> None:
    page = window(session(account("pharmacy", "230108001")), width=width)
    page.goto("/fever-drugs/register/")
    page.get_by_label("用药人姓名").fill("李娜")
    page.get_by_label("用药人身份证号").fill(NUMBERS["li"])
    page.get_by_label("用药人手机号").fill("13812345678")
    page.get_by_label("用药人现住址").fill("友协大街1号")
    page.get_by_label("药品通用名").fill("布洛芬缓释胶囊")
    page.get_by_label("干咳").check()
    page.get_by_role("button", name="登记").click()
    page.get_by_text("2022-09-12 22:00 前做一次核酸检测").wait_for()
    assert page.get_by_label("用药人姓名").input_value() == "", "the next buyer does not see who was before"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    street = window(session(account("street_office", "230108001")), width=width)
    street.goto("/fever-drugs/")
    street.get_by_role("link", name="1", exact=True).first.click()
    street.get_by_role("heading", name="等待检测").wait_for()
    street.get_by_text("李娜").wait_for()
    assert street.evaluate("document.documentElement.scrollWidth") <= width
