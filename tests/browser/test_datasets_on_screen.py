"""The catalogue of datasets and a dataset's page, on a telephone and on a desk, in both languages."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests import prepared
from tests.laws.test_01_held_rows_are_settled import HELD
from tests.loading import CENSUS, GROUPS
from tests.signed_in import account, session

from fangxian.lib import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CAME = datetime(2022, 8, 31, tzinfo=UTC)


@pytest.fixture
def installation(browser: Any, transactional_db: None, own_var: Path, tmp_path: Path) -> Iterator[None]:
    with clock.set_to(CAME):
        texts = {"实有人口": CENSUS + HELD, "重点人群": GROUPS + "钱多,,做梦的人,,2020-01-01\n"}
        prepared.district(tmp_path / "files", **texts)
    with clock.set_to(CAME + timedelta(days=3)):
        yield


@pytest.mark.parametrize(
    ("width", "language", "words"),
    [
        (390, "zh", ("数据目录", "逾期 2 天", "实有人口", "居住地址", "各批质量", "区划不存在")),
        (
            390,
            "en",
            ("Datasets", "Late by 2 days", "Actual population", "address", "Quality by delivery", "Unknown area"),
        ),
        (1440, "zh", ("数据目录", "逾期 2 天", "实有人口", "居住地址", "各批质量", "区划不存在")),
        (
            1440,
            "en",
            ("Datasets", "Late by 2 days", "Actual population", "address", "Quality by delivery", "Unknown area"),
        ),
    ],
)
def test_a_late_dataset_is_found_opened_and_its_held_rows_are_reached(
    installation: None, window: Callable[..., Any], tmp_path: Path, width: int, language: str, words: tuple[str, ...]
) -> None:
    heading, late, name, field, quality, reason = words
    page = window(session(account("data_steward")), width=width, language=language)

    def fits(shot: str) -> None:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.screenshot(path=tmp_path / f"{shot}-{width}-{language}.png", full_page=True)

    page.goto("/data/")
    page.get_by_role("heading", name=heading, level=1).wait_for()
    fits("list")
    page.locator("#wanted").fill(field)
    page.locator("#wanted").press("Enter")
    page.wait_for_url("**q=**")
    line = page.get_by_role("row").filter(has=page.get_by_role("link", name=name))
    assert late in line.inner_text()
    line.get_by_role("link", name=name).click()
    page.get_by_role("heading", name=quality).wait_for()
    assert reason in page.locator("main").inner_text()
    assert page.locator("td.share svg.bar rect").count() > 1
    fits("page")
    page.locator("main a[href$='/sample/']").click()
    page.get_by_text("2301**********").first.wait_for()
    fits("sample")
    page.go_back()
    page.locator("main a[href*='column=grid']").click()
    page.wait_for_url("**column=grid**")
    assert page.locator("main table tbody tr").count() == 1
