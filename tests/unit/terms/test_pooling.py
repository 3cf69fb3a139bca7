"""How many people share a tube, as sampling points write it."""

import pytest

from fangxian.lake.engines import portable
from fangxian.terms import pooling
from fangxian.terms.sql import pooling as sql


@pytest.mark.parametrize(
    "written",
    [
        "单采", "单管", "单检", "单人单管", "单人单采", "单采单检", "单样", "1:1", "1：1", "1", "１", "一人一管",
        "1人1管", "1混1", "1合1", "single", "单人单管(1:1)", " 单采 ", "单管采样", "01:01:00",
    ],
)  # fmt: skip
def test_a_tube_for_one(written: str) -> None:
    assert pooling.size(written) == 1


@pytest.mark.parametrize(
    ("written", "size"),
    [
        ("5混1", 5), ("五混一", 5), ("5混一", 5), ("5:1", 5), ("5：1", 5), ("5合1", 5), ("５混１", 5),
        ("5 混 1", 5), ("10合1", 10), ("十混一", 10), ("十合一", 10), ("10:1混检", 10), ("10合1混采", 10),
        ("混采10", 10), ("混采(10:1)", 10), ("10人混检", 10), ("十人混检", 10), ("10人一管", 10), ("1:10", 10),
        ("10混", 10), ("10", 10), ("20混1", 20), ("二十混一", 20), ("廿", None), ("二十五合一", 25),
        ("十二混一", 12), ("两人混检", 2), ("九十九混一", 99), ("100混1", 100), ("一百混一", 100),
        ("百混一", 100), ("5in1", 5), ("10-in-1", 10), ("pool of 10", 10), ("Pooled (5)", 5), ("10/1", 10),
        ("10份混采", 10),
        ("05:01:00", 5), ("10:01", 10),  # a ratio that a spreadsheet took for a time
    ],
)  # fmt: skip
def test_a_tube_for_several(written: str, size: int | None) -> None:
    assert pooling.size(written) == size


@pytest.mark.parametrize(
    "written", ["混采", "混检", "混合采样", "混管", "混样检测", "多人混检", "多人一管", "pooled", "(混采)"]
)
def test_a_shared_tube_that_does_not_say_for_how_many(written: str) -> None:
    assert pooling.size(written) == 0


@pytest.mark.parametrize(
    "written", [None, "", " ", "不详", "-", "0", "00", "101混1", "200", "1000", "三五混一", "十十混一", "大混检",
    "阴性", "5混2", "2022-09-09",
    ],
)  # fmt: skip
def test_what_says_no_size_has_none(written: str | None) -> None:
    assert pooling.size(written) is None


def han(number: int) -> str:
    """A number up to 100 in Chinese numerals."""
    figures = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if number == 100:
        return "一百"
    return (("" if tens == 1 else figures[tens]) + "十" if tens else "") + (figures[ones] if ones else "")


def test_every_size_is_read_in_figures_and_in_chinese_numerals() -> None:
    for number in range(1, 101):
        for written in (
            f"{number}混1",
            f"{number}:1",
            f"1:{number}",
            f"{han(number)}混一",
            f"{han(number)}合一",
            f"混采{number}",
        ):
            assert pooling.size(written) == number, written


def test_the_form_for_a_column_is_sql_that_both_engines_understand() -> None:
    portable.parse(f"SELECT {sql.size('pool_mode')} AS size FROM samples")
