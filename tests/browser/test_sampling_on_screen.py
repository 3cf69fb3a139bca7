"""A sampling site on a telephone and a laboratory at a desk: a tube from its code to its people's results."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests import prepared
from tests.loading import NUMBERS
from tests.screening_rounds import EVENING, activated, made, statuses
from tests.signed_in import account, session

from fangxian.lib import clock
from fangxian.screening.models import Tube

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Window = Callable[..., Any]
CHINESE = re.compile(r"[\u3400-\u9fff]")


@pytest.fixture
def round(browser: Any, transactional_db: None, own_var: Path, tmp_path: Path, monkeypatch: Any) -> Iterator[int]:
    with clock.set_to(EVENING - timedelta(hours=3)):
        prepared.district(tmp_path / "files")
        yield made(activated(monkeypatch)).pk


def telephone(window: Window, **said: Any) -> Any:
    page = window(session(account("sampling_site", "230108001")), **{"width": 390, "height": 844, **said})
    page.set_default_timeout(30_000)
    return page


def filled(page: Any, code: str = "T0001") -> None:
    """A tube opened, with two people in it."""
    page.goto("/samples/")
    page.get_by_label("采样点名称").fill("青年社区采样点")
    page.get_by_label("扫描或输入管条码").fill(code)
    page.keyboard.press("Enter")
    for name, number in (("张伟", "zhang"), ("李娜", "li")):
        page.get_by_label("证件号码").fill(NUMBERS[number])
        page.get_by_label("姓名").fill(name)
        page.keyboard.press("Enter")
        page.get_by_text(name, exact=True).wait_for()


def test_a_tube_goes_from_the_site_to_the_laboratory_and_its_results_to_its_people(
    round: int, window: Window, tmp_path: Path
) -> None:
    page = telephone(window)
    filled(page)
    assert page.locator(".meter").inner_text().startswith("2 / 10")
    page.get_by_role("button", name="封管").click()
    page.get_by_text("T0001 已封管。").wait_for()
    page.goto("/samples/boxes/")
    page.get_by_label("箱号").fill("B-01")
    page.get_by_role("button", name="装箱").click()
    page.get_by_label("运送人").fill("赵师傅")
    page.get_by_label("送达实验室").fill("区疾控中心")
    page.get_by_role("button", name="交运").click()
    page.get_by_text("已交运。").wait_for()
    desk = window(session(account("laboratory", "230108")))
    desk.set_default_timeout(30_000)
    desk.goto("/samples/laboratory/")
    desk.get_by_role("link", name="B-01").click()
    desk.get_by_role("button", name="接收所选").click()
    desk.get_by_text("已接收 1 管").wait_for()
    file = tmp_path / "results.csv"
    file.write_text("样本编号,检测结果\nT0001,阴性\nT0002,阴性\n", "utf-8")
    desk.goto("/samples/laboratory/")
    desk.get_by_label("实验室结果").set_input_files(file)
    desk.get_by_role("button", name="接收", exact=True).click()
    desk.get_by_text("1 管有结果").wait_for(timeout=30_000)
    assert Tube.objects.get().state == "negative"
    assert statuses(round) == {"张伟": "tested", "李娜": "tested", "赵敏": "untested"}
    desk.locator("table").first.get_by_role("link", name="1").last.click()
    desk.get_by_text("本轮没有此条码的采样管").wait_for()


def test_somebody_scanned_by_mistake_is_taken_out(round: int, window: Window) -> None:
    page = telephone(window)
    filled(page)
    page.get_by_role("button", name="移出").first.click()
    page.locator(".meter", has_text="1 / 10").wait_for()


def test_it_is_in_english_for_whoever_reads_english(round: int, window: Window) -> None:
    page = telephone(window, language="en")
    page.goto("/samples/")
    # The site's and the areas' names are names.
    text = page.locator("main").inner_text().replace("平房区", "").replace("第 1 轮", "")
    assert not CHINESE.search(re.sub(r"兴建街道|青年社区|\u3000", "", text))


def test_who_takes_samples_sees_no_laboratory_and_a_laboratory_sees_no_names(round: int, window: Window) -> None:
    site = telephone(window)
    filled(site)
    desk = window(session(account("laboratory", "230108")))
    desk.goto("/samples/laboratory/tubes/?state=filled")
    assert "T0001" in desk.content() and "张伟" not in desk.content()
