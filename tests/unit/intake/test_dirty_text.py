"""Dirt as offices make it, from bytes to rows: what is mended is told, and no row is lost or made up."""

import pytest
from tests.unit.intake.conftest import Arrive

from fangxian.intake import rejects
from fangxian.intake.encoding import CUT
from fangxian.lake.engines import Engine

HEADER = "姓名,证件号码,现住址,检测结果\n"
FIELDS = ("name", "id_number", "address", "result")


def test_a_clean_file_is_read_where_it_lies(arrive: Arrive) -> None:
    one = arrive(HEADER + "张三,1101,幸福里1号,阴性\n李四,1102,,阴性\n", *FIELDS)
    assert one.rows == [("张三", "1101", "幸福里1号", "阴性"), ("李四", "1102", None, "阴性")]
    assert one.file.readable == one.file.path
    assert one.notes == {}


def test_a_header_in_line_3_under_a_merged_title(arrive: Arrive) -> None:
    one = arrive("某区核酸检测结果表,,,\n导出时间：2022-09-09,,,\n" + HEADER + "张三,1101,,阴性\n")
    assert one.rows == [("张三", "1101")]
    assert one.file.skip_lines == 3


def test_a_title_with_a_line_break_in_it(arrive: Arrive) -> None:
    assert arrive('"核酸检测\n结果表",,,\n' + HEADER + "张三,1101,,阴性\n").rows == [("张三", "1101")]


def test_a_totals_row_and_a_repeated_header_stay_rows_and_are_rejected(arrive: Arrive, engine: Engine) -> None:
    one = arrive(HEADER + "张三,1101,,阴性\n" + HEADER + "合计,,,1人\n,,,\n")
    assert one.rows == [("张三", "1101"), ("姓名", "证件号码"), ("合计", None), (None, None)]
    reasons = engine.rows(f"SELECT {rejects.reason('test_results')} FROM results_raw ORDER BY row")
    assert reasons == [(None,), ("header",), ("total",), ("blank",)]


def test_a_line_of_nothing_is_no_row(arrive: Arrive) -> None:
    assert arrive("\n\n" + HEADER + "\n张三,1101,,阴性\n\n\n李四,1102,,阴性\n\n").rows == [
        ("张三", "1101"),
        ("李四", "1102"),
    ]


def test_a_number_turned_into_a_float_arrives_as_the_spreadsheet_left_it(arrive: Arrive) -> None:
    assert arrive(HEADER + "张三,2.30108E+17,,阴性\n李四,13800000000.0,,阴性\n", "id_number").rows == [
        ("2.30108E+17",),
        ("13800000000.0",),
    ]


def test_a_line_break_within_a_quoted_cell_is_kept(arrive: Arrive) -> None:
    one = arrive(HEADER + '张三,1101,"幸福里\n1号",阴性\n李四,1102,"幸福里\r\n2号",阴性\n', *FIELDS)
    assert [row[2] for row in one.rows] == ["幸福里\n1号", "幸福里\n2号"]
    assert one.notes["line_breaks"] == 2
    assert not one.file.parallel


def test_a_row_with_too_few_cells_is_filled_up(arrive: Arrive) -> None:
    one = arrive(HEADER + "张三,1101\n李四,1102,,阴性\n", *FIELDS)
    assert one.rows == [("张三", "1101", None, None), ("李四", "1102", None, "阴性")]
    assert one.notes == {"short_rows": 1}


def test_commas_in_an_address_that_nobody_quoted_belong_to_the_address(arrive: Arrive) -> None:
    one = arrive(HEADER + "张三,1101,幸福里,1栋,2单元,阴性\n", *FIELDS)
    assert one.rows == [("张三", "1101", "幸福里,1栋,2单元", "阴性")]
    assert one.notes == {"extra_delimiters": 1}


@pytest.mark.parametrize("below", ["张三,1101,,阴性,\n李四,1102,,阴性,\n", "张三,1101,,阴性\n李四,1102,,阴性\n"])
@pytest.mark.parametrize("header", [HEADER, HEADER.replace("\n", ",,\n")])
def test_empty_columns_at_the_end_do_not_matter(arrive: Arrive, header: str, below: str) -> None:
    assert arrive(header + below).rows == [("张三", "1101"), ("李四", "1102")]


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ('"张三,1101,,阴性', "张三"),
        ('张"三,1101,,阴性', '张"三'),
        ('张三",1101,,阴性', '张三"'),
        ('"张三"先生,1101,,阴性', '张三"先生'),
        ('"张""三",1101,,阴性', '张"三'),
        (" 张三,1101,,阴性", " 张三"),
    ],
)
def test_a_quote_that_closes_nothing_swallows_no_row(arrive: Arrive, given: str, read: str) -> None:
    rows = arrive(HEADER + given + "\n李四,1102,,阴性\n").rows
    assert rows == [(read, "1101"), ("李四", "1102")]


