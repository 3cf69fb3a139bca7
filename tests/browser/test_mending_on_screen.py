"""A data steward mends held rows by a rule, and follows a row to a person and back, on a telephone and on a desk."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests import prepared
from tests.loading import CENSUS
from tests.signed_in import account, session

from fangxian.catalogue import queries
from fangxian.lib import clock
from fangxian.registry.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
#: Two rows of a grid that is not there.
WRONG = """周杰,男,1980/2/3,,13612345678,阳光花园2号楼1单元101,230108001002009,租住,2022-03-01
吴涛,男,1981/2/3,,13512345678,阳光花园2号楼1单元101,230108001002009,租住,2022-03-01
"""


@pytest.fixture
def installation(browser: Any, transactional_db: None, own_var: Path, tmp_path: Path) -> Iterator[None]:
    with clock.set_to(datetime(2022, 8, 31, tzinfo=UTC)):
        prepared.district(tmp_path / "files", 实有人口=CENSUS + WRONG)
    with clock.set_to(datetime(2022, 9, 1, tzinfo=UTC)):
        yield


@pytest.mark.parametrize("width", [390, 1440])
def test_rows_that_say_the_same_are_mended_at_once_seen_first_and_taken_back(
    installation: None, window: Callable[..., Any], tmp_path: Path, width: int
) -> None:
    page = window(session(account("data_steward")), width=width)
    page.goto("/data/census/")
    page.get_by_role("link", name="成批处理").click()
    page.get_by_role("link", name="按内容更正").click()
    page.locator("main a[href*='field=grid']").click()
    page.locator("#says").wait_for()
    page.locator("#means").fill("230108001002002")
    fits(page, tmp_path, f"mending-{width}", width)
    page.get_by_role("button", name="预览").click()
    page.get_by_role("heading", name="预览更正").wait_for()
    assert page.locator("a.big").all_inner_texts() == ["2", "0"]
    fits(page, tmp_path, f"rule-{width}", width)
    page.get_by_role("button", name="照此更正").click()
    page.get_by_role("button", name="撤销更正").wait_for()
    assert len(queries.corrections()) == 2
    fits(page, tmp_path, f"pending-{width}", width)
    page.get_by_role("button", name="撤销更正").click()
    page.get_by_text("2 行恢复为待处理").wait_for()
    assert queries.corrections() == []


@pytest.mark.parametrize("width", [390, 1440])
def test_from_a_person_to_the_row_and_back(
    installation: None, window: Callable[..., Any], tmp_path: Path, width: int
) -> None:
    key = Person.rows.get(name="张伟").pk
    page = window(session(account("data_steward")), width=width)
    page.goto(f"/people/{key}/")
    origins = page.locator("section").filter(has=page.get_by_role("heading", name="每一项从哪里来"))
    fits(page, tmp_path, f"person-{width}", width)
    origins.get_by_role("row").filter(has_text="电话").get_by_role("link").click()
    page.get_by_role("heading", name="第 1 行成了什么").wait_for()
    assert "138 1234 5678" in page.locator("main").inner_text()
    fits(page, tmp_path, f"row-{width}", width)
    page.get_by_role("link", name="打开此人档案").click()
    page.wait_for_url(f"**/people/{key}/")


def fits(page: Any, folder: Path, name: str, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.screenshot(path=folder / f"{name}.png", full_page=True)
