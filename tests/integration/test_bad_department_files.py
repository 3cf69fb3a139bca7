"""What a data officer meets when a department's file is not what it should be: one sentence, and nothing half-loaded.

The command is run as it is typed. A refusal exits with 2, names the file, says what to do, quotes no row, and leaves
nothing in the lake; what can be read is read, and each row that cannot is held.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from tests.cleaning import write
from tests.comparing import number

from fangxian.cli.main import main
from fangxian.intake.cut import rows_cut
from fangxian.lake import batches

HEADINGS = ("户号", "与户主关系", "姓名", "性别", "出生日期", "公民身份号码", "户籍地址", "迁入日期")
WANG, LI = number("23010819800307663"), number("23010819820307664")
ROWS = [
    dict(zip(HEADINGS, ("0001", "户主", "王伟", "男", "1980-03-07", WANG, "平房区1号", "2001-05-06"), strict=True)),
    dict(zip(HEADINGS, ("0001", "妻", "李娜", "女", "1982-03-07", LI, "平房区1号", "2001-05-06"), strict=True)),
]
Ask = Callable[..., tuple[int, str, dict[str, Any]]]


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Runs `fangxian clean` on a file; gives the exit code, the last line said, and the manifest."""

    def asked(path: Path, *more: str, dataset: str = "household_register") -> tuple[int, str, dict[str, Any]]:
        lake = tmp_path / "lake"
        code = main(["clean", "--dataset", dataset, "--lake", str(lake), "--json", *more, str(path)])
        said = capsys.readouterr()
        if code:
            assert said.out == ""
            assert [left for left in lake.rglob("*") if not left.is_dir()] == []
            assert not any(value in said.err for row in ROWS for value in row.values() if len(value) > 5)
        return code, said.err.splitlines()[-1], json.loads(said.out) if said.out else {}

    return asked


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_an_encoding_that_nobody_declared_is_recognised(tmp_path: Path, ask: Ask, encoding: str) -> None:
    code, _, manifest = ask(write(tmp_path / "户籍.csv", ROWS, encoding=encoding))
    assert (code, manifest["counts"]["accepted"]) == (0, 2)


def test_bytes_that_are_in_no_encoding_are_named_with_their_line(tmp_path: Path, ask: Ask) -> None:
    path = write(tmp_path / "户籍.csv", ROWS, encoding="gb18030")
    path.write_bytes(path.read_bytes().replace("李娜".encode("gb18030"), b"\xff\xff\xff"))
    code, said, _ = ask(path)
    assert code == 2
    assert "户籍.csv" in said
    assert "line 3" in said
    assert "GB18030" in said


def test_a_missing_column_is_named_with_what_to_do_and_the_map_answers(tmp_path: Path, ask: Ask) -> None:
    path = write(tmp_path / "户籍.csv", [{"户号": "1", "当事人": "王伟", "公民身份号码": WANG}])
    code, said, _ = ask(path)
    assert code == 2
    assert "户籍.csv" in said
    assert "name (姓名)" in said
    assert "--map" in said
    (tmp_path / "map.yaml").write_text("household_register: {name: 当事人}\n", encoding="utf-8")
    code, _, manifest = ask(path, "--map", str(tmp_path / "map.yaml"))
    assert (code, manifest["counts"]["accepted"]) == (0, 1)


def test_a_register_without_numbers_is_refused_until_a_person_says_that_it_has_none(tmp_path: Path, ask: Ask) -> None:
    """Without numbers nobody of the register is found again by one: it is not for the program to let that pass."""
    without = [{name: cell for name, cell in row.items() if name != "公民身份号码"} for row in ROWS]
    path = write(tmp_path / "户籍.csv", without)
    code, said, _ = ask(path)
    assert code == 2
    assert "户籍.csv" in said
    assert "id_number (公民身份号码)" in said
    assert "household_register: {id_number: null}" in said
    (tmp_path / "map.yaml").write_text("household_register: {id_number: null}\n", encoding="utf-8")
    names = write(tmp_path / "姓名.csv", [{"姓名": row["姓名"], "户籍地址": row["户籍地址"]} for row in ROWS])
    code, said, _ = ask(names, "--map", str(tmp_path / "map.yaml"))
    assert (code, "birth_date" in said) == (2, True), "names alone are nobody"
    code, _, manifest = ask(path, "--map", str(tmp_path / "map.yaml"))
    assert (code, manifest["counts"]["accepted"]) == (0, 2)


def test_an_empty_file_and_one_with_a_header_alone_are_refused(tmp_path: Path, ask: Ask) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    assert ask(tmp_path / "empty.csv")[:2] == (2, "empty.csv: the file is empty; export it again.")
    (tmp_path / "nobody.csv").write_text(",".join(HEADINGS) + "\n", encoding="utf-8")
    code, said, _ = ask(tmp_path / "nobody.csv")
    assert (code, "no row below it" in said) == (2, True)


def test_a_file_that_is_not_there_and_a_folder_are_refused(tmp_path: Path, ask: Ask) -> None:
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "missing.csv", tmp_path / "folder"):
        code, said, _ = ask(path)
        assert (code, path.name in said) == (2, True)


def test_a_dataset_of_another_name_is_refused_with_the_names_there_are(tmp_path: Path, ask: Ask) -> None:
    code, said, _ = ask(write(tmp_path / "户籍.csv", ROWS), dataset="hukou")
    assert (code, "household_register" in said) == (2, True)


def test_a_header_in_line_three_under_titles(tmp_path: Path, ask: Ask) -> None:
    path = write(tmp_path / "户籍.csv", ROWS)
    path.write_text("平房区户籍人口,,,,,,,\n导出日期：2022-06-30,,,,,,,\n" + path.read_text("utf-8"), encoding="utf-8")
    code, _, manifest = ask(path)
    assert (code, manifest["counts"]["accepted"]) == (0, 2)


