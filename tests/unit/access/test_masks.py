"""Masks: what is left of a field that is shown in part."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.access import masks
from fangxian.access.reader import Kind


@pytest.mark.parametrize(
    ("kind", "whole", "masked"),
    [
        ("name", "张伟", "张*"),
        ("name", "欧阳娜娜", "欧*"),
        ("number", "230108199003070011", "2301**********0011"),
        ("number", "230108900307001", "2301*******7001"),
        ("number", "E12345678", "E******78"),
        ("phone", "13812345678", "138****5678"),
        ("phone", "86812345", "******45"),
        ("address", "哈尔滨市平房区友协街道友协小区3号楼2单元501室", "哈尔滨市平房区友协街道友协小区3号楼*"),
        ("address", "新疆大街8号友协小区3栋2-501", "新疆大街8号友协小区3栋*"),
        ("address", "友协小区A座1203", "友协小区A座*"),
        ("address", "平新镇兴隆村12号", "平新镇兴隆村*"),
        ("address", "友协小区3号楼", "友协小区3号楼"),
        ("address", "某处", "*"),
        ("born", "1990-03-07", "1990*"),
        ("groups", "独居老人", "*"),
    ],
)
def test_a_field_is_masked(kind: Kind, whole: str, masked: str) -> None:
    assert masks.MASKS[kind](whole) == masked


@pytest.mark.parametrize("kind", list(masks.MASKS))
def test_nothing_stays_nothing(kind: Kind) -> None:
    assert masks.MASKS[kind]("") == ""


@given(st.sampled_from(list(masks.MASKS)), st.text(min_size=1, max_size=40))
def test_a_mask_tells_nothing_that_was_not_there(kind: Kind, text: str) -> None:
    masked = masks.MASKS[kind](text)
    assert set(masked) <= set(text) | {"*"}


@given(st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True), st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_ten_of_a_number_and_four_of_a_phone_are_hidden(number: str, phone: str) -> None:
    assert masks.number(number).count("*") == 10
    assert masks.phone(phone).count("*") == 4
