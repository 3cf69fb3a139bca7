"""A text is itself without blanks around it; a mark nobody sees is a blank; what says nothing is nothing."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.intake.tidy_terms import NOTHING, text
from fangxian.lake.engines import open_engine

CELLS = [
    "没有",
    "不详",
    "NULL",
    "nan",
    "-----",
    "——",
    "***",
    "没有人",
    "阴性",
    "1号楼",
    "NULLE",
    "a",
    "无",
    " 无 ",
    "-3",
    "3-",
]
SIGNS = st.sampled_from([*"无空不详未知-*/ \t\u00a0\u200b\ufeff", *"阴性1号楼aNUL（）.", "null", "没有"])


def read(cells: list[str], folder: Path) -> list[str | None]:
    with open_engine(workdir=folder) as engine:
        engine.load_rows("cells", {"row": "BIGINT", "x": "VARCHAR"}, list(enumerate(cells)))
        return [value for (value,) in engine.rows(f"SELECT {text('x')} FROM cells ORDER BY row")]


def meant(cell: str) -> str | None:
    bare = re.sub("[\t\r\n\u00a0\u200b\ufeff]+", " ", cell).strip(" ")
    return None if bare == "" or re.search(NOTHING, bare) else bare


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("texts")


def test_what_says_nothing_is_nothing_however_plain_it_looks(folder: Path) -> None:
    assert read(CELLS, folder) == [None] * 7 + ["没有人", "阴性", "1号楼", "NULLE", "a", None, None, "-3", "3-"]


@given(cells=st.lists(st.lists(SIGNS, max_size=6).map("".join), min_size=20, max_size=60))
def test_plain_or_not_a_text_is_read_alike(folder: Path, cells: list[str]) -> None:
    assert read(cells, folder) == [meant(cell) for cell in cells]
