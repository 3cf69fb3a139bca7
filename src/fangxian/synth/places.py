"""Lays out the district: communities, compounds, buildings, dwellings, grids of 200 to 300 households. Vectorised."""

import tomllib
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fangxian.synth import wordlists

#: Dwellings in a grid (a grid ends with its building), in a compound, and people of a dormitory room.
GRID, COMPOUND, BUNKS = 250, 360, 6
FLAT, HOUSE, BUNK = range(3)
_CITY = "哈尔滨市平房区"


@dataclass(frozen=True, slots=True)
class Community:
    """One line of communities.tsv."""

    code: int
    name: str
    street: str
    kind: str
    weight: float


@dataclass(frozen=True, slots=True)
class Places:
    """The dwellings: arrays of one length.

    `address` is as the register writes it, `spoken` as people say it at a site; `grid` has fifteen digits (street,
    community, grid); `community` is an index into `communities`, `building` into `buildings`; `unit`, `floor` and
    `room` count as the addresses do.
    """

    communities: list[Community]
    kind: np.ndarray
    community: np.ndarray
    grid: np.ndarray
    address: pa.Array
    spoken: pa.Array
    buildings: list["Building"]
    building: np.ndarray
    unit: np.ndarray
    floor: np.ndarray
    room: np.ndarray


@dataclass(slots=True)
class Building:
    """A building as it is laid out. `written` and `spoken` end in its number, where it has one."""

    community: int
    kind: int
    written: str
    spoken: str
    dwellings: int
    doors: int  # on a floor of a unit; houses count through
    floors: int
    style: int


@cache
def communities() -> list[Community]:
    """The communities and villages of the district."""
    return [Community(int(r[0]), r[1], r[2], r[3], float(r[4])) for r in wordlists.lines("communities.tsv")]


@cache
def words() -> dict[str, list[str]]:
    """The words of places.toml."""
    said = tomllib.loads((wordlists.DATA / "places.toml").read_text("utf-8"))
    return {key: value.split() for key, value in said.items()}


def draw(rng: np.random.Generator, dwellings: int, rooms: int) -> Places:
    """About `dwellings` flats and houses, and `rooms` rooms of dormitories."""
    weights = np.array([place.weight for place in communities()])
    targets = np.floor(np.cumsum(weights) / weights.sum() * dwellings + 0.5).astype(int)
    targets = np.diff(targets, prepend=0)
    taken: set[str] = set()
    buildings = [b for index, target in enumerate(targets) for b in _community(rng, index, int(target), taken)]
    buildings += _dormitories(rng, rooms)
    order = sorted(range(len(buildings)), key=lambda b: buildings[b].community)
    return _dwellings([buildings[b] for b in order])


