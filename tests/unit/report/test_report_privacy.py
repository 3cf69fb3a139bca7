"""Law 5 at its simplest: the page holds counts. Nothing that belongs to a person can reach it, by any column."""

import re
from datetime import datetime
from pathlib import Path

import pytest

from fangxian.lake.engines import open_engine
from fangxian.pipelines.report import page
from fangxian.reconcile import rounds

NAME, NUMBER, PHONE = "欧阳旌幡", "230108199001011234", "13945678901"
DOOR = "旌幡大街77号5单元903室"
ADDRESS = f"黑龙江省哈尔滨市平房区兴建街道青年社区{DOOR}"
MARKS = (NAME, "旌幡", NUMBER, NUMBER[:15], NUMBER[6:14], PHONE, PHONE[3:], DOOR, "903室", "77号")
GRID = "230108001002003"


@pytest.fixture
def html(tmp_path: Path, summary) -> str:
    """The page of a round whose every text column holds a person's marks, also where they do not belong."""
    misplaced = [NAME, NUMBER, PHONE, ADDRESS, f"{NAME} {PHONE}", NUMBER[:15], NUMBER[:17]]
    crowded = [DOOR] * 30 + [PHONE] * 30 + [NUMBER] * 30 + [ADDRESS] * 30
    grids = [GRID] * 300 + misplaced + crowded
    people = [(row, grid, "tested" if row % 7 else "untested") for row, grid in enumerate(grids, start=1)]
    with open_engine(workdir=tmp_path) as engine:
        engine.load_rows("outcome", {"person_row": "BIGINT", "grid": "VARCHAR", "status": "VARCHAR"}, people)
        columns = dict.fromkeys(("person", "name", "id_number", "phone", "address", "grid"), "VARCHAR")
        raw = [(row, f"P-{NUMBER}", NAME, NUMBER, PHONE, ADDRESS, grid) for row, grid, _ in people]
        engine.load_rows("residents_raw", {"row_key": "BIGINT"} | columns, raw)
        moment = datetime(2022, 9, 9, 8, 30)
        taken = [(0, row, "exact", row, "negative", moment, True, 10, NAME, PHONE) for row, _, _ in people]
        columns = {"file_no": "INTEGER", "rid": "BIGINT", "class": "VARCHAR", "person_row": "BIGINT"}
        columns |= {"outcome": "VARCHAR", "sampled_at": "TIMESTAMP", "in_window": "BOOLEAN", "pool_size": "INTEGER"}
        engine.load_rows("samples", columns | {"name": "VARCHAR", "phone": "VARCHAR"}, taken)
        rounds.count_people(engine)
        columns = {"file_no": "INTEGER", "kind": "VARCHAR", "repair": "VARCHAR", "rows": "BIGINT"}
        engine.load_rows("dirt", columns, [(0, "number_spaces", "normalised", 3)])
        return page.make(engine, summary, name_of=lambda code: None)


@pytest.mark.parametrize("mark", MARKS)
def test_nothing_of_a_person_stands_in_the_page(html: str, mark: str) -> None:
    assert mark not in html


def test_nothing_in_the_page_looks_like_a_number_or_a_phone(html: str) -> None:
    assert not re.search(r"(?<!\d)\d{17}[\dXx](?!\d)", html)
    assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", html)


def test_the_names_of_places_are_all_that_addresses_give(html: str, seen) -> None:
    text = seen(html).text
    assert "兴建街道" in text
    assert "青年社区 003" in text


def test_everybody_is_counted_wherever_the_marks_stood(html: str, seen) -> None:
    streets = seen(html).tables[0][1:]
    assert sum(int(row[1].replace(",", "")) for row in streets) == 427
