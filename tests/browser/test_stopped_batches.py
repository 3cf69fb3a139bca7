"""A batch whose columns moved, as a second person sees it before it goes in."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.own_contracts import NAME, own_contracts, pupil, text
from tests.signed_in import account, session

from fangxian.catalogue.models import Batch
from fangxian.exchange.usual import Stopped
from fangxian.runs import loading

__all__ = ["own_contracts"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stopped(
    browser: Any, transactional_db: None, own_contracts: Path, own_var: Path, tmp_path: Path
) -> Iterator[Batch]:
    def load(name: str, rows: list[dict[str, str]]) -> None:
        path = tmp_path / f"{name}.csv"
        path.write_text(text(*rows), "utf-8")
        loading.load([path], by="shell", dataset=NAME, sender="区教育局")

    load("9月1日缺课", [pupil(place) for place in range(60)])
    moved = [pupil(place, day="2022-09-02") for place in range(60)]
    for row in moved:
        row["身份证号"], row["家长电话"] = row["家长电话"], row["身份证号"]
    with pytest.raises(Stopped):
        load("9月2日缺课", moved)
    yield Batch.objects.get(state="received")


@pytest.mark.parametrize("width", [390, 1440])
def test_what_changed_is_seen_column_by_column_and_let_through(
    stopped: Batch, window: Callable[..., Any], width: int
) -> None:
    page = window(session(account("data_steward", name="zheng")), width=width)
    page.goto(f"/batches/{stopped.pk}/")
    page.get_by_role("link", name="查看影响").click()
    page.get_by_role("heading", name="与近期各批不同的列").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.get_by_role("cell", name="100%").count() == 2
    page.get_by_role("button", name="确认入库").first.click()
    page.get_by_role("button", name="确认入库").last.click()
    page.get_by_text("已确认并入库").wait_for()
    stopped.refresh_from_db()
    assert stopped.state == "promoted"


@pytest.mark.parametrize("width", [390, 1440])
def test_refused_it_says_who_when_and_why(
    stopped: Batch, window: Callable[..., Any], tmp_path: Path, width: int
) -> None:
    page = window(session(account("data_steward", name="zheng")), width=width)
    page.goto(f"/batches/{stopped.pk}/")
    page.get_by_role("link", name="查看影响").click()
    page.locator("#why").select_option("columns")
    page.screenshot(path=tmp_path / f"stop-{width}.png", full_page=True)
    page.get_by_role("button", name="退回，不入库").click()
    page.get_by_text("列错位或含义有变").wait_for()
    page.goto(f"/batches/{stopped.pk}/")
    said = page.locator(".notice.bad").inner_text()
    assert "已退回，未写入任何内容" in said and "列错位或含义有变" in said and "王建国" in said
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.screenshot(path=tmp_path / f"refused-{width}.png", full_page=True)