def test_a_truncated_workbook_is_refused(tmp_path: Path, ask: Ask) -> None:
    path = workbook(tmp_path / "户籍.xlsx")
    path.write_bytes(path.read_bytes()[:-300])
    code, said, _ = ask(path)
    assert (code, said) == (
        2,
        "户籍.xlsx: the workbook is damaged or was not completely copied; copy or export it again.",
    )


def test_merged_titles_and_merged_cells_say_the_same_in_each_of_their_rows(tmp_path: Path, ask: Ask) -> None:
    """A household's number is often merged over its members; blank below, it would be lost for all but the first."""
    code, _, manifest = ask(workbook(tmp_path / "户籍.xlsx", merged=True))
    assert (code, manifest["counts"]["accepted"]) == (0, 2)
    assert households(tmp_path, manifest) == ["0001", "0001"]


def test_a_column_of_numbers_that_a_spreadsheet_spoilt_is_refused_with_its_first_row(tmp_path: Path, ask: Ask) -> None:
    spoilt = [row | {"公民身份号码": "2.30108E+17"} for row in ROWS]
    code, said, _ = ask(write(tmp_path / "户籍.csv", spoilt))
    assert code == 2
    assert said.startswith(
        "户籍.csv: in 2 rows, the first of them row 1, a spreadsheet turned id_number (公民身份号码)"
    )
    assert "Format that column as text and export the file again" in said


def test_numbers_that_a_spreadsheet_made_floats_are_accepted_as_cut(tmp_path: Path, ask: Ask) -> None:
    """In a workbook's own floats the birthday is left; of a few cut to 2.30108E+17 the name and the birth are."""
    code, _, manifest = ask(workbook(tmp_path / "户籍.xlsx", floats=True))
    assert (code, manifest["counts"]["held"]) == (0, 0)
    assert column(tmp_path, manifest, "number_state") == ["cut", "cut"]
    code, _, manifest = ask(write(tmp_path / "户籍.csv", [ROWS[0], ROWS[1] | {"公民身份号码": "2.30108E+17"}]))
    assert (code, manifest["counts"]["held"]) == (0, 0)
    assert column(tmp_path, manifest, "number_state") == ["valid", "cut"]


def test_a_file_cut_in_the_middle_of_a_row_holds_that_row(tmp_path: Path, ask: Ask) -> None:
    path = write(tmp_path / "户籍.csv", ROWS, encoding="gb18030")
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.rindex("平房区".encode("gb18030")) + 1])
    code, _, manifest = ask(path)
    assert (code, manifest["held"], manifest["notes"]) == (0, {"cut": 1}, {"cut_last_row": 1})


def test_held_rows_are_told_with_their_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path / "户籍.csv", [*ROWS, ROWS[0] | {"姓名": ""}])
    assert main(["clean", "--dataset", "household_register", "--lake", str(tmp_path / "lake"), str(path)]) == 0
    said = capsys.readouterr().err
    assert "missing: a cell is empty and must not be" in said
    assert WANG not in said


@pytest.mark.skipif(sys.platform == "win32", reason="wants resource")
def test_a_file_larger_than_its_memory_is_cleaned(tmp_path: Path) -> None:
    """What stands for two gigabytes on a small machine: 80 MB of rows, and less than that for the engine's tables."""
    path, times = tmp_path / "户籍.csv", 9_000
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(HEADINGS) + "\n")
        for block in range(times):
            file.write(
                "".join(
                    f"{block:06d},户主,王伟{row},男,1980-03-07,,平房区{block}号{row}室,2001-05-06\n"
                    for row in range(100)
                )
            )
    assert path.stat().st_size > 60_000_000
    program = "import sys; from fangxian.cli.main import main; sys.exit(main())"
    asked = ["clean", "--dataset", "household_register", "--lake", str(tmp_path / "lake"), "--json", str(path)]
    ran = subprocess.run(
        [sys.executable, "-c", program, *asked],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"FANGXIAN_MEMORY": "300MB"},
    )
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["counts"]["rows"] == times * 100
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    assert peak < 900 << 20, f"{peak >> 20} MB"


def households(folder: Path, manifest: dict[str, Any]) -> list[str]:
    return column(folder, manifest, "household")


def column(folder: Path, manifest: dict[str, Any], name: str) -> list[Any]:
    from tests.cleaning import table

    batch = folder / "lake" / manifest["dataset"] / manifest["batch"]
    return [row[name] for row in table(batch / "accepted.parquet")]


def workbook(path: Path, *, merged: bool = False, floats: bool = False) -> Path:
    """An xlsx file of the rows, under a merged title."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["平房区户籍人口"])
    sheet.merge_cells("A1:H1")
    sheet.append(list(HEADINGS))
    for position, row in enumerate(ROWS):
        cells: list[Any] = list(row.values())
        if merged and position:
            cells[0] = None
        if floats:
            cells[5] = float(cells[5].replace("X", "0"))
        sheet.append(cells)
    if merged:
        sheet.merge_cells("A3:A4")
    book.save(path)
    return path


def test_cut_numbers_are_counted_with_the_first_row_that_has_one(tmp_path: Path, ask: Ask) -> None:
    rows = [ROWS[0], ROWS[1] | {"公民身份号码": "2.30108E+17"}]
    for path, found in ((write(tmp_path / "户籍.csv", rows), (1, 2)), (write(tmp_path / "户籍2.csv", ROWS), (0, 0))):
        _, _, manifest = ask(path)
        batch = batches.opened(tmp_path / "lake", manifest["dataset"], manifest["batch"])
        assert rows_cut(batch.accepted) == found
