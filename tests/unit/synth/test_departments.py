"""The departments' files describe one district: ground without gaps, people through time, the truth of each row."""

import csv
import json
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from fangxian.lib import polygons
from fangxian.synth import district, places, streams, universe
from fangxian.synth.departments import doors, land, lives, tiling, writing, written
from fangxian.synth.dirt import rates
from fangxian.terms import addresses, uscc

Point = tuple[float, float]
PEOPLE, SEED = 3000, 7
JUNE, AUGUST = "2022-06-30", "2022-08-31"
REGISTER, CENSUS, ROSTER, CARE = "公安-户籍.csv", "统计-实有人口.xlsx", "用工-名册.csv", "民政-重点人群.xlsx"
PLACES = ["民政-区划.csv", "边界.geojson", "住建-小区.csv", "住建-房屋.csv", "市监-法人.csv"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("district")
    writing.write(out, SEED, universe.draw(SEED, PEOPLE, rates.load()))
    return out


def rows(folder: Path, name: str, day: str = JUNE) -> list[dict[str, str]]:
    """The file's rows by its headings, as a stranger reads them."""
    path = folder / "departments" / day / name
    if name.endswith(".xlsx"):
        lines = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        start = next(place for place, line in enumerate(lines) if line[1] != "")
        return [dict(zip(map(str, lines[start]), map(str, line), strict=True)) for line in lines[start + 1 :]]
    encoding = "gb18030" if name in ("公安-户籍.csv", "市监-法人.csv") else "utf-8-sig"
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def truth(folder: Path, name: str, day: str = JUNE) -> list[dict[str, str]]:
    path = folder / "truth" / "departments" / f"{day}-{Path(name).stem}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def outlines(folder: Path) -> dict[str, list[Point]]:
    """Code -> closed ring."""
    read = json.loads((folder / "departments" / JUNE / "边界.geojson").read_text("utf-8"))
    return {
        one["properties"]["code"]: [(x, y) for x, y in one["geometry"]["coordinates"][0]] for one in read["features"]
    }


def sides(ring: list[Point]) -> Counter[tuple[Point, Point]]:
    """The sides of a closed ring, running anticlockwise."""
    turned = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) < 0
    points = ring[::-1] if turned else ring
    return Counter(pairwise(points))


@pytest.mark.parametrize("digits", [9, 12, 15])
def test_each_area_is_tiled_by_those_within_it(folder: Path, digits: int) -> None:
    """Two neighbours share a side whole, one each way; what is left over is the outer area's own outline."""
    inside: dict[str, Counter[tuple[Point, Point]]] = defaultdict(Counter)
    ground = outlines(folder)
    for code, ring in ground.items():
        if len(code) == digits:
            inside[code[: digits - 3]].update(sides(ring))
    assert sorted(inside) == sorted(code for code in ground if len(code) == digits - 3)
    for code, found in inside.items():
        outer = {side for side in found if (side[1], side[0]) not in found}
        assert max(found.values()) == 1
        assert outer == set(sides(ground[code]))


def test_the_smallest_district_has_a_map_too(tmp_path: Path) -> None:
    writing.write(tmp_path, SEED, universe.draw(SEED, 60, rates.load()))
    assert len(outlines(tmp_path)) == 1 + 11 + 55 + 55


@pytest.mark.parametrize("digits", [9, 12, 15])
def test_the_areas_of_a_level_add_up_to_the_district(folder: Path, digits: int) -> None:
    ground = outlines(folder)
    parts = sum(polygons.area(ring) for code, ring in ground.items() if len(code) == digits)
    assert parts == pytest.approx(polygons.area(ground["230108"]), rel=1e-9)


def test_the_district_is_as_large_as_its_outline() -> None:
    everyone = universe.draw(SEED, 500, rates.load())
    ring = land.draw(SEED, everyone.places).plane["230108"]
    assert polygons.area([*ring, ring[0]]) / 1e6 == pytest.approx(98.9, abs=1)


@pytest.mark.parametrize("seed", [SEED, 1, 2])
def test_every_area_could_be_a_neighbourhood(seed: int) -> None:
    """None is a strip: as round as a rectangle of one by five and a half, or rounder."""
    everyone = places.draw(streams.generator(seed, "places"), 110_000, 670)
    ground = land.draw(seed, everyone).plane
    assert len(ground) > 400
    assert {code: ring for code, ring in ground.items() if tiling.roundness(ring) < 0.4} == {}


def test_a_grid_of_the_town_is_smaller_than_one_of_a_village(folder: Path) -> None:
    everyone = universe.draw(SEED, PEOPLE, rates.load())
    kinds = {str(one.code): one.kind for one in everyone.places.communities}
    sizes = defaultdict(list)
    for code, ring in outlines(folder).items():
        if len(code) == 15:
            sizes[kinds[code[:12]]].append(polygons.area(ring))
    assert 3 * sum(sizes["town"]) / len(sizes["town"]) < sum(sizes["village"]) / len(sizes["village"])


