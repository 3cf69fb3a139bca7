"""Numbers as the page writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.pipelines.report.bilingual import both, number, percent, width
from fangxian.pipelines.report.charts import Part, bar, ceiling
from fangxian.pipelines.report.words import DIRT, SUBJECTS, dirt, repair, subject


@given(st.integers(1, 10**7), st.data())
def test_only_all_is_a_hundred_per_cent_and_only_none_is_nothing(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))
    assert (percent(part, whole) == "100%") == (part == whole)
    assert (percent(part, whole) == "0%") == (part == 0)


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [(183211, 197000, "93.0%"), (196999, 197000, "99.9%"), (1, 197000, "<0.1%"), (1, 2, "50.0%"), (3, 0, "–")],
)
def test_shares_have_one_decimal(part: int, whole: int, told: str) -> None:
    assert percent(part, whole) == told


def test_thousands_are_set_off() -> None:
    assert number(2872300) == "2,872,300"


def test_what_is_there_at_all_can_be_seen() -> None:
    assert width(1, 10**6) == "0.15%"
    assert width(0, 10) == width(1, 0) == "0%"


def test_text_is_escaped_in_both_languages() -> None:
    assert both("<甲>", "<a>") == '<span class="zh">&lt;甲&gt;</span><span class="en" lang="en">&lt;a&gt;</span>'
    assert both("A&B", "A&B") == "A&amp;B"


def test_a_bar_leaves_out_what_is_not_there() -> None:
    drawn = bar([Part("tested", 3), Part("pending", 0), Part("untested", 1)], 4)
    assert drawn.count("<rect") == 2
    assert 'x="75.00%" width="25.00%"' in drawn


@given(st.integers(0, 10**8))
def test_an_axis_reaches_above_the_highest_column_and_parts_in_four(highest: int) -> None:
    top = ceiling(highest)
    assert max(highest, 4) <= top <= max(2 * highest, 4)
    assert top % 4 == 0


def test_every_known_kind_of_dirt_has_a_subject() -> None:
    assert {subject(kind) for kind in DIRT} <= SUBJECTS.keys() - {""}


@pytest.mark.parametrize(
    ("kind", "about", "words"),
    [
        ("number_upside_down", "number", "upside down"),
        ("pool_size_odd", "tube", "pool size odd"),
        ("grid_unknown", "address", "grid unknown"),
        ("sampler_gone", "", "sampler gone"),
        ("header_row", "row", "Repeated header"),
        ("", "", "–"),
    ],
)
def test_unknown_kinds_are_shown_as_words(kind: str, about: str, words: str) -> None:
    assert (subject(kind), dirt(kind).en) == (about, words)


def test_an_unknown_repair_is_shown_as_words() -> None:
    assert repair("asked_the_sender")[0].zh == "asked the sender"
