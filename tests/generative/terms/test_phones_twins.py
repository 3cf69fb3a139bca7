"""Both forms of phones give the same numbers, and what people do to a number does not change it."""

from collections.abc import Iterator

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.lake.engines import Engine, open_engine
from fangxian.terms import phones
from fangxian.terms.sql import phones as sql

FULL_WIDTH = {code: code + 0xFEE0 for code in b"0123456789+"}

PIECES = [
    "13812345678", "13800138000", "13900000000", "0451", "86512345", "010", "+86", "0086", "86", "852", "91234567",
    "886", "0912345678", "853", "66123456", "1.38", "E+10", "电话：", ".0", "é",
    *"0123456789０１９+＋-－ ()（）/、.=\"'转x*\n\t\u3000Ee",
]  # fmt: skip

anything = st.lists(st.sampled_from(PIECES), max_size=9).map("".join)
mobiles = st.integers(13_000_000_000, 19_999_999_999).filter(lambda number: number % 10**8 and number != 13800138000)


def spellings(number: int) -> list[str]:
    digits = str(number)
    grouped = f"{digits[:3]} {digits[3:7]} {digits[7:]}"
    return [
        digits, f"+86{digits}", f"86-{digits}", f"0086{digits}", grouped, grouped.replace(" ", "-"), f"+86 {grouped}",
        digits.translate(FULL_WIDTH), f"{digits}.0", f"'{digits}", f'="{digits}"', f"{digits[0]}.{digits[1:]}E+10",
        f"电话{digits}", f"{digits}/13911112222", f"（{digits}）", f"\u200b{digits}\ufeff",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_engine("duckdb", workdir=tmp_path_factory.mktemp("phones")) as engine:
        yield engine


@given(texts=st.lists(anything | mobiles.flatmap(lambda n: st.sampled_from(spellings(n))), min_size=1, max_size=80))
def test_numbers_are_the_same_in_both_forms(engine: Engine, texts: list[str]) -> None:
    engine.load_rows("written", {"phone": "VARCHAR"}, [(text,) for text in [*texts, None]])
    found = engine.rows(f"SELECT phone, {sql.key('phone')} FROM written")
    assert sorted(found, key=str) == sorted(((text, phones.key(text)) for text in [*texts, None]), key=str)


@given(number=mobiles)
def test_spellings_of_a_mobile_are_one_number(number: int) -> None:
    assert {spelling: phones.key(spelling) for spelling in spellings(number)} == dict.fromkeys(
        spellings(number), number
    )


@given(number=mobiles)
def test_the_phonenumbers_library_reads_the_same_mobile(number: int) -> None:
    for spelling in (str(number), f"+86{number}"):
        assert phonenumbers.parse(spelling, "CN").national_number == phones.key(spelling)


@given(text=anything)
def test_a_number_that_is_read_is_read_again_from_what_is_written_out(text: str) -> None:
    key = phones.key(text)
    assert key is None or phones.key(phones.text(key)) == key


@given(
    area=st.sampled_from([10, 20, 21, 29, 311, 451, 755, 991]),
    local=st.integers(20_000_000, 89_999_999),
    extension=st.integers(1, 9999),
)
def test_no_landline_is_a_mobile(area: int, local: int, extension: int) -> None:
    keys = {
        phones.key(written)
        for written in (f"0{area}-{local}", f"0{area}{local}", f"(0{area}){local}转{extension}", f"+86 {area} {local}")
    }
    assert keys == {int(f"86{area}{local}")}
    assert all(key is not None and key >= 20_000_000_000 for key in keys)
