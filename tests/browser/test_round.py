"""A round's page that stays open shows what has come since, and its manager works it through in a window."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests import prepared
from tests.screening_rounds import EVENING, HEADER, activated, file, made, row
from tests.signed_in import account, session

from fangxian.fieldwork.models import Task
from fangxian.lib import clock
from fangxian.runs import arrival

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def round(
    browser: Any, transactional_db: None, own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[int]:
    # The window's loop first: the connection that is opened before it is not the one that the site's threads share.
    with clock.set_to(EVENING):
        prepared.district(tmp_path / "files")
        yield made(activated(monkeypatch)).pk


def test_an_open_page_is_shown_anew_when_a_batch_has_come(
    round: int, window: Callable[..., Any], tmp_path: Path
) -> None:
    page = window(session(account("headquarters")))
    page.clock.install()
    page.goto(f"/rounds/{round}/", wait_until="networkidle")
    assert page.locator(".big").first.inner_text() == "0%"
    arrival.arrive(round=round, path=file(tmp_path, "a", [row("张伟", "zhang")]), by="test")
    with page.expect_navigation():
        page.clock.fast_forward(16_000)
    page.wait_for_load_state("networkidle")
    assert page.locator(".big").first.inner_text() == "33.3%"


@pytest.mark.parametrize("width", [390, 1440])
def test_a_manager_takes_a_file_in_and_opens_its_tasks(round: int, window: Callable[..., Any], width: int) -> None:
    page = window(session(account("data_steward")), width=width)
    # The examples' database takes one request at a time: the page has its map before the next act.
    page.goto(f"/rounds/{round}/", wait_until="networkidle")
    content = (HEADER + row("张伟", "zhang")).encode()
    page.set_input_files("#file", {"name": "上午.csv", "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="接收并比对").click()
    page.get_by_text("已比对 1 行").wait_for()
    page.wait_for_load_state("networkidle")
    page.get_by_role("link", name="结果已收齐…").click()
    page.get_by_text("户，共 2 人").wait_for()
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="宣布收齐").click()
    page.get_by_text("派出任务 2 项").wait_for()
    page.wait_for_load_state("networkidle")
    assert Task.rows.filter(state="open").count() == 2
    assert page.evaluate("document.documentElement.scrollWidth") <= width
