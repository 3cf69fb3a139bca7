"""The kinds of dirt: each spoils what it says it spoils, and nothing else."""

import random
import re
import tomllib

import pytest

from fangxian.synth import numbers as good
from fangxian.synth import wordlists
from fangxian.synth.dirt import name, number, phone, time

NUMBER, WITH_X = "230108196503041012", "23010819750128033X"
DRAWS = 300


@pytest.fixture
def dice() -> random.Random:
    return random.Random(5)


def drawn(maker: object, text: str, dice: random.Random) -> set[str]:
    assert callable(maker)
    return {maker(text, dice) for _ in range(DRAWS)}


def digits(text: str) -> str:
    """What is left of a number when everything that was put around it is taken away."""
    narrow = text.translate(str.maketrans("０１２３４５６７８９Ｘ", "0123456789X"))
    return "".join(char for char in narrow if char.isdigit() or char in "Xx")


def distance_one(a: str, b: str) -> bool:
    return len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1


def test_every_rate_has_a_kind_that_can_be_made() -> None:
    rates = tomllib.loads((wordlists.DATA / "dirt.toml").read_text("utf-8"))
    made = {"number": number.MADE, "number_x": number.MADE, "name": name.MADE, "name_dotted": name.MADE}
    made |= {"phone": phone.MADE, "time": time.MADE}
    for table, makers in made.items():
        assert {kind for kind in rates[table] if not kind.endswith("_of_relative")} <= makers.keys()


def test_the_numbers_these_examples_start_from_are_whole() -> None:
    assert good.valid(NUMBER)
    assert good.valid(WITH_X)


@pytest.mark.parametrize("kind", sorted(number.NORMALISED - {"number_15_digits", "number_other_marks"}))
def test_a_number_that_is_only_written_otherwise_keeps_its_digits(kind: str, dice: random.Random) -> None:
    for text in drawn(number.MADE[kind], WITH_X, dice) - {WITH_X}:
        assert digits(text).upper().removesuffix("X") == WITH_X.removesuffix("X")


def test_the_number_of_fifteen_digits_lacks_century_and_check(dice: random.Random) -> None:
    assert number.fifteen(NUMBER, dice) == "230108650304101"
    assert number.fifteen("230108201506010020", dice) == "230108201506010020"


def test_one_wrong_digit_is_one_and_the_check_finds_it(dice: random.Random) -> None:
    for text in drawn(number.one_digit, NUMBER, dice):
        assert distance_one(text, NUMBER)
        assert not good.valid(text)


def test_two_neighbours_change_places_and_the_check_finds_it(dice: random.Random) -> None:
    for text in drawn(number.swapped, NUMBER, dice):
        assert sorted(text) == sorted(NUMBER)
        assert text != NUMBER
        assert not good.valid(text)


def test_a_digit_too_many_or_too_few(dice: random.Random) -> None:
    assert {len(text) for text in drawn(number.missing_digit, NUMBER, dice)} == {17}
    assert {len(text) for text in drawn(number.extra_digit, NUMBER, dice)} == {19}


def test_a_spreadsheet_cuts_a_number(dice: random.Random) -> None:
    texts = drawn(number.cut, NUMBER, dice)
    assert "2.30108E+17" in texts
    for text in texts:
        assert f"{float(text):.0f}"[:2] == "23"
        assert len(f"{float(text):.0f}") == 18


def test_a_spreadsheet_keeps_fifteen_digits(dice: random.Random) -> None:
    assert number.zeroed(NUMBER, dice) == "230108196503041000"


@pytest.mark.parametrize("maker", [name.homophone, name.near_sound, name.look_alike])
def test_one_character_is_another(maker: object, dice: random.Random) -> None:
    for person in ("张静", "李晓玲", "王丽华", "陈晨"):
        for text in drawn(maker, person, dice) - {person}:
            assert distance_one(text, person)


def test_homophones_sound_alike(dice: random.Random) -> None:
    pypinyin = pytest.importorskip("pypinyin")
    same = total = 0
    for person in ("张静", "李晓玲", "王丽华", "陈晨", "许志强", "于欣怡"):
        spelled = pypinyin.lazy_pinyin(person)
        for text in drawn(name.homophone, person, dice) - {person}:
            total += 1
            same += pypinyin.lazy_pinyin(text) == spelled
    assert same > 0.9 * total > 20


def test_near_sounds_do_not_sound_alike_but_nearly(dice: random.Random) -> None:
    assert drawn(name.near_sound, "静", dice) & set("金锦晋")
    assert "静" not in drawn(name.near_sound, "静", dice)


def test_names_in_latin_letters(dice: random.Random) -> None:
    assert "WANG XIAOMING" in drawn(name.pinyin, "王晓明", dice)
    assert "OUYANG JING" in drawn(name.pinyin, "欧阳静", dice)
    assert "SHAN LI" in drawn(name.pinyin, "单丽", dice)


def test_masks_hide_and_lengths_remain(dice: random.Random) -> None:
    assert drawn(name.masked, "王伟", dice) == {"王*", "王某", "*伟"}
    assert {len(text) for text in drawn(name.masked, "王晓明", dice)} == {3}


def test_traditional_characters(dice: random.Random) -> None:
    assert "劉麗華" in drawn(name.traditional, "刘丽华", dice)
    assert drawn(name.traditional, "王山", dice) == {"王山"}


def test_blanks_and_dots_take_nothing_away(dice: random.Random) -> None:
    assert {"".join(text.split()) for text in drawn(name.spaces, "王晓明", dice)} == {"王晓明"}
    for text in drawn(name.dots, "艾力·买买提", dice):
        assert [char for char in text if char in "艾力买提"] == list("艾力买买提")


def test_short_names_lose_no_character(dice: random.Random) -> None:
    assert drawn(name.missing_character, "王伟", dice) == {"王伟"}
    assert drawn(name.missing_character, "王晓明", dice) == {"王明", "王晓"}


def test_phones(dice: random.Random) -> None:
    assert all(distance_one(text, "13904510001") for text in drawn(phone.one_digit, "13904510001", dice))
    for kind in phone.READABLE:
        for text in drawn(phone.MADE[kind], "13904510001", dice):
            assert digits(text).removesuffix("0" if text.endswith(".0") else "").endswith("13904510001")


def test_times_outside_the_round_are_outside(dice: random.Random) -> None:
    assert all(time.before("2022-09-09", 30_000, dice) < "2022-09-09" for _ in range(DRAWS))
    assert all(time.future("2022-09-09", 30_000, dice) > "2100" for _ in range(DRAWS))


def test_a_time_written_otherwise_is_the_same_minute(dice: random.Random) -> None:
    parts = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})\D{0,2}(\d{1,2})\D?(\d{1,2})")
    for _ in range(DRAWS):
        found = parts.match(time.spelling("2022-09-09", 8 * 3600 + 5 * 60 + 7, dice))
        assert found is not None
        assert [int(part) for part in found.groups()] == [2022, 9, 9, 8, 5]