def test_buildings_stand_in_their_grids(folder: Path) -> None:
    ground, kinds = outlines(folder), [line["kind"] for line in truth(folder, "住建-房屋.csv")]
    stand = {
        (row["网格编码"], row["经度"], row["纬度"])
        for row, kind in zip(rows(folder, "住建-房屋.csv"), kinds, strict=True)
        if not kind
    }
    assert len(stand) > 50
    for grid, east, north in stand:
        assert polygons.contains([ground[grid]], (float(east), float(north)))


def test_no_two_buildings_stand_in_one_spot(folder: Path) -> None:
    found = {
        (row["经度"], row["纬度"]): (row["小区编码"], row["楼栋"])
        for row in rows(folder, "住建-房屋.csv")
        if row["经度"]
    }
    assert len(found) == len(set(found.values()))


def test_every_dwelling_has_a_compound_and_a_grid_that_are_listed(folder: Path) -> None:
    compounds = {row["小区编码"] for row in rows(folder, "住建-小区.csv")}
    areas = {row["区划代码"] for row in rows(folder, "民政-区划.csv")}
    dwellings = rows(folder, "住建-房屋.csv")
    assert areas == set(outlines(folder))
    assert {row["小区编码"] for row in dwellings} == compounds
    assert {row["小区编码"][:12] for row in dwellings} <= areas
    assert len({row["房屋编码"] for row in dwellings}) == len(dwellings)


@pytest.mark.parametrize("day", [JUNE, AUGUST])
@pytest.mark.parametrize("name", [REGISTER, CENSUS, ROSTER, CARE])
def test_the_truth_knows_every_row(folder: Path, name: str, day: str) -> None:
    said, told = rows(folder, name, day), truth(folder, name, day)
    codes = {row["房屋编码"] for row in rows(folder, "住建-房屋.csv")}
    assert [int(line["row"]) for line in told] == list(range(1, len(said) + 1))
    assert {line["file"] for line in told} == {f"{day}/{name}"}
    assert all(line["person"] for line in told)
    assert {line["dwelling"] for line in told} <= (codes | {""} if name == ROSTER else codes)


@pytest.mark.parametrize("name", PLACES)
def test_places_and_organisations_are_sent_once(folder: Path, name: str) -> None:
    assert (folder / "departments" / JUNE / name).exists()
    assert not (folder / "departments" / AUGUST / name).exists()


def test_a_person_is_called_the_same_in_each_file_and_in_the_residents_file(folder: Path) -> None:
    everyone = universe.draw(SEED, PEOPLE, rates.load())
    table = everyone.register.table
    names = dict(zip(table["人员编号"].to_pylist(), table["姓名"].to_pylist(), strict=True))
    for row, line in zip(rows(folder, REGISTER), truth(folder, REGISTER), strict=True):
        if line["person"][0] == "R" and not line["kind"]:
            assert row["姓名"] == names[line["person"]]


def test_a_row_without_a_kind_bears_the_right_number(folder: Path) -> None:
    drawn = lives.draw(SEED, universe.draw(SEED, PEOPLE, rates.load()))
    numbers = dict(zip(drawn.code.to_pylist(), drawn.people.number.to_pylist(), strict=True))
    for name, heading in ((REGISTER, "公民身份号码"), (CENSUS, "证件号码"), (ROSTER, "身份证号码"), (CARE, "身份证号")):
        for row, line in zip(rows(folder, name, AUGUST), truth(folder, name, AUGUST), strict=True):
            spoilt = any(kind.startswith("number_") for kind in line["kind"].split("|"))
            assert (row[heading] == numbers[line["person"]]) is not spoilt


def test_each_kind_of_dirt_is_told(folder: Path) -> None:
    big = Counter(
        kind
        for name in (REGISTER, CENSUS, ROSTER, CARE)
        for line in truth(folder, name, AUGUST)
        for kind in line["kind"].split("|")
    )
    common = {kind for dirt in written.said()["dirt"].values() for kind, rate in dirt.items() if rate >= 0.01}
    assert common - {"coordinates_missing", "address_outdated"} <= big.keys()


def test_what_the_census_calls_a_door_is_the_door_that_the_housing_office_means() -> None:
    places = universe.draw(SEED, PEOPLE, rates.load()).places
    said, meant = doors.counted(places).to_pylist(), places.address.to_pylist()
    keys = [(addresses.key(one), addresses.key(other)) for one, other in zip(said, meant, strict=True)]
    assert sum(one == other and one is not None for one, other in keys) > 0.95 * len(keys)


