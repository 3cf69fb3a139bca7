"""Encodings that nobody declared."""

import pytest
from tests.unit.intake.conftest import Arrive

from fangxian.intake import blocks
from fangxian.lib.fault import Fault

TEXT = "姓名,证件号码,检测结果\n张三,1101,阴性\n李四,1102,阴性\n"
RARE = "姓名,证件号码,检测结果\n𬭎㛃,1101,阴性\n"


@pytest.mark.parametrize(
    ("spoken", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("gb2312", "gb18030"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_an_encoding_is_found_by_its_bytes(arrive: Arrive, spoken: str, encoding: str) -> None:
    one = arrive(TEXT.encode(spoken))
    assert one.rows == [("张三", "1101"), ("李四", "1102")]
    assert one.file.encoding == encoding


def test_utf_16_with_the_big_end_first_has_a_mark_too(arrive: Arrive) -> None:
    assert arrive(("\ufeff" + TEXT).encode("utf-16-be")).rows[0] == ("张三", "1101")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_in_english(arrive: Arrive, encoding: str) -> None:
    assert arrive("name,id_number,result\nSmith,1101,negative\n".encode(encoding)).rows == [("Smith", "1101")]


def test_zero_bytes_make_no_utf_16(arrive: Arrive) -> None:
    assert arrive("姓名,证件号码,结果\n张三,1\x001\x000\x001,阴性\n").file.encoding == "utf-8"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_rare_characters_of_names_survive(arrive: Arrive, encoding: str) -> None:
    assert arrive(RARE.encode(encoding)).rows == [("𬭎㛃", "1101")]


def test_gb18030_that_begins_in_english_is_still_found(arrive: Arrive) -> None:
    people = "".join(f"Smith,{n},negative\n" for n in range(20_000))
    one = arrive(b"name,id_number,result\n" + people.encode() + "张三,1101,阴性\n".encode("gb18030"))
    assert one.file.encoding == "gb18030"
    assert one.rows[-1] == ("张三", "1101")


def test_a_name_in_utf_16_that_holds_the_byte_of_a_carriage_return(arrive: Arrive) -> None:
    # 名 is 0D 54 with the little end first.
    assert arrive("名字,证件号码,结果\n名名,1101,阴性".encode("utf-16-le")).rows == [("名名", "1101")]


@pytest.mark.parametrize(
    ("encoding", "damage", "shown"),
    [
        ("utf-8", b"\xff\xfe,1103\n", "UTF-8"),
        ("utf-8", "王五,1103,阴性\n".encode("gb18030"), "UTF-8"),
        ("utf-8-sig", b"\xc3\x28,1103\n", "UTF-8"),
        ("gb18030", b"\xff,1103\n", "GB18030"),
        ("utf-16", b"\x00\xd8\x41\x00\x0a\x00", "UTF-16"),
    ],
)
def test_damage_in_the_middle_is_said_with_its_line(arrive: Arrive, encoding: str, damage: bytes, shown: str) -> None:
    before, after = TEXT.encode(encoding), TEXT.encode(encoding.removesuffix("-sig"))
    with pytest.raises(Fault) as refused:
        arrive(before + damage + (after[2:] if encoding == "utf-16" else after))
    assert refused.value.en.startswith(f"round.csv: line 4 (byte {len(before)}) is not readable as {shown};")
    assert "第4行" in refused.value.zh


def test_damage_far_below_is_counted_in_lines_too(arrive: Arrive) -> None:
    text = TEXT + "王五,1103,阴性\n" * (3 * blocks.BLOCK // 20)
    with pytest.raises(Fault, match=f"line {text.count(chr(10)) + 1} "):
        arrive(text.encode() + b"\xff\n" + text.encode())
