"""Any table of text, however it was written, is the same table in the engine."""

import csv
import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from fangxian import contracts, intake
from fangxian.intake import blocks, relation
from fangxian.lake.engines import Engine, open_engine

CONTRACT = contracts.load("test_results")
HEADINGS = ("姓名", "身份证号", "联系电话", "采样时间", "结果", "采样点", "备注")
FIELDS = ("name", "id_number", "phone", "sampled_at", "result", "site")
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be")
#: What cells are made of: words of the subject, and every sign that could be mistaken for the table's own.
PIECES = (
    "张三",
    "欧阳·娜",
    "𬭎",
    "㛃",
    "1",
    "110105194912310",
    "X",
    ",",
    ";",
    "\t",
    "|",
    '"',
    '""',
    " ",
    "\n",
    "\r\n",
    "=",
    "'",
)
cells = st.lists(st.sampled_from(PIECES), max_size=5).map("".join)
rows = st.lists(st.lists(cells, min_size=len(HEADINGS), max_size=len(HEADINGS)), max_size=12)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with tempfile.TemporaryDirectory() as workdir, open_engine(workdir=Path(workdir)) as opened:
        yield opened


def written(table: list[list[str]], *, delimiter: str, end: str, quoting: int) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(table)
    return text.getvalue()


def as_read(engine: Engine, content: bytes) -> list[tuple[str, ...]]:
    """The fields of a file with this content as the engine sees them, an empty cell as ''."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "round.csv"
        path.write_bytes(content)
        received = intake.receive(path, CONTRACT, workdir=Path(folder))
        engine.ingest("results_raw", relation.select(received, CONTRACT))
        read = engine.rows(f"SELECT {', '.join(FIELDS)} FROM results_raw ORDER BY row")
        assert received.rows == len(read)
        return [tuple(cell or "" for cell in row) for row in read]


@given(
    table=rows,
    encoding=st.sampled_from(ENCODINGS),
    delimiter=st.sampled_from(",\t;|"),
    end=st.sampled_from(("\n", "\r\n")),
    quoting=st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
    block=st.sampled_from((7, 64, blocks.BLOCK)),
    closed=st.booleans(),
)
@example([['"', "", "", "", "", "", ""]] * 3, "utf-8", ",", "\n", csv.QUOTE_MINIMAL, blocks.BLOCK, True)
@example([[" ", '"', "", "", "", "", ""]] * 3, "utf-8", ",", "\n", csv.QUOTE_MINIMAL, blocks.BLOCK, True)
def test_a_table_is_the_same_in_every_encoding_delimiter_and_line_end(
    engine: Engine,
    table: list[list[str]],
    encoding: str,
    delimiter: str,
    end: str,
    quoting: int,
    block: int,
    closed: bool,
) -> None:
    # A line of nothing is no row, here as in every reader.
    assume(all(any(row) for row in table) or quoting == csv.QUOTE_ALL)
    text = written([list(HEADINGS), *table], delimiter=delimiter, end=end, quoting=quoting)
    text = text if closed else text.removesuffix(end)
    expected = [tuple(cell.replace("\r\n", "\n") for cell in row[: len(FIELDS)]) for row in table]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK", block)
        assert as_read(engine, text.encode(encoding)) == expected


@given(
    text=st.lists(st.sampled_from((*PIECES, "\r", ",,,", "\n\n", "合计", "姓名,结果")), max_size=60).map("".join),
    encoding=st.sampled_from(ENCODINGS),
    block=st.sampled_from((7, 64, blocks.BLOCK)),
)
def test_whatever_stands_below_a_header_the_engine_reads_as_many_rows_as_were_received(
    engine: Engine, text: str, encoding: str, block: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK", block)
        as_read(engine, (",".join(HEADINGS) + "\n" + text).encode(encoding))


@given(st.integers(0, 0xFFFF))
def test_gbk_says_the_same_as_gb18030_where_it_says_anything(code: int) -> None:
    pair = code.to_bytes(2)
    try:
        short = pair.decode("gbk")
    except UnicodeDecodeError:
        return
    assert short == pair.decode("gb18030")
