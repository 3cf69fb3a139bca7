"""Both forms of addresses give the same keys, and what people do to an address does not change its key."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.lake.engines import Engine, open_engine
from fangxian.terms import addresses
from fangxian.terms.sql import addresses as sql

PREFIXES = [
    "",
    "平房区",
    "哈尔滨市平房区",
    "黑龙江省哈尔滨市平房区新疆街道新友社区",
    "平房区 新疆街道 ",
    "新疆街道办事处新友社区居委会",
    "平房镇",
]
COMPOUNDS = [
    "新疆小区",
    "友协东区",
    "哈飞家属区",
    "保国花园",
    "南城一期",
    "碧水湾",
    "东轻厂区",
    "三江小区",
    "阳光100小区",
]
ROADS = ["", "新疆大街25号", "友协大街"]
PIECES = [
    *PREFIXES,
    *COMPOUNDS,
    *ROADS,
    *"号楼栋幢座层门室户组第村-#（）() 　,，0123456789０９十百一二三〇甲乙ABab～",
    "单元",
    "宿舍",
    "\n",
    "é",
    "Z",
]

FULL_WIDTH = {code: code + 0xFEE0 for code in b"0123456789-"}

anything = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
numbers = st.tuples(st.integers(1, 199), st.integers(1, 9), st.integers(1, 33), st.integers(1, 9))


def han(number: int) -> str:
    """A number below 200 in Chinese numerals."""
    figures = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    ten = (
        ("零" if hundreds and ones else "")
        if not tens
        else ("" if tens == 1 and not hundreds else figures[tens]) + "十"
    )
    return (figures[hundreds] + "百" if hundreds else "") + ten + (figures[ones] if ones else "")


def spellings(building: int, unit: int, floor: int, door: int) -> list[str]:
    room = f"{floor}{door:02}"
    return [
        f"{building}号楼{unit}单元{room}室", f"{building}-{unit}-{room}", f"{han(building)}栋{han(unit)}单元{room}",
        f"{building}#楼{unit}单元{floor}楼{room}", f"{building}号楼{unit}门{room}", f"{building}幢 {unit}单元 {room}",
        f"{building:02}号楼{unit}单元{room}", f"{building}座{unit}-{room}室", f"{building}楼{unit}单元{room}(租)",
        f"{building}号楼{unit}单元{floor}层{door}号", f"{building}-{unit}-{room}".translate(FULL_WIDTH),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_engine("duckdb", workdir=tmp_path_factory.mktemp("addresses")) as engine:
        yield engine


doors = st.builds(
    lambda prefix, road, compound, door, which: prefix + road + compound + spellings(*door)[which],
    *map(st.sampled_from, (PREFIXES, ROADS, COMPOUNDS)),
    numbers,
    st.integers(0, 10),
)


@given(texts=st.lists(doors | anything, min_size=1, max_size=60))
def test_keys_are_the_same_in_both_forms(engine: Engine, texts: list[str]) -> None:
    engine.load_rows("written", {"address": "VARCHAR"}, [(text,) for text in texts])
    found = {raw: tuple(keys) for raw, *keys in engine.rows(sql.features("written", "address"))}
    assert found == {text: (addresses.key(text), addresses.building_key(text)) for text in texts}


@given(prefix=st.sampled_from(PREFIXES), road=st.sampled_from(ROADS), compound=st.sampled_from(COMPOUNDS), door=numbers)
def test_spellings_of_a_door_give_one_key(prefix: str, road: str, compound: str, door: tuple[int, ...]) -> None:
    building, unit, floor, number = door
    expected = f"{compound.replace('一期', '1期')}|{building}|{unit}|{floor}{number:02}"
    if road == "友协大街" and compound[-2:] not in ("小区", "花园"):
        return  # nothing says where such a road ends
    keys = {spelling: addresses.key(prefix + road + compound + spelling) for spelling in spellings(*door)}
    assert keys == dict.fromkeys(keys, expected)


@given(text=doors | anything)
def test_a_door_stands_in_its_building(text: str) -> None:
    door, building = addresses.key(text), addresses.building_key(text)
    assert door is None or (building is not None and door.startswith(building + "|"))
