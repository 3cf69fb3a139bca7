"""What the report says, in both languages, when there is much to say and when there is nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from fangxian.measures.coverage import Hours


def test_the_title_names_the_district_the_window_and_the_moment(render, seen) -> None:
    chinese = seen(render()).text
    assert "平房区检测轮次比对报告" in chinese
    assert "2022-09-09 06:00 至 最晚" in chinese
    assert "2022-09-10 07:30" in chinese
    english = seen(render(), language="en").text
    assert "comparison report, 平房区" in english
    assert "2022-09-09 06:00 to the last" in english


def test_without_a_window_the_whole_of_the_files_counts(render, seen, summary) -> None:
    summary["window"] = {"from": None, "to": None}
    assert "文件的全部时段" in seen(render()).text


def test_without_a_known_district_the_title_does_without(render, seen) -> None:
    assert seen(render(coverage=[])).text.count("检测轮次比对报告") == 2


@pytest.mark.parametrize(
    ("label", "figure"),
    [
        ("已检人数占应检", "90.9 %"),
        ("未检，需上门核实", "60 5.5%"),
        ("待核对，先不上门", "15 1.4%"),
        ("待出结果，先不上门", "25 2.3%"),
        ("库外人员（行）", "56 4.7%"),
        ("检测多次的人", "8"),
        ("单管阳性", "1"),
        ("混管待复检", "9"),
        ("可疑", "2"),
    ],
)
def test_each_headline_figure_stands_under_its_label(render, seen, label: str, figure: str) -> None:
    assert f"{label} {figure}" in seen(render()).text


def test_each_file_adds_up_and_says_so(render, seen) -> None:
    (files,) = [table for table in seen(render()).tables if table[0][0] == "结果文件"]
    assert files[1] == ["上午.csv", "600", "500", "40", "20", "10", "28", "2", "✓ 相符", "4"]
    assert files[-1] == ["合计", "1,200", "1,000", "80", "40", "20", "56", "4", "✓ 相符", "9"]


def test_a_file_that_does_not_add_up_cannot_hide(render, seen, summary) -> None:
    summary["files"][0]["rows"] = 603
    assert "✗ 差 3" in seen(render()).text


def test_the_worst_street_stands_first(render, seen) -> None:
    streets = seen(render()).tables[0]
    assert [row[0].split()[0] for row in streets[1:]] == ["联盟街道", "兴建街道"]
    assert streets[1][1:] == ["400", "", "310", "77.5%", "0", "0", "90"]


def test_a_small_grid_is_never_shown_alone(render, seen) -> None:
    text = seen(render()).text
    assert "和平社区 002" not in text
    assert "和平社区 001 含另 1 个小区划" in text


def test_small_grids_that_are_enough_together_are_one_row_without_a_name(render, seen, make_grids) -> None:
    large, *_, one, other = make_grids(9)
    small = [replace(grid, people=6, tested=5, untested=1) for grid in (one, other)]
    assert "合并的 2 个小区划" in seen(render(coverage=[large, *small])).text


def test_the_worst_grids_are_shown_and_the_others_folded_away(render, seen, make_grids) -> None:
    page = seen(render(coverage=make_grids(50)))
    by_caption = [table for table in page.tables if len(table) == 31]
    assert len(by_caption) == 1
    assert by_caption[0][1][0].startswith("青年社区 049")
    assert any(len(table) == 51 for table in page.tables)
    assert "全部 50 个网格" in page.text


def test_a_province_of_grids_stays_a_page_that_opens(render, make_grids) -> None:
    page = render(coverage=make_grids(3500))
    assert page.count("<tr>") < 3300
    assert '<summary><span class="zh">覆盖最低的 3,000 个网格（共 3,500 个）' in page


def test_the_busiest_hour_and_the_pace_are_told_in_words(render, seen) -> None:
    assert "采样最多：08:00–09:00，300 份。到 09-09 11:00，已检人数过 50%。" in seen(render()).text


def test_what_the_hours_leave_out_is_said(render, seen) -> None:
    assert "7 份样本没有可辨认的时间；5 份在本轮时段之外；40 名已检居民因此不在累计线上" in seen(render()).text


def test_a_long_round_is_drawn_by_day(render, seen) -> None:
    start = (counts := make_hours().counts)[0].start
    days = tuple(replace(count, start=start + timedelta(days=n)) for n, count in enumerate(counts))
    text = seen(render(hours=replace(make_hours(), unit="day", counts=days))).text
    assert "每日采样份数" in text
    assert "到 09-11，已检人数过 50%" in text


def make_hours() -> Hours:
    from datetime import datetime

    from fangxian.measures.coverage import HourCount

    counts = tuple(HourCount(datetime(2022, 9, 9), 300, 240, 240 * (n + 1)) for n in range(4))
    return Hours("hour", counts, everybody=1100, reached=960, without_time=0, outside_window=0, misdated=0)


def test_companions_of_a_positive_tube_are_on_hold_and_not_called_positive(render, seen) -> None:
    assert "同管人员一律暂留待单管复检，不称阳性" in seen(render()).text
    assert "They are not positive" in seen(render(), language="en").text


def test_dirt_is_told_with_its_repair_and_share(render, seen) -> None:
    (dirt,) = [table for table in seen(render()).tables if table[0][0] == "问题"]
    assert ["夹有空格", "统一写法", "40", "3.3%", "", "3", "0.3%"] in dirt


def test_an_unknown_code_is_shown_as_words_under_its_subject(render, seen) -> None:
    (dirt,) = [table for table in seen(render(), language="en").tables if table[0][0] == "Kind"]
    assert ["odd thing", "some new way", "2", "0.2%", "", "–", "–"] in dirt
    assert ["Identity number"] in dirt


def test_the_footer_says_what_the_page_may_not_be_used_for(render, seen) -> None:
    text = seen(render()).text
    assert "线索不是结论" in text
    assert "没有记录不是证据" in text
    assert "duckdb 2.0.0" in text
    assert "合计 1.5 s" in text


def test_where_there_is_nothing_the_page_says_so_in_words(seen) -> None:
    from fangxian.pipelines.report.page import render

    nothing = Hours("hour", (), everybody=0, reached=0, without_time=0, outside_window=0, misdated=0)
    text = seen(render({"files": [], "total": {}, "window": {}}, [], nothing, [])).text
    for sentence in (
        "居民文件里没有人，无从计算覆盖",
        "没有可以按区划计数的居民",
        "没有可用的采样时间",
        "本次比对没有统计阳性线索",
        "没有可以计数的样本",
        "结果文件里没有数据行",
        "没有发现写法或内容上的问题",
    ):
        assert sentence in text


def test_no_positives_is_said_in_words(render, seen) -> None:
    text = seen(render(positives={"single_positive": 0, "pool_hold": 0, "suspect": 0})).text
    assert "本轮文件中没有阳性或可疑结果" in text


def test_names_from_files_cannot_become_markup(render, summary, seen) -> None:
    summary["files"][0]["file"] = "<script>alert(1)</script>.csv"
    summary["residents"]["file"] = "<b>&.csv"
    page = render(versions={"<i>": "<u>"})
    assert page.count("<script>") == 1
    assert "<b>&.csv" not in page
    assert "<u>" not in page
    assert "<script>alert(1)</script>.csv" in seen(page).text
