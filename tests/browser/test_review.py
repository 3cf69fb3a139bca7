"""Probable pairs decided by keys alone, and one taken back."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests import prepared
from tests.screening_rounds import EVENING, activated, file, made, row
from tests.signed_in import account, session

from fangxian.identity.models import Doubt
from fangxian.lib import clock
from fangxian.runs import arrival

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ODD = [row("欧阳小红", "zhang", "13600000000"), row("欧阳小明", "li", "13600000001")]


@pytest.fixture
def round(
    browser: Any, transactional_db: None, own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[int]:
    with clock.set_to(EVENING):
        prepared.district(tmp_path / "files")
        found = made(activated(monkeypatch))
        arrival.arrive(round=found.pk, path=file(tmp_path, "a", ODD), by="test")
        yield found.pk


@pytest.mark.parametrize("width", [390, 1440])
def test_pairs_are_decided_and_taken_back_by_keys_alone(round: int, window: Callable[..., Any], width: int) -> None:
    page = window(session(account("data_steward")), width=width)
    page.goto("/review/")
    page.keyboard.press("Enter")
    page.wait_for_url("**/review/*/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    first = page.url
    page.keyboard.press("1")
    page.wait_for_url(lambda url: url != first and "/review/" in url)
    page.keyboard.press("z")
    page.wait_for_url(first)
    assert Doubt.objects.filter(dataset="test_results", decided_at=None).count() == 2
    page.get_by_text("已撤回，请重新核定").wait_for()
    page.keyboard.press("0")
    page.wait_for_url(lambda url: url != first)
    page.keyboard.press("0")
    page.get_by_text("没有待核对的记录了").wait_for()
    assert Doubt.objects.filter(dataset="test_results", decided_at=None).count() == 0
