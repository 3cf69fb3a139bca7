"""A contract is proposed from a sample, and what is amiss with one is said all at once."""

from pathlib import Path

import pytest
from tests.comparing import number
from tests.unit.intake.test_workbooks import saved

from fangxian.contracts import library
from fangxian.lib.fault import Fault
from fangxian.pipelines import drafting
from fangxian.pipelines.drafting import Column
from fangxian.pipelines.vetting import vet

PEOPLE = [number(f"2301081980{month:02}{day:02}766") for month in range(1, 9) for day in (3, 7, 11, 19, 23)]
HEADER = "缺勤学生姓名,身份证号,家长电话,缺勤日期,缺勤原因,班级人数,住址,备注"
LINES = [
    f"学生甲,{one},138{place:08},2022-09-{place % 28 + 1:02},{('发热', '事假')[place % 2]},{40 + place % 5},"
    f"平房区向阳嘉园{place}号楼1单元101,"
    for place, one in enumerate(PEOPLE)
]


def columns(path: Path) -> dict[str, Column]:
    return {one.heading: one for one in drafting.draft(path)}


def written(folder: Path, text: str, *, encoding: str = "utf-8") -> Path:
    path = folder / "缺勤.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_each_column_gets_the_term_that_reads_its_cells(tmp_path: Path) -> None:
    found = columns(written(tmp_path, "\n".join([HEADER, *LINES]), encoding="gb18030"))
    assert {heading: one.term for heading, one in found.items()} == {
        "缺勤学生姓名": "name",
        "身份证号": "id_number",
        "家长电话": "phone",
        "缺勤日期": "date",
        "缺勤原因": "category",
        "班级人数": "number",
        "住址": "address",
        "备注": "text",
    }
    assert found["缺勤原因"].words == {"word_1": ["发热"], "word_2": ["事假"]}
    assert found["备注"].filled == 0


def test_the_share_of_cells_that_fit_is_told(tmp_path: Path) -> None:
    lines = [line.replace(PEOPLE[place], "不详") if place < 4 else line for place, line in enumerate(LINES)]
    one = columns(written(tmp_path, "\n".join([HEADER, *lines])))["身份证号"]
    assert (one.term, one.fits, one.filled) == ("id_number", 0.9, 1.0)
    assert one.like.endswith(".id_number")


def test_what_too_few_cells_fit_stays_text(tmp_path: Path) -> None:
    lines = [line.replace(PEOPLE[place], f"学{place}") if place % 2 else line for place, line in enumerate(LINES)]
    assert columns(written(tmp_path, "\n".join([HEADER, *lines])))["身份证号"].term == "text"


def test_a_title_above_the_header_is_no_header(tmp_path: Path) -> None:
    text = "\n".join(["2022年9月缺勤登记表,,,,,,,", "填报单位：第一小学,,,,,,,", HEADER, *LINES])
    assert list(columns(written(tmp_path, text))) == HEADER.split(",")


def test_a_workbook_is_sampled_as_a_text_is(tmp_path: Path) -> None:
    path = saved(tmp_path, [HEADER.split(","), *(line.split(",") for line in LINES)])
    assert columns(path)["身份证号"].term == "id_number"


def test_a_file_without_headings_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="line of headings"):
        columns(written(tmp_path, "\n".join(LINES)))


def test_who_has_not_said_otherwise_is_personal(tmp_path: Path) -> None:
    found = columns(written(tmp_path, "\n".join([HEADER, *LINES])))
    assert {one.classification for one in found.values()} == {"scrub"}


def test_a_proposal_is_a_contract_with_questions_for_a_person(tmp_path: Path) -> None:
    found = drafting.draft(written(tmp_path, "\n".join([HEADER, *LINES])))
    path = tmp_path / "absences.odcs.yaml"
    path.write_text(drafting.text_of(found, name="absences", label="学校缺勤"), "utf-8")
    left = [english for english, _ in vet(path)]
    assert left and all("is still to be written" in one for one in left)
    finished = path.read_text("utf-8").replace('"?"', "第一小学")
    path.write_text(finished, "utf-8")
    assert vet(path) == []


@pytest.mark.parametrize("name", sorted(library.SIDES))
def test_nothing_is_amiss_with_a_contract_that_ships(name: str) -> None:
    assert vet(library.FOLDER / f"{name}.odcs.yaml") == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("value: [number, name, category]", "value: [number, colour]"), "there is no column colour"),
        (("value: [[id_number, phone, address]]", "value: [[id_number, colour]]"), "anyOf: there is no column colour"),
        (("sharing, value: not_shared", "sharing, value: sometimes"), "unconditional, conditional, not_shared"),
        (("role: owner", "role: clerk"), "nobody is its owner"),
        (("value: {name: 60,", "value: {colour: 60,"), "believed: colour has to be one of"),
        (("value: {name: 60,", "value: {name: 600,"), "believed: name has to be one of"),
        (("freshFor, value: {phone: 730}", "freshFor, value: {sex: 730}"), "freshFor: sex has to stand in `believed`"),
        (("implementation: future", "implementation: bad_code"), "bad_code can never be said"),
        (("implementation: future", "implementation: late"), "there is no reason late"),
        (("            value: date", "            value: day"), "there is no term day"),
        (("[等级, ", "[姓名, 等级, "), "'姓名' stands for name, level"),
    ],
)
def test_a_contract_that_contradicts_itself_is_told_where(tmp_path: Path, wrong: tuple[str, str], said: str) -> None:
    text = (library.FOLDER / "key_groups.odcs.yaml").read_text("utf-8")
    assert wrong[0] in text
    path = tmp_path / "key_groups.odcs.yaml"
    path.write_text(text.replace(wrong[0], wrong[1], 1), "utf-8")
    assert any(said in english for english, _ in vet(path))


def test_what_is_no_contract_at_all_is_refused_with_the_way_to_begin(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("a: [1", "utf-8")
    with pytest.raises(Fault, match="contract draft"):
        vet(path)
