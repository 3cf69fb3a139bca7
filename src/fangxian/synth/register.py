"""The residents' file: who is registered where, with the mistakes that registers have."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fangxian.synth import places, streams, telephones
from fangxian.synth.dirt import number as spoilt
from fangxian.synth.people import People, phone_texts
from fangxian.synth.places import Places

#: Share of households that are registered here and live elsewhere (人户分离).
ELSEWHERE = 0.025
#: Share of people who live alone, under 46, in a bed of a dormitory.
_BUNKS = 0.5


@dataclass(frozen=True, slots=True)
class Register:
    """`table` has the file's columns, one row a registered person, in the order of the export.

    The arrays have one entry a person, in the order of `People`: `said` what the truth calls them, `numbered` whether
    their right number stands in the file, `phone` the phone that does and tells who is meant (0: none does),
    `dwelling` where they are registered, `away` whether they live elsewhere.
    """

    table: pa.Table
    said: pa.Array
    numbered: np.ndarray
    phone: np.ndarray
    dwelling: np.ndarray
    away: np.ndarray


def rooms_for(people: int) -> int:
    """How many dormitory rooms a district of so many people has."""
    return round(people * 0.02 / places.BUNKS)


def draw(seed: int, people: People, where: Places, rates: dict[str, float]) -> Register:
    """Registers everybody in `people`; `rates` are those of the table [register]."""
    rng = streams.generator(seed, "register")
    count = len(people)
    dwelling, away = _homes(rng, people, where)
    dirty = {kind: rng.random(count) < rate for kind, rate in rates.items()}
    shared = dirty["number_shared"] & (people.relative != np.arange(count))
    number = pc.if_else(pa.array(shared), people.number.take(pa.array(people.relative)), people.number)
    number = _spoilt(seed, number, dirty)
    phone = np.where(dirty["phone_outdated"], telephones.numbers(rng, count), people.phone)
    phone = np.where(dirty["phone_missing"], 0, phone)
    twice = np.flatnonzero(dirty["resident_twice"])
    person = _person(np.arange(count))
    table = pa.table(
        {
            "人员编号": person,
            "姓名": people.name,
            "性别": pa.array(["女", "男"]).take(pa.array(people.families.sex)),
            "出生日期": _births(rng, people.families.birth, dirty["other_spelling_of_birth_date"]),
            "公民身份号码": number,
            "联系电话": pc.if_else(pa.array(phone > 0), phone_texts(phone), ""),
            "现住址": pc.if_else(pa.array(away), _elsewhere(rng, dwelling), where.address.take(pa.array(dwelling))),
            "网格编码": pa.array(where.grid[dwelling]).cast(pa.string()),
        }
    )
    order = np.argsort(dwelling, kind="stable")
    copies = table.take(pa.array(twice)).set_column(0, "人员编号", _person(9_000_000 + twice))
    said = np.array(person.to_pylist(), dtype=object)
    said[twice] = [
        f"{first}|{second}" for first, second in zip(said[twice], copies["人员编号"].to_pylist(), strict=True)
    ]
    numbered = ~(dirty["number_missing"] | shared)
    return Register(
        pa.concat_tables([table.take(pa.array(order)), copies]),
        pa.array(said, pa.string()),
        numbered,
        # Who is registered under a relative's number is contradicted by their own: a phone does not settle it.
        np.where(shared, 0, phone),
        dwelling,
        away,
    )


def _homes(rng: np.random.Generator, people: People, where: Places) -> tuple[np.ndarray, np.ndarray]:
    """The dwelling of each person, and who is away; households have dwellings of their own, some bunks share a room."""
    household = people.families.household
    count = int(household[-1]) + 1
    sizes = np.bincount(household)
    age = people.families.age[np.searchsorted(household, np.arange(count))]
    rooms = np.flatnonzero(where.kind == places.BUNK)
    single = np.flatnonzero((sizes == 1) & (age < 46))
    bunked = single[rng.random(len(single)) < _BUNKS][: len(rooms) * places.BUNKS]
    homes = np.flatnonzero(where.kind != places.BUNK)
    home = homes[rng.permutation(len(homes))][np.arange(count) % len(homes)]
    home[bunked] = rooms[np.arange(len(bunked)) // places.BUNKS]
    away = rng.random(count) < ELSEWHERE
    away[bunked] = False
    return home[household], away[household]


def _person(index: np.ndarray) -> pa.Array:
    return pc.binary_join_element_wise("R", pc.utf8_lpad(pa.array(index + 1).cast(pa.string()), 7, "0"), "")


def _spoilt(seed: int, number: pa.Array, dirty: dict[str, np.ndarray]) -> pa.Array:
    rng = streams.scalars(seed, "register/numbers")
    for kind in ("number_missing", "number_15_digits", "number_lower_x"):
        where = np.flatnonzero(dirty[kind])
        old = number.take(pa.array(where)).to_pylist()
        new = ["" if kind == "number_missing" else spoilt.MADE[kind](one, rng) for one in old]
        number = pc.replace_with_mask(number, pa.array(dirty[kind]), pa.array(new, pa.string()))
    return number


def _births(rng: np.random.Generator, birth: np.ndarray, other: np.ndarray) -> pa.Array:
    """1958-03-04, and here and there 19580304, 1958/3/4 or 1958年3月4日."""
    text = pc.cast(pa.array(birth), pa.string())
    where = np.flatnonzero(other)
    days = [day.split("-") for day in text.take(pa.array(where)).to_pylist()]
    ways = rng.integers(0, 3, len(days)).tolist()
    new = [
        (f"{y}{m}{d}", f"{y}/{int(m)}/{int(d)}", f"{y}年{int(m)}月{int(d)}日")[way]
        for (y, m, d), way in zip(days, ways, strict=True)
    ]
    return pc.replace_with_mask(text, pa.array(other), pa.array(new, pa.string()))


def _elsewhere(rng: np.random.Generator, dwelling: np.ndarray) -> pa.Array:
    """An address outside the district; those of one dwelling live together there as well."""
    roads = places.words()["elsewhere"]
    number, building, unit, floor = (
        (dwelling * prime) % size + 1 for prime, size in ((7919, 300), (104_729, 12), (1_299_709, 4), (15_485_863, 7))
    )
    text = [pa.array(part).cast(pa.string()) for part in (number, building, unit, floor * 100 + dwelling % 3 + 1)]
    road = pa.array(roads).take(pa.array(dwelling % len(roads)))
    return pc.binary_join_element_wise(road, text[0], "号", text[1], "号楼", text[2], "单元", text[3], "室", "")
