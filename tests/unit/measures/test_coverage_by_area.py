"""Coverage by area: every person stands once on each level, in an area that has a name people know."""

import pytest

from fangxian.measures.coverage import LEVELS, AreaCoverage, by_area, district_of, placed

NAMES = {"230108": "平房区", "230108001": "兴建街道", "230108001002": "青年社区"}


def level(areas: list[AreaCoverage], name: str) -> list[AreaCoverage]:
    return [area for area in areas if area.level == name]


@pytest.mark.parametrize(
    ("code", "district", "street", "community", "grid"),
    [
        ("230108001002003", "230108", "230108001", "230108001002", "230108001002003"),
        ("23010800100200301", "230108", "230108001", "230108001002", "23010800100200301"),
        ("230108001002", "230108", "230108001", "230108001002", ""),
        ("230108001", "230108", "230108001", "", ""),
        ("230108", "230108", "", "", ""),
        (" ２３０１０８００１００２００３ ", "230108", "230108001", "230108001002", "230108001002003"),
        ("230108001002003.0", "230108", "230108001", "230108001002", "230108001002003"),
        ("东区-7", "", "", "", "东区-7"),
        ("3号网格", "", "", "", "3号网格"),
        ("990108001002003", "", "", "", "990108001002003"),
        ("", "", "", "", ""),
        (None, "", "", "", ""),
    ],
)
def test_a_grid_code_says_where_the_grid_lies(
    code: str | None, district: str, street: str, community: str, grid: str
) -> None:
    assert placed(code) == (district, street, community, grid)


@pytest.mark.parametrize(
    "misplaced",
    ["13912345678", "230108199001011234", "23010819900101123X", "友协大街12号3单元501", "三号楼402室", "长" * 21],
)
def test_what_belongs_to_a_person_is_no_grid(misplaced: str) -> None:
    assert placed(misplaced) == ("", "", "", "")


def test_an_area_counts_its_people_by_what_became_of_them(laid_out) -> None:
    grid = "230108001002003"
    engine = laid_out(
        [(grid, "tested")] * 5 + [(grid, "pending")] * 2 + [(grid, "in_review")] + [(grid, "untested")] * 3
    )
    areas = by_area(engine, name_of=NAMES.get)
    assert [area.level for area in areas] == list(LEVELS)
    for area in areas:
        assert (area.people, area.tested, area.pending, area.in_review, area.untested) == (11, 5, 2, 1, 3)
    assert [area.name for area in areas] == ["平房区", "兴建街道", "青年社区", "青年社区 003"]
    assert areas[0].share == pytest.approx(5 / 11)


def test_on_each_level_everybody_stands_once(laid_out) -> None:
    codes = ["230108001002003", "230108001002004", "230108001", "东区-7", "", None, "230108002001001", "230108001002"]
    engine = laid_out([(code, "tested") for code in codes] + [(code, "untested") for code in codes])
    areas = by_area(engine, name_of=NAMES.get)
    for name in LEVELS:
        assert sum(area.people for area in level(areas, name)) == 16
        assert sum(area.untested for area in level(areas, name)) == 8
    assert len({area.path for area in areas}) == len(areas)


def test_people_without_a_code_stand_in_an_area_that_says_so(laid_out) -> None:
    engine = laid_out([("", "tested"), (None, "tested"), ("230108001", "untested")])
    areas = by_area(engine, name_of=NAMES.get)
    assert {(area.name, area.people) for area in level(areas, "grid")} == {("未分网格", 2), ("未分网格", 1)}
    assert {(area.name, area.people) for area in level(areas, "street")} == {("未分街道", 2), ("兴建街道", 1)}


def test_a_street_without_an_official_name_is_called_what_most_addresses_call_it(laid_out) -> None:
    addresses = ["黑龙江省哈尔滨市平房区联盟街道上海新村社区友协大街12号"] * 15 + [
        "平房区兴建街道和平社区新疆路3号"
    ] * 5
    engine = laid_out([("230108003007001", "tested")] * 20, addresses=addresses)
    areas = by_area(engine, name_of=lambda code: None)
    assert [area.name for area in areas] == ["230108", "联盟街道", "上海新村社区", "上海新村社区 001"]


def test_a_village_is_found_after_its_town(laid_out) -> None:
    engine = laid_out([("230108201003001", "tested")] * 12, addresses=["哈尔滨市平房区平房镇双龙村7组"] * 12)
    assert [area.name for area in by_area(engine, name_of=lambda code: None)][1:3] == ["平房镇", "双龙村"]


def test_a_place_that_few_addresses_name_keeps_its_code(laid_out) -> None:
    engine = laid_out([("230108003007001", "tested")] * 20, addresses=["平房区联盟街道上海新村社区1号"] * 9)
    assert [area.name for area in by_area(engine, name_of=lambda code: None)][1:] == [
        "230108003",
        "230108003007",
        "230108003007001",
    ]


def test_addresses_that_disagree_name_nothing(laid_out) -> None:
    addresses = ["平房区联盟街道1号"] * 15 + ["平房区兴建街道1号"] * 15
    areas = by_area(laid_out([("230108003007001", "tested")] * 30, addresses=addresses), name_of=lambda code: None)
    assert areas[1].name == "230108003"


def test_the_district_is_the_one_that_holds_nine_tenths(laid_out) -> None:
    mostly = laid_out([("230108001002003", "tested")] * 9 + [(None, "tested")])
    assert district_of(by_area(mostly, name_of=NAMES.get)).code == "230108"
    split = laid_out([("230108001002003", "tested")] * 5 + [("230107001002003", "tested")] * 5)
    assert district_of(by_area(split, name_of=NAMES.get)) is None


def test_nobody_in_the_file_gives_no_areas(laid_out) -> None:
    assert by_area(laid_out(), name_of=NAMES.get) == []
