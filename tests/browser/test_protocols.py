"""A pack is read, a protocol changed and an area designated, on a telephone as at a desk."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from tests.outbreaks import activated
from tests.signed_in import account, session
from tests.small_district import build

from fangxian.lib.keyring import Keyring
from fangxian.outbreak import overlays
from fangxian.outbreak.models import RiskArea

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def outbreak(browser: Any, transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(settings, "KEYRING", Keyring(tmp_path / "keys"))
    build()
    return activated(pack="CN-9", overlay=overlays.shipped()["demo"]).pk


@pytest.mark.parametrize("width", [390, 1440])
def test_an_area_is_designated_by_two_and_drawn(outbreak: int, window: Callable[..., Any], width: int) -> None:
    wu, zheng = (window(session(account("headquarters", name=name)), width=width) for name in ("wu", "zheng"))
    wu.goto("/protocols/areas/")
    wu.get_by_text("提出划定").click()
    wu.get_by_label("所在区划").select_option("230108100100")
    wu.get_by_label("范围（小区、楼栋、单元）").fill("一号楼")
    wu.get_by_label("理由（随风险区公开）").fill("病例住处")
    wu.get_by_role("button", name="提出").click()
    wu.get_by_text("待另一人批准：划定").wait_for()
    address = wu.url
    zheng.goto(address)
    zheng.get_by_role("button", name="核对无误，批准").click()
    zheng.get_by_role("button", name="发布").click()
    zheng.get_by_text("生效中").wait_for()
    assert RiskArea.objects.get().state == "active"
    zheng.goto("/protocols/areas/")
    zheng.locator(".map[data-drawn]").wait_for()
    for page in ("/protocols/", "/protocols/packs/CN-9/", f"/protocols/outbreaks/{outbreak}/", "/protocols/areas/"):
        zheng.goto(page)
        assert zheng.evaluate("document.documentElement.scrollWidth") <= width, page