def test_an_open_quote_does_not_swallow_the_rest_of_the_file(arrive: Arrive) -> None:
    people = "".join(f"王{n},{n},,阴性\n" for n in range(500))
    one = arrive(HEADER + '"张三,1101,,阴性\n' + people)
    assert len(one.rows) == 501
    assert one.notes["stray_quotes"] == 1


def test_formulas_in_cells_arrive_as_text(arrive: Arrive) -> None:
    assert arrive(HEADER + '"=""1101""",=cmd(),+1,-1\n', *FIELDS).rows == [('="1101"', "=cmd()", "+1", "-1")]


def test_zero_bytes_are_dropped(arrive: Arrive) -> None:
    one = arrive((HEADER + "张三\0,11\x00001,,阴性\n李四,1102,,阴性\n").encode())
    assert one.rows == [("张三", "11001"), ("李四", "1102")]
    assert one.notes == {"nul_bytes": 1}


@pytest.mark.parametrize("ends", [("\r\n", "\n"), ("\n", "\r\n"), ("\r", "\r"), ("\r\n", "\r\n")])
def test_line_ends_of_every_kind_and_mixture(arrive: Arrive, ends: tuple[str, str]) -> None:
    text = HEADER.strip() + ends[0] + "张三,1101,,阴性" + ends[1] + "李四,1102,,阴性" + ends[0]
    assert arrive(text).rows == [("张三", "1101"), ("李四", "1102")]


def test_a_last_row_without_a_line_end_is_whole(arrive: Arrive) -> None:
    one = arrive(HEADER + "张三,1101,,阴性", *FIELDS)
    assert one.rows == [("张三", "1101", None, "阴性")]
    assert one.notes == {}


@pytest.mark.parametrize(("encoding", "lost"), [("utf-8", 1), ("utf-8", 2), ("gb18030", 1), ("utf-16", 1)])
def test_a_file_cut_in_the_middle_of_a_character_keeps_every_row_before(
    arrive: Arrive, engine: Engine, encoding: str, lost: int
) -> None:
    one = arrive((HEADER + "张三,1101,,阴性\n李四,1102,幸福").encode(encoding)[:-lost])
    assert one.rows[0] == ("张三", "1101")
    assert one.rows[1] == (f"李四{CUT}", f"1102{CUT}")
    assert one.notes["cut_last_row"] == 1
    assert engine.rows(f"SELECT {rejects.reason('test_results')} FROM results_raw ORDER BY row") == [(None,), ("cut",)]


def test_a_file_cut_within_a_number_is_told_from_a_short_number(arrive: Arrive) -> None:
    assert arrive(HEADER + "张三,1101,,阴性\n李四,11").rows[1] == (f"李四{CUT}", f"11{CUT}")


def test_a_row_over_the_edge_of_a_block_is_one_row(arrive: Arrive, monkeypatch: pytest.MonkeyPatch) -> None:
    from fangxian.intake import blocks

    people = "".join(f'王{n},{n},"幸福里\n{n}号",阴性\n' for n in range(50))
    monkeypatch.setattr(blocks, "BLOCK", 97)
    one = arrive(HEADER + people, "id_number", "address")
    assert one.rows == [(str(n), f"幸福里\n{n}号") for n in range(50)]


@pytest.mark.parametrize("sign", [",", "\t", ";", "|"])
def test_the_delimiter_is_the_one_that_parts_the_headings(arrive: Arrive, sign: str) -> None:
    one = arrive((HEADER + "张三,1101,,阴性\n").replace(",", sign))
    assert one.rows == [("张三", "1101")]
    assert one.file.delimiter == sign


def test_a_map_leads_to_the_header(arrive: Arrive) -> None:
    one = arrive("标题\n甲,乙,丙\n张三,1101,阴性\n", mapping={"name": "甲", "id_number": "乙", "result": "丙"})
    assert one.rows == [("张三", "1101")]
