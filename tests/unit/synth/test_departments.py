"""The departments' files describe one district: its ground without gaps, its people in the same homes, told apart."""

import csv
import json
from collections import defaultdict
from pathlib import Path

import pytest

from fangxian.lib import polygons
from fangxian.synth import universe
from fangxian.synth.departments import land, writing
from fangxian.synth.dirt import rates

PEOPLE = 3000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("district")
    writing.write(out, 7, universe.draw(7, PEOPLE, rates.load()))
    return out


def rows(folder: Path, name: str, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    with (folder / "departments" / name).open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def outlines(folder: Path) -> dict[str, list[tuple[float, float]]]:
    read = json.loads((folder / "departments/2022-06-30/自然资源-边界.geojson").read_text("utf-8"))
    return {
        one["properties"]["code"]: [(x, y) for x, y in one["geometry"]["coordinates"][0][:-1]]
        for one in read["features"]
    }


@pytest.mark.parametrize("digits", [9, 12, 15])
def test_areas_of_each_level_tile_the_district(folder: Path, digits: int) -> None:
    ground = outlines(folder)
    parts = sum(polygons.area(ring) for code, ring in ground.items() if len(code) == digits)
    assert parts == pytest.approx(polygons.area(ground["230108"]), rel=1e-4)


@pytest.mark.parametrize("digits", [9, 12, 15])
def test_each_area_is_tiled_by_its_own(folder: Path, digits: int) -> None:
    """So none overlaps another: what one had too much, its neighbours would have too little."""
    inside: dict[str, float] = defaultdict(float)
    ground = outlines(folder)
    for code, ring in ground.items():
        if len(code) == digits:
            inside[code[: digits - 3]] += polygons.area(ring)
    for code, area in inside.items():
        assert area == pytest.approx(polygons.area(ground[code]), rel=2e-3, abs=1e-9)


def test_buildings_stand_in_their_grids(folder: Path) -> None:
    ground = outlines(folder)
    for row in rows(folder, "2022-06-30/住建-房屋.csv")[::50]:
        assert polygons.contains([ground[row["网格编码"]]], (float(row["经度"]), float(row["纬度"])))


def test_every_dwelling_has_a_compound_and_a_grid_that_are_listed(folder: Path) -> None:
    compounds = {row["小区编码"] for row in rows(folder, "2022-06-30/住建-小区.csv")}
    areas = {row["区划代码"] for row in rows(folder, "2022-06-30/民政-区划.csv")}
    dwellings = rows(folder, "2022-06-30/住建-房屋.csv")
    assert {row["小区编码"] for row in dwellings} == compounds
    assert {row["网格编码"] for row in dwellings} <= areas
    assert len({row["房屋编码"] for row in dwellings}) == len(dwellings)


@pytest.mark.parametrize(
    ("name", "encoding"), [("公安-户籍", "gb18030"), ("统计-实有人口", "utf-8"), ("人社-用工与在校名册", "utf-8")]
)
@pytest.mark.parametrize("day", ["2022-06-30", "2022-08-31"])
def test_the_truth_knows_every_row(folder: Path, name: str, encoding: str, day: str) -> None:
    said = rows(folder, f"{day}/{name}.csv", encoding)
    with (folder / "truth/departments" / day / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        truth = list(csv.DictReader(file))
    assert [int(line["row"]) for line in truth] == list(range(1, len(said) + 1))
    codes = {row["房屋编码"] for row in rows(folder, "2022-06-30/住建-房屋.csv")}
    assert {line["dwelling"] for line in truth} <= codes


def test_between_the_days_people_come_and_go(folder: Path) -> None:
    def told(day: str) -> dict[str, str]:
        with (folder / "truth/departments" / day / "统计-实有人口.csv").open(encoding="utf-8", newline="") as file:
            return {line["person"]: line["dwelling"] for line in csv.DictReader(file)}

    june, august = told("2022-06-30"), told("2022-08-31")
    assert august.keys() - june.keys() and june.keys() - august.keys()
    assert any(august[person] != june[person] for person in june.keys() & august.keys())


def test_who_lives_here_unregistered_is_counted(folder: Path) -> None:
    register = {row["公民身份号码"] for row in rows(folder, "2022-08-31/公安-户籍.csv", "gb18030")}
    counted = [row["证件号码"] for row in rows(folder, "2022-08-31/统计-实有人口.csv")]
    assert 0.06 < sum(number not in register for number in counted) / len(counted) < 0.2


def test_the_same_seed_draws_the_same_ground() -> None:
    everyone = universe.draw(7, 500, rates.load())
    assert land.draw(7, everyone.places) == land.draw(7, everyone.places)
