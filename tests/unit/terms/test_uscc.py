"""Codes of organisations: what is one, and what it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as stdnum

from fangxian.terms import uscc

#: Printed on licences that anybody may look up; the first is python-stdnum's example too.
PUBLISHED = ["91110000600037341L", "91350100M000100Y43", "91440300708461136T", "911100001000040929"]

codes = st.builds(
    lambda head, division, organisation: f"{head}{division:06}{organisation}",
    st.from_regex("[1-9][1-9]", fullmatch=True),
    st.integers(110000, 659999),
    st.text(uscc.ALPHABET, min_size=9, max_size=9),
)


@pytest.mark.parametrize("code", [code for code in PUBLISHED if stdnum.is_valid(code)])
def test_a_published_code_is_valid(code: str) -> None:
    assert uscc.valid(code)


def test_a_code_is_taken_apart() -> None:
    assert uscc.parts("91110000600037341L") == uscc.Parts(
        authority="9", kind="1", division="110000", organisation="600037341"
    )


def test_the_organisation_code_within_has_its_own_check_character() -> None:
    sound = uscc.parts("91110000600037341L")
    assert sound is not None and sound.organisation_is_sound
    assert not uscc.Parts("9", "1", "110000", "600037342").organisation_is_sound


@pytest.mark.parametrize(
    "written",
    [
        "9111 0000 6000 3734 1l",
        "９１１１００００６０００３７３４１Ｌ",
        "'91110000600037341L",
        '="91110000600037341L"',
        "911100006000-37341-L",
        "9111OOOO6OOO3734IL",
    ],
)
def test_spelling_does_not_matter(written: str) -> None:
    assert uscc.clean(written) == "91110000600037341L"


@pytest.mark.parametrize(
    "wrong",
    ["", "91110000600037341", "91110000600037341LL", "9111000060003734IL", "0" * 18, "A0110000600037341L", None],
)
def test_what_has_not_the_form_of_a_code_is_not_valid(wrong: str | None) -> None:
    assert not uscc.valid(wrong)
    assert uscc.parts(wrong) is None


def test_nothing_is_cleaned_to_nothing() -> None:
    assert uscc.clean(" ") is None
    assert uscc.clean(None) is None


@given(code=codes)
def test_python_stdnum_computes_the_same_check_character(code: str) -> None:
    assert uscc.check_character(code) == stdnum.calc_check_digit(code)


@given(code=codes, check=st.sampled_from(uscc.ALPHABET))
def test_python_stdnum_agrees_on_which_codes_are_valid(code: str, check: str) -> None:
    assert uscc.valid(code + check) == stdnum.is_valid(code + check)


@given(code=codes, place=st.integers(0, 16), other=st.sampled_from(uscc.ALPHABET))
def test_a_code_with_one_wrong_character_is_not_valid(code: str, place: int, other: str) -> None:
    right = code + uscc.check_character(code)
    assert uscc.valid(right)
    if right[place] != other:
        assert not uscc.valid(right[:place] + other + right[place + 1 :])


@given(code=codes, place=st.integers(0, 15))
def test_a_code_with_two_characters_swapped_is_not_valid(code: str, place: int) -> None:
    right = code + uscc.check_character(code)
    swapped = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    assert swapped == right or not uscc.valid(swapped)
