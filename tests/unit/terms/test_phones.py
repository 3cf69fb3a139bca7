"""Phone numbers as they stand in files, and what is and is not one."""

import phonenumbers
import pytest

from fangxian.lake.engines import portable
from fangxian.terms import phones
from fangxian.terms.sql import phones as sql


@pytest.mark.parametrize(
    "written",
    [
        "13812345678",
        "+8613812345678",
        "+86 138 1234 5678",
        "008613812345678",
        "86-138-1234-5678",
        "(+86)13812345678",
        "138-1234-5678",
        "138 1234 5678",
        "138.1234.5678",
        "１３８１２３４５６７８",
        "＋８６１３８１２３４５６７８",
        "13812345678.0",
        "1.3812345678E+10",
        "1.3812345678E10",
        "'13812345678",
        '="13812345678"',
        '"13812345678"',
        "`13812345678",
        "13812345678\u200b",
        "\ufeff13812345678",
        " 13812345678 ",
        "\t13812345678",
        "013812345678",
        "手机：13812345678（父亲）",
        "13812345678转",
    ],
)
def test_spellings_of_a_mobile_are_one_number(written: str) -> None:
    assert phones.key(written) == 13812345678


@pytest.mark.parametrize(
    "written",
    [
        "0451-86512345",
        "(0451)86512345",
        "（0451）8651 2345",
        "045186512345",
        "0451 8651-2345",
        "+86 451 8651 2345",
        "+86(0)451-86512345",
        "86-0451-86512345",
        "008645186512345",
        "０４５１－８６５１２３４５",
        "0451-86512345-801",
        "0451-86512345转801",
        "0451-86512345 ext 801",
        "0451-86512345*801",
    ],
)
def test_spellings_of_a_landline_are_one_number_without_its_extension(written: str) -> None:
    assert phones.key(written) == 86_451_86512345


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("13800001234/13900001234", 13800001234),
        ("13800001234、13900001234", 13800001234),
        ("13800001234 13900001234", 13800001234),
        ("13800001234\n13900001234", 13800001234),
        ("13800001234，0451-86512345", 13800001234),
        ("0451-86512345；0451-86510000", 86_451_86512345),
        ("无/13900001234", 13900001234),
    ],
)
def test_of_two_numbers_the_first_counts(written: str, key: int) -> None:
    assert phones.key(written) == key


def test_a_mobile_goes_before_a_landline() -> None:
    assert phones.key("0451-86512345/13812345678") == 13812345678


def test_a_placeholder_gives_way_to_a_number() -> None:
    assert phones.key("13800000000/13900001234") == 13900001234


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("+852 9123 4567", 852_91234567),
        ("00852-91234567", 852_91234567),
        ("(852)91234567", 852_91234567),
        ("+853 6612 3456", 853_66123456),
        ("+886 912 345 678", 886_912345678),
        ("+886-0912-345-678", 886_912345678),
        ("+886 (0)2 2345 6789", 886_223456789),
    ],
)
def test_numbers_of_hong_kong_macau_and_taiwan_keep_their_country_code(written: str, key: int) -> None:
    assert phones.key(written) == key


@pytest.mark.parametrize(
    "nothing",
    [
        None, "", " ", "无", "不详", "-", "0", "11111111111", "00000000000", "99999999999", "13800000000",
        "15900000000", "13800138000", "138-0013-8000", "12345678901", "12345678910", "1381234567", "138123456789",
        "138****5678", "1.38E+10", "86512345", "10086", "400-810-1234", "95588", "+1 415 555 2671", "+81 90 1234 5678",
        "230108199003076631", "20220909081500", "13 0102 1990 0101 1234", "0451-1234567", "0000-86512345",
    ],
)  # fmt: skip
def test_what_nobody_can_be_rung_at_is_no_number(nothing: str | None) -> None:
    assert phones.key(nothing) is None


@pytest.mark.parametrize(
    ("key", "text", "masked"),
    [
        (13812345678, "13812345678", "138****5678"),
        (86_451_86512345, "0451-86512345", "0451-8651****"),
        (86_10_59871234, "010-59871234", "010-5987****"),
        (852_91234567, "+852-91234567", "+852-9123****"),
    ],
)
def test_a_key_is_written_as_people_write_it_and_hidden_from_others(key: int, text: str, masked: str) -> None:
    assert phones.text(key) == text
    assert phones.masked(key) == masked


@pytest.mark.parametrize("key", [13812345678, 86_451_86512345, 86_21_63212345, 852_91234567, 886_912345678])
def test_a_number_written_out_is_read_again(key: int) -> None:
    assert phones.key(phones.text(key)) == key


@pytest.mark.parametrize(
    "written",
    ["13812345678", "+86 451 8651 2345", "010-59871234", "(0755) 2345 6789", "+852 9123 4567", "+853 6612 3456",
     "+886 912 345 678", "0086 139 4512 3456", "0451-86512345"],
)  # fmt: skip
def test_the_phonenumbers_library_reads_the_same_number(written: str) -> None:
    parsed = phonenumbers.parse(written.replace("0086", "+86"), "CN")
    assert phonenumbers.is_possible_number(parsed)
    international = int(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164).lstrip("+"))
    assert phones.key(written) == international - (86 * 10**11 if international // 10**10 == 861 else 0)


def test_the_form_for_a_column_is_sql_that_both_engines_understand() -> None:
    portable.parse(f"SELECT {sql.key('phone')} AS phone FROM people")