def _community(rng: np.random.Generator, index: int, target: int, taken: set[str]) -> list[Building]:
    place = communities()[index]
    prefix = f"{_CITY}{place.street}{place.name}"
    if place.kind != "town":
        hamlets = words()["hamlets"]
        sizes = np.diff(np.linspace(0, target, num=max(1, target // 70) + 1).astype(int))
        return [
            Building(
                index,
                HOUSE,
                prefix + hamlets[i % len(hamlets)],
                place.name + hamlets[i % len(hamlets)],
                int(size),
                10**6,
                1,
                0,
            )
            for i, size in enumerate(sizes)
        ]
    buildings: list[Building] = []
    left = target
    while left > 0:
        compound = min(left, int(rng.integers(COMPOUND // 2, COMPOUND * 3 // 2)))
        left -= compound
        buildings += _compound(rng, index, prefix, compound, taken)
    return buildings


def _compound(rng: np.random.Generator, index: int, prefix: str, dwellings: int, taken: set[str]) -> list[Building]:
    name = _compound_name(rng, taken)
    if rng.random() < 0.25:
        name = f"{_pick(rng, 'roads')}{rng.integers(1, 280)}号{name}"
    high = rng.random() < 0.2
    floors, doors = (
        (int(rng.choice([18, 24, 30, 33])), 4) if high else (int(rng.choice([6, 7])), int(rng.integers(2, 4)))
    )
    style = int(rng.integers(0, 4))
    buildings: list[Building] = []
    while dwellings > 0:
        units = 1 if high else int(rng.integers(2, 5))
        size = min(dwellings, units * floors * doors)
        dwellings -= size
        number = str(len(buildings) + 1)
        buildings.append(
            Building(index, FLAT, f"{prefix}{name}{number}", f"{name}{number}", size, doors, floors, style)
        )
    return buildings


def _compound_name(rng: np.random.Generator, taken: set[str]) -> str:
    """A name that no other compound has; where the words give out, compounds are built in phases."""
    phase = 0
    while True:
        for _ in range(40):
            name = _pick(rng, "before") + _pick(rng, "after") + (f"{phase}期" if phase else "")
            if name not in taken:
                taken.add(name)
                return name
        phase += 1


def _dormitories(rng: np.random.Generator, rooms: int) -> list[Building]:
    buildings = []
    towns = [i for i, place in enumerate(communities()) if place.kind == "town"]
    while rooms > 0:
        size = min(rooms, int(rng.integers(20, 90)))
        rooms -= size
        place = communities()[index := int(rng.choice(towns))]
        name = f"{_pick(rng, 'works')}公司宿舍{rng.integers(1, 5)}"
        buildings.append(Building(index, BUNK, f"{_CITY}{place.street}{place.name}{name}", name, size, 15, 6, 3))
    return buildings


def _pick(rng: np.random.Generator, which: str) -> str:
    return words()[which][int(rng.integers(len(words()[which])))]


def _dwellings(buildings: list[Building]) -> Places:
    """One entry a dwelling: numbers of unit, floor and door from its place in the building."""
    sizes = np.array([b.dwellings for b in buildings])
    which = np.repeat(np.arange(len(buildings)), sizes)
    column = {
        field: np.array([getattr(b, field) for b in buildings])[which]
        for field in ("community", "kind", "doors", "floors", "style")
    }
    nth = np.arange(len(which)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    door = nth % column["doors"] + 1
    floor = nth // column["doors"] % column["floors"] + 1
    unit = nth // (column["doors"] * column["floors"]) + 1
    room = np.where(column["kind"] == HOUSE, nth + 1, floor * 100 + door)
    spelled = _Spelling(
        pa.array([b.written for b in buildings]).take(pa.array(which)),
        pa.array([b.spoken for b in buildings]).take(pa.array(which)),
        unit,
        room,
    )
    return Places(
        communities(),
        column["kind"],
        column["community"],
        _grids(buildings, sizes, which),
        spelled.written(column["kind"], column["style"]),
        spelled.said(column["kind"]),
        buildings,
        which,
        unit,
        floor,
        room,
    )


def _grids(buildings: list[Building], sizes: np.ndarray, which: np.ndarray) -> np.ndarray:
    """Fifteen digits for each dwelling; buildings of one community fill its grids in turn."""
    community = np.array([b.community for b in buildings])
    before = np.cumsum(sizes) - sizes
    start = np.zeros(community.max() + 1 if len(community) else 0, dtype=np.int64)
    start[community[::-1]] = before[::-1]
    number = (before - start[community] + sizes // 2) // GRID + 1
    codes = np.array([place.code for place in communities()])
    grids: np.ndarray = (codes[community] * 1000 + number)[which]
    return grids


@dataclass(frozen=True, slots=True)
class _Spelling:
    """Writes addresses: 3号楼2单元501室, 3栋2单元501, 3-2-501."""

    building: pa.Array
    short: pa.Array
    unit: np.ndarray
    room: np.ndarray

    def written(self, kind: np.ndarray, style: np.ndarray) -> pa.Array:
        """As the register writes it: one style a compound."""
        full = self._joined(self.building, "号楼", "单元", "室")
        choices = [
            full,
            self._joined(self.building, "栋", "单元", "室"),
            self._joined(self.building, "号楼", "单元", ""),
            self._joined(self.building, "-", "-", ""),
        ]
        chosen = pc.choose(pa.array(style), *choices)
        return self._plain(chosen, self.building, kind)

    def said(self, kind: np.ndarray) -> pa.Array:
        """As people say it: without the divisions."""
        return self._plain(self._joined(self.short, "-", "-", ""), self.short, kind)

    def _joined(self, building: pa.Array, after: str, between: str, end: str) -> pa.Array:
        unit, room = pa.array(self.unit).cast(pa.string()), pa.array(self.room).cast(pa.string())
        return pc.binary_join_element_wise(building, after, unit, between, room, end, "")

    def _plain(self, flats: pa.Array, building: pa.Array, kind: np.ndarray) -> pa.Array:
        """Houses and dormitories have no unit."""
        room = pa.array(self.room).cast(pa.string())
        houses = pc.binary_join_element_wise(building, room, "号", "")
        rooms = pc.binary_join_element_wise(building, "号楼", room, "室", "")
        return pc.choose(pa.array(kind), flats, houses, rooms)
