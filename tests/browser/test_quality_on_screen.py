"""The board of quality as headquarters and a data steward see it, on a telephone and on a desk."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.integration.test_fieldwork import line, report
from tests.integration.test_quality_of_data import untested
from tests.screening_rounds import EVENING
from tests.signed_in import account, session

from fangxian.lib import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def visited(
    browser: Any, transactional_db: None, own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    untested(tmp_path, monkeypatch)
    with clock.set_to(EVENING + timedelta(hours=1)):
        report(line("张伟"), "moved_away")
        report(line("赵敏"), "not_a_resident")
        yield


@pytest.mark.parametrize(
    ("role", "width", "language", "words"),
    [
        ("headquarters", 390, "zh", ("数据质量", "已搬离 1", "上门发现与登记不符", "第 1 轮结果已收齐")),
        ("headquarters", 1440, "en", ("Quality of data", "Moved away 1", "Doors where it was otherwise", "round 1")),
        ("data_steward", 1440, "zh", ("数据质量", "已搬离 1", "上门发现与登记不符", "第 1 轮结果已收齐")),
    ],
)
def test_what_a_departments_data_cost_is_seen_and_opened(
    visited: None, window: Callable[..., Any], tmp_path: Path, role: str, width: int, language: str,
    words: tuple[str, ...],
) -> None:  # fmt: skip
    heading, moved, title, why = words
    page = window(session(account(role)), width=width, language=language)

    def fits(shot: str) -> None:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.screenshot(path=tmp_path / f"{shot}-{role}-{width}.png", full_page=True)

    page.goto("/quality/")
    page.get_by_role("heading", name=heading, level=1).wait_for()
    fits("board")
    page.get_by_role("link", name=moved).click()
    page.get_by_role("heading", name=title).wait_for()
    assert page.locator("main table tbody tr").count() == 1
    assert why in page.locator("main").inner_text() and "实有人口.csv" in page.locator("main").inner_text()
    fits("visits")
