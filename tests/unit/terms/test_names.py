"""What a registrar would say of names, and what dictionaries say of the characters."""

import csv
from pathlib import Path

import opencc
import pytest
from pypinyin import Style, lazy_pinyin

from fangxian.terms import hanzi, name_rules, names

DATA = Path(hanzi.__file__).parent / "data"
USUAL = [char for char in hanzi.table() if "一" <= char <= "龥"]


def agreement(one: str, other: str) -> str | None:
    return names.agreement(names.features(one), names.features(other))


@pytest.mark.parametrize(
    ("written", "surname", "given"),
    [
        ("王伟", "王", "伟"),
        ("歐陽娜娜", "欧阳", "娜娜"),
        ("欧阳", "欧", "阳"),
        ("诸葛亮", "诸葛", "亮"),
        ("阿不都热依木·买买提", "", "阿不都热依木买买提"),
        ("WANG WEI", "", "WANGWEI"),
    ],
)
def test_a_name_is_taken_apart(written: str, surname: str, given: str) -> None:
    assert names.parse(written) == (surname, given)


def test_nothing_has_no_parts() -> None:
    assert names.parse("不详") is None
    assert names.parse(None) is None


def test_a_name_and_nothing_are_neither_alike_nor_different() -> None:
    assert agreement("王伟", "") is None


def test_two_hidden_names_are_never_the_same() -> None:
    assert agreement("张*伟", "张*伟") == "masked"


def test_a_two_character_name_never_agrees_by_one_character() -> None:
    assert agreement("王伟", "王强") == "surname"
    assert agreement("王伟", "李伟") == "given"


def test_a_relative_is_not_the_person() -> None:
    assert agreement("王伟", "王伟（儿子）") == "different"
    assert agreement("王伟", "王伟之妻") == "surname"


def test_every_traditional_character_has_the_simplified_form_that_opencc_gives() -> None:
    convert = opencc.OpenCC("t2s").convert
    ours = {char: hanzi.table()[char].simplified for char in USUAL}
    apart = {char for char in USUAL if convert(char) != ours[char]}
    # Where we differ, a name has its own use (乾, 著), two forms are one (锺, 钟), or OpenCC lacks a variant (髙).
    assert len(apart) < 60
    assert all(ours[char] == char or ours[char] == ours[convert(char)] or convert(char) == char for char in apart)


def test_simplified_forms_stay_as_they_are() -> None:
    table = hanzi.table()
    assert all(table[row.simplified].simplified == row.simplified for row in table.values() if row.simplified in table)


def test_a_character_sounds_as_pypinyin_says_one_of_its_readings() -> None:
    own = {row["char"] for row in csv.DictReader((DATA / "readings.csv").read_text("utf-8").splitlines())}
    for char in USUAL:
        row = hanzi.table()[char]
        spoken = lazy_pinyin(row.simplified, style=Style.NORMAL, errors="ignore")
        if spoken and row.simplified not in own:
            assert row.sound == hanzi.fold(spoken[0]), char


def test_forms_of_one_character_share_sound_and_shape() -> None:
    table = hanzi.table()
    for row in table.values():
        if row.simplified in table:
            assert (row.sound, row.shape) == (table[row.simplified].sound, table[row.simplified].shape)


def test_every_surname_of_two_characters_stands_in_the_table() -> None:
    assert len(set(name_rules.COMPOUND)) == len(name_rules.COMPOUND)
    assert all(char in hanzi.table() for surname in name_rules.COMPOUND for char in surname)


def test_no_character_stands_in_two_groups_of_look_alikes() -> None:
    lines = (DATA / "look_alikes.txt").read_text("utf-8").splitlines()
    characters = [char for line in lines if not line.startswith("#") for char in line]
    assert {char for char in characters if characters.count(char) > 1} == set()


@pytest.mark.parametrize(
    "pair",
    [
        "晴睛",
        "未末",
        "己已",
        "巳已",
        "士土",
        "昊吴",
        "样祥",
        "晓哓",
        "戊戌",
        "戍戌",
        "雨丽",
        "玲铃",
        "辰唇",
        "侯候",
        "佘余",
        "冼洗",
        "沈沉",
        "傅博",
    ],
)
def test_a_registrar_knows_these_as_look_alikes(pair: str) -> None:
    one, other = (hanzi.table()[char].shape for char in pair)
    assert one == other


def test_no_class_of_look_alikes_is_so_large_that_it_says_nothing() -> None:
    members: dict[str, int] = {}
    for row in hanzi.table().values():
        if row.char == row.simplified:
            members[row.shape] = members.get(row.shape, 0) + 1
    assert max(members.values()) <= 16


def test_sounds_that_are_mixed_up_are_one() -> None:
    assert hanzi.fold("zhang ming") == hanzi.fold("zang min")
    assert hanzi.fold("nv") == hanzi.fold("lü") == hanzi.fold("lyu") == "lu"
    assert hanzi.fold("liu") == hanzi.fold("niu")
    assert hanzi.fold("wang") != hanzi.fold("wan")
