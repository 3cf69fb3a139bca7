"""Both forms of tube sizes give the same."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.lake.engines import Engine, open_engine
from fangxian.terms import pool_rules as rules
from fangxian.terms import pooling
from fangxian.terms.sql import pooling as sql

PIECES = [
    *rules.USUAL, *"0123456789０５一二两三五九十百零〇单混采检管样人份合:：比/-in()（） #\n'\"é", "混采", "单管",
    "pool", "of", "10", "20", "00",
]  # fmt: skip

anything = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_engine("duckdb", workdir=tmp_path_factory.mktemp("pooling")) as engine:
        yield engine


@given(texts=st.lists(anything | st.sampled_from(sorted(rules.USUAL)), min_size=1, max_size=80))
def test_sizes_are_the_same_in_both_forms(engine: Engine, texts: list[str]) -> None:
    engine.load_rows("written", {"x": "VARCHAR"}, [(text,) for text in [*texts, None]])
    found = engine.rows(f"SELECT x, {sql.size('x')} FROM written")
    assert sorted(found, key=str) == sorted(((text, pooling.size(text)) for text in [*texts, None]), key=str)


@given(text=anything)
def test_a_size_is_none_or_nought_or_up_to_a_hundred(text: str) -> None:
    assert pooling.size(text) in {None, *range(101)}


def test_the_usual_words_mean_the_same_without_the_list_of_usual_words() -> None:
    assert {word: pooling.size(word) for word in rules.USUAL} == rules.USUAL
