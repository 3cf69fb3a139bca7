"""What a data officer meets when a file is not what it should be: one clear sentence, or an answer that is still right.

The command is run as it is typed. A refusal exits with 2, names the file, says what to do, quotes no row, and writes
nothing; what can be read is read, whatever its spelling.
"""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.comparing import RESIDENTS, RESULTS, Row, number, resident, result, write

from fangxian.cli.main import main
from fangxian.pipelines import reading

PEOPLE = [
    resident("A", "王伟", "23010819800307663", "13812340001"),
    resident("B", "李娜", "23010819820307664", "13812340002"),
    resident("C", "张静", "23010819830307665", "13812340003"),
]
ROWS = [
    result("王伟", "23010819800307663", "13812340001", 管号="T1"),
    result("李娜", "23010819820307664", "13812340002", 管号="T2"),
]
Ask = Callable[..., tuple[int, str, dict[str, Any]]]


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Runs `fangxian compare` on result files; gives the exit code, the last line said, and the summary."""
    people = write(tmp_path / "residents.csv", RESIDENTS, PEOPLE)

    def asked(*results: Path, residents: Path = people, more: tuple[str, ...] = ()) -> tuple[int, str, dict[str, Any]]:
        out = tmp_path / "answer"
        arguments = ["compare", "--residents", str(residents), "--results", *map(str, results), "--out", str(out)]
        code = main([*arguments, "--json", *more])
        said = capsys.readouterr()
        if code:
            assert said.out == ""
            assert not out.exists() or more
            assert not any(value in said.err for row in [*PEOPLE, *ROWS] for value in row.values() if len(value) > 5)
        return code, said.err.splitlines()[-1] if said.err else "", json.loads(said.out) if said.out else {}

    return asked


def results_file(folder: Path, rows: list[Row] = ROWS, *, name: str = "round.csv", encoding: str = "utf-8") -> Path:
    return write(folder / name, RESULTS, rows, encoding=encoding)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_an_encoding_that_nobody_declared_is_recognised(tmp_path: Path, ask: Ask, encoding: str) -> None:
    code, _, summary = ask(results_file(tmp_path, encoding=encoding))
    assert code == 0
    assert summary["total"]["exact"] == 2


def test_a_missing_column_is_named_with_what_to_do(tmp_path: Path, ask: Ask) -> None:
    path = tmp_path / "round.csv"
    path.write_text("姓名,手机号,采样时间\n王伟,13812340001,2022-09-09\n", encoding="utf-8")
    code, said, _ = ask(path)
    assert code == 2
    assert "round.csv" in said
    assert "id_number" in said
    assert "--map" in said


def test_two_columns_that_could_both_be_the_name_are_asked_about_and_the_map_answers(tmp_path: Path, ask: Ask) -> None:
    path = tmp_path / "round.csv"
    rows = f"姓名,姓名,证件号码,检测结果\n王伟,采样员甲,{number('23010819800307663')},阴性\n"
    path.write_text(rows, encoding="utf-8")
    code, said, _ = ask(path)
    assert code == 2
    assert "columns 1" in said
    assert "--map" in said
    (tmp_path / "map.yaml").write_text("results: {name: '姓名#1'}\n", encoding="utf-8")
    code, _, summary = ask(path, more=("--map", str(tmp_path / "map.yaml")))
    assert (code, summary["total"]["exact"]) == (0, 1)


def test_an_empty_file_and_one_with_a_header_alone_are_refused(tmp_path: Path, ask: Ask) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    code, said, _ = ask(tmp_path / "empty.csv")
    assert (code, "empty.csv" in said) == (2, True)
    code, said, _ = ask(results_file(tmp_path), residents=write(tmp_path / "nobody.csv", RESIDENTS, []))
    assert (code, "nobody.csv" in said) == (2, True)


def test_a_file_that_is_not_there_and_a_folder_are_refused(tmp_path: Path, ask: Ask) -> None:
    for path in (tmp_path / "missing.csv", tmp_path):
        code, said, _ = ask(path)
        assert (code, path.name in said) == (2, True)


def test_a_header_in_line_three_under_a_title_and_a_totals_row(tmp_path: Path, ask: Ask) -> None:
    path = results_file(tmp_path)
    body = path.read_text("utf-8")
    path.write_text(
        "某区核酸检测结果表,,,,,,,\n导出日期：2022-09-10,,,,,,,\n" + body + "合计,,2人,,,,,\n", encoding="utf-8"
    )
    code, _, summary = ask(path)
    assert code == 0
    assert (summary["total"]["exact"], summary["total"]["rejected"]) == (2, 1)


def test_a_file_cut_in_the_middle_of_a_character(tmp_path: Path, ask: Ask) -> None:
    path = results_file(tmp_path, [*ROWS, result("张静", "23010819830307665")], encoding="gb18030")
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.rindex("静".encode("gb18030")) + 1])
    code, _, summary = ask(path)
    assert code == 0
    assert (summary["total"]["exact"], summary["total"]["rejected"]) == (2, 1)


def test_a_truncated_workbook_and_a_zip_bomb_dressed_as_one_are_refused(tmp_path: Path, ask: Ask) -> None:
    path = workbook(tmp_path / "round.xlsx", ROWS)
    path.write_bytes(path.read_bytes()[:-200])
    code, said, _ = ask(path)
    assert (code, "round.xlsx" in said) == (2, True)
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000_000)
    assert bomb.stat().st_size < 1_000_000
    code, said, _ = ask(bomb)
    assert (code, "bomb.xlsx" in said) == (2, True)


def test_a_workbook_whose_numbers_became_floats(tmp_path: Path, ask: Ask) -> None:
    """A spreadsheet keeps fifteen figures: the name and the phone say whose row it is."""
    path = workbook(tmp_path / "round.xlsx", ROWS, floats=True)
    code, _, summary = ask(path)
    assert code == 0
    assert summary["total"]["repaired"] + summary["total"]["probable"] == 2


def test_formulas_are_not_executed_and_not_passed_on(tmp_path: Path, ask: Ask) -> None:
    danger = '=HYPERLINK("http://example.invalid","x")'
    row = result("李四", "23010819900101001", "13899990000") | {"采样点": danger, "管号": "@SUM(1)"}
    code, _, _ = ask(results_file(tmp_path, [row]))
    assert code == 0
    listed = (tmp_path / "answer" / "unknown.csv").read_text("utf-8")
    assert "'=HYPERLINK" in listed
    assert "'@SUM(1)" in listed


def test_two_residents_with_one_number_and_the_same_resident_twice(tmp_path: Path, ask: Ask) -> None:
    twice = [*PEOPLE, PEOPLE[0] | {"人员编号": "A2"}, resident("D", "赵敏", "23010819820307664", "13812340009")]
    code, _, summary = ask(results_file(tmp_path), residents=write(tmp_path / "twice.csv", RESIDENTS, twice))
    assert code == 0
    assert summary["total"]["people"] == 4
    assert summary["residents"]["duplicates"] == 1
    assert summary["total"]["exact"] == 2
    assert summary["total"]["untested"] == 2


def test_results_of_the_future_are_nobodys_test(tmp_path: Path, ask: Ask) -> None:
    late = [ROWS[0] | {"采样时间": "2199-01-01 08:00:00"}]
    code, _, summary = ask(results_file(tmp_path, late), more=("--from", "2022-09-09", "--to", "2022-09-09"))
    assert code == 0
    assert (summary["total"]["tested"], summary["total"]["pending"]) == (0, 1)


def test_a_window_the_wrong_way_round_or_unreadable_is_refused(tmp_path: Path, ask: Ask) -> None:
    path = results_file(tmp_path)
    assert ask(path, more=("--from", "2022-09-10", "--to", "2022-09-09"))[0] == 2
    assert ask(path, more=("--from", "yesterday"))[0] == 2


@pytest.mark.parametrize("format", ["csv", "parquet", "xlsx"])
def test_each_format_holds_the_same_rows(tmp_path: Path, ask: Ask, format: str) -> None:
    code, _, _ = ask(results_file(tmp_path), more=("--format", format))
    assert code == 0
    assert (tmp_path / "answer" / f"links.{format}").stat().st_size > 0
    if format == "xlsx":
        sheet = openpyxl.load_workbook(tmp_path / "answer" / "links.xlsx").active
        assert sheet is not None
        assert [cell.value for cell in sheet[2]][:4] == ["round.csv", 1, "A", "exact"]


def test_a_mix_of_formats_is_one_comparison(tmp_path: Path, ask: Ask) -> None:
    first = workbook(tmp_path / "one.xlsx", ROWS[:1])
    second = results_file(tmp_path, ROWS[1:], name="two.csv", encoding="gb18030")
    code, _, summary = ask(first, second)
    assert code == 0
    assert [entry["exact"] for entry in summary["files"]] == [1, 1]


def workbook(path: Path, rows: list[Row], *, floats: bool = False) -> Path:
    """An xlsx file of results under a merged title."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["核酸检测结果"])
    sheet.merge_cells("A1:H1")
    sheet.append(list(RESULTS))
    for row in rows:
        cells: list[Any] = [row.get(heading, "") for heading in RESULTS]
        if floats:
            cells[1] = float(cells[1].replace("X", "0"))
        sheet.append(cells)
    book.save(path)
    return path


def test_a_mistake_of_ours_is_said_without_a_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("王伟 13812340001")

    monkeypatch.setattr(reading, "read", broken)
    people = write(tmp_path / "residents.csv", RESIDENTS, PEOPLE)
    out = tmp_path / "answer"
    code = main(["compare", "--residents", str(people), "--results", str(results_file(tmp_path)), "--out", str(out)])
    said = capsys.readouterr().err
    assert code == 70
    assert "ValueError" in said
    assert "13812340001" not in said
    assert not out.exists()
