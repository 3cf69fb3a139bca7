"""Both forms of results give the same outcomes, and no word is negative but by being one."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.lake.engines import Engine, open_engine
from fangxian.terms import results
from fangxian.terms.sql import results as sql

WORDS = sorted(results.words().written)
PIECES = [
    *WORDS,
    *"阴阳性检出未非不转待疑+-＋－±()（）？?*。.:： \u3000\n|='\"—aN0",
    "核酸",
    "结果",
    "新冠",
    "2019-nCoV",
    "é",
]

anything = st.lists(st.sampled_from(PIECES), max_size=4).map("".join)
decorated = st.builds(
    lambda before, word, wrapped: before + wrapped.format(word),
    st.sampled_from(["", "核酸", "核酸检测结果：", "结果 "]),
    st.sampled_from(WORDS),
    st.sampled_from(["{}", "({})", "（{}）", " {} ", "{}。", '"{}"']),
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_engine("duckdb", workdir=tmp_path_factory.mktemp("results")) as engine:
        yield engine


@given(texts=st.lists(anything | decorated | st.sampled_from(WORDS), min_size=1, max_size=80))
def test_outcomes_are_the_same_in_both_forms(engine: Engine, texts: list[str]) -> None:
    engine.load_rows("written", {"x": "VARCHAR"}, [(text,) for text in [*texts, None]])
    found = engine.rows(f"SELECT x, {sql.outcome('x')}, {sql.unread('x')} FROM written")
    expected = [(text, results.outcome(text), results.unread(text)) for text in [*texts, None]]
    assert sorted(found, key=str) == sorted(expected, key=str)


@given(text=anything)
def test_a_word_is_unread_or_means_something_but_unread_is_never_negative(text: str) -> None:
    assert not (results.unread(text) and results.outcome(text) != "pending")


@given(text=anything.filter(lambda text: any(sign in text for sign in "阳+＋")))
def test_nothing_that_speaks_of_a_positive_is_negative(text: str) -> None:
    assert results.outcome(text) != "negative"