def test_credit_codes_hold_and_none_is_given_twice(folder: Path) -> None:
    lines = zip(rows(folder, "市监-法人.csv"), truth(folder, "市监-法人.csv"), strict=True)
    codes = [row["统一社会信用代码"] for row, line in lines if not line["kind"]]
    parts = [uscc.parts(code) for code in codes]
    assert all(part is not None and part.organisation_is_sound for part in parts)
    assert len(set(codes)) == len(codes) > 100


def test_staff_and_pupils_are_at_organisations_that_are_listed(folder: Path) -> None:
    known = {row["统一社会信用代码"] for row in rows(folder, "市监-法人.csv")}
    found = [row["统一社会信用代码"] in known for row in rows(folder, ROSTER)]
    assert sum(found) > 0.98 * len(found)
    assert sum("班" in row["岗位"] and "班组" not in row["岗位"] for row in rows(folder, ROSTER)) > 0.05 * PEOPLE


def test_between_the_days_people_are_born_die_marry_come_and_go(folder: Path) -> None:
    with (folder / "truth" / "changes.csv").open(encoding="utf-8", newline="") as file:
        changes = list(csv.DictReader(file))
    happened: dict[str, set[str]] = defaultdict(set)
    for line in changes:
        happened[line["kind"]].add(line["person"])
        assert JUNE < line["day"] <= AUGUST
    assert {"born", "died", "moved_in", "moved_out", "moved_within", "married", "tenant_came", "tenant_went"} == {
        *happened
    }

    def listed(name: str, day: str) -> dict[str, str]:
        return {line["person"]: line["dwelling"] for line in truth(folder, name, day)}

    june, august = listed(REGISTER, JUNE), listed(REGISTER, AUGUST)
    came, left = august.keys() - june.keys(), june.keys() - august.keys()
    assert left == happened["died"] | happened["moved_out"]
    assert came <= happened["born"] | happened["moved_in"]
    living = listed(CENSUS, JUNE), listed(CENSUS, AUGUST)
    assert not happened["tenant_went"] & living[1].keys()
    assert not happened["tenant_came"] & living[0].keys()
    both = (happened["moved_within"] | happened["married"]) & living[0].keys() & living[1].keys()
    assert sum(living[0][person] != living[1][person] for person in both) > 0.9 * len(both)


def test_who_marries_joins_a_household_as_wife_or_husband(folder: Path) -> None:
    with (folder / "truth" / "changes.csv").open(encoding="utf-8", newline="") as file:
        married = {line["person"] for line in csv.DictReader(file) if line["kind"] == "married"}

    def registered(day: str) -> dict[str, dict[str, str]]:
        lines = zip(rows(folder, REGISTER, day), truth(folder, REGISTER, day), strict=True)
        return {line["person"]: row for row, line in lines if line["person"] in married}

    june, august = registered(JUNE), registered(AUGUST)
    assert married == june.keys() == august.keys()
    for person in married:
        assert june[person]["与户主关系"] == "户主"
        assert august[person]["与户主关系"] in ("夫", "妻")
        assert august[person]["户号"] != june[person]["户号"]


def test_who_lives_here_unregistered_is_counted_and_stands_in_no_register(folder: Path) -> None:
    register = {line["person"] for line in truth(folder, REGISTER, AUGUST)}
    counted = {line["person"] for line in truth(folder, CENSUS, AUGUST)}
    tenants = {person for person in counted if person[0] == "T"}
    assert 0.09 < len(tenants) / len(counted) < 0.13
    assert not tenants & register
    # And some who are registered do not live here.
    assert 0.01 < len(register - counted) / len(register) < 0.06


def test_no_file_holds_what_its_purpose_does_not_need(folder: Path) -> None:
    for path in (folder / "departments" / JUNE).iterdir():
        if path.suffix != ".geojson":
            headings = "".join(rows(folder, path.name)[0])
            assert not any(word in headings for word in ("民族", "宗教", "政治面貌", "血型", "婚姻"))
    assert not any("电话" in heading or "手机" in heading for heading in rows(folder, REGISTER)[0])


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    for copy in ("one", "other"):
        writing.write(tmp_path / copy, SEED, universe.draw(SEED, 400, rates.load()))
    one, other = (
        {
            path.relative_to(tmp_path / copy): path.read_bytes()
            for path in (tmp_path / copy).rglob("*")
            if path.is_file()
        }
        for copy in ("one", "other")
    )
    assert len(one) == 13 + 10 + 2
    assert one == other


def test_the_rounds_and_residents_are_the_same_with_and_without_departments(tmp_path: Path) -> None:
    for name, departments in (("plain", False), ("more", True)):
        district.write(tmp_path / name, seed=SEED, people=600, count=2, rates=rates.load(), departments=departments)
    plain = [path.relative_to(tmp_path / "plain") for path in (tmp_path / "plain").rglob("*.csv")]
    assert len(plain) == 5
    for path in plain:
        assert (tmp_path / "plain" / path).read_bytes() == (tmp_path / "more" / path).read_bytes()
