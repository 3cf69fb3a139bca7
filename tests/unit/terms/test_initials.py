"""A name is found by the first letters of its syllables, as people say them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.terms import initials, names


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("张伟", "zw"), ("尉迟睿涵", "ycrh"), ("单雄信", "sxx"), ("曾国藩", "zgf"), ("解缙", "xj"), ("仇英", "qy"),
        ("欧阳娜娜", "oynn"), ("乐嘉", "yj"), ("查良镛", "zly"), ("買買提·江", "mmtj"), ("John Smith", "js"), ("", ""),
    ],
)  # fmt: skip
def test_typing_the_initials_finds_the_name(name: str, letters: str) -> None:
    assert initials.of(name) == (initials.typed(letters) or "")


@given(st.text())
def test_initials_are_letters_or_characters_without_blanks(name: str) -> None:
    assert not any(letter.isspace() for letter in initials.of(name))
    assert len(initials.of(name)) <= initials.LONGEST


NAMES = st.text(st.sampled_from("张单曾解仇乐查尉迟欧阳万俟伟娜買国女士·* A1"), max_size=6)


@given(st.one_of(NAMES, st.text(max_size=6)))
def test_initials_are_the_first_letters_of_the_sounds_that_names_are_compared_by(name: str) -> None:
    sounds = (names.features(name).sound_key or "").split()
    letters = "".join(sound[0] for sound in sounds)[: initials.LONGEST].lower()
    assert initials.of(name) == letters.replace("n", "l")


@pytest.mark.parametrize("text", ["张", "13800000000", "z w", ""])
def test_what_is_no_letters_is_no_initials(text: str) -> None:
    assert initials.typed(text) is None
