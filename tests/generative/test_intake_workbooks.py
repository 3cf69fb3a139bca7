"""Any table of text in a workbook is the same table in the engine."""

import tempfile
from pathlib import Path

import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from fangxian import contracts, intake
from fangxian.intake import relation
from fangxian.lake.engines import open_engine

CONTRACT = contracts.load("test_results")
HEADINGS = ("姓名", "身份证号", "结果", "备注")
PIECES = ("张三", "𬭎", "1", "110105194912310", "X", ",", "\t", '"', " ", "\n", "=", "'", "0.5", "TRUE")
cells = st.lists(st.sampled_from(PIECES), max_size=4).map("".join)
rows = st.lists(st.tuples(cells, cells, cells, cells), max_size=8)


@settings(max_examples=25)
@given(above=st.integers(0, 3), table=rows)
def test_a_table_in_a_workbook_is_the_same_table(above: int, table: list[tuple[str, ...]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with xlsxwriter.Workbook(str(folder / "round.xlsx")) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate((HEADINGS, *table), start=above):
                for column, cell in enumerate(row):
                    sheet.write_string(number, column, cell)
        received = intake.receive(folder / "round.xlsx", CONTRACT, workdir=folder)
        with open_engine(workdir=folder) as engine:
            engine.ingest("results_raw", relation.select(received, CONTRACT))
            read = engine.rows("SELECT name, id_number, result FROM results_raw ORDER BY row")
    expected = [row[:3] for row in table]
    # What is blank down to the end is no row.
    while expected and not any(table[len(expected) - 1]):
        expected.pop()
    assert [tuple(cell or "" for cell in row) for row in read] == expected
