"""One file of a department as it grows: clean columns first, then what went wrong in them, and the truth beside it."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fangxian.synth import streams
from fangxian.synth.departments import written
from fangxian.synth.dirt import name as names
from fangxian.synth.dirt import number as numbers
from fangxian.synth.dirt import phone as phones

_LAST_PART = re.compile(r"(?:-|(?<=单元)|(?<=号楼))\d+(?:室|号)?$")


def _aligned(name: str, _: random.Random) -> str:
    """张 伟, as lists are typed so that names of two characters are as long as those of three."""
    return f"{name[0]} {name[1]}" if len(name) == 2 else name


def _nothing(_: str, __: random.Random) -> str:
    return ""


def _one_digit(code: str, die: random.Random) -> str:
    """Another digit among the last three that say which of its kind it is."""
    place = len(code) - die.randrange(1, 4)
    return code[:place] + die.choice("0123456789".replace(code[place], "")) + code[place + 1 :]


def _with_hyphens(date: str, _: random.Random) -> str:
    return f"{date[:4]}-{date[4:6]}-{date[6:]}" if len(date) == 8 else date


def _next_century(date: str, _: random.Random) -> str:
    return f"20{date[2:]}" if date[:2] == "19" else date


#: Kind -> how a cell is spoilt. Kinds that begin alike fall on one column and exclude each other.
_MADE: dict[str, Callable[[str, random.Random], str]] = {
    **numbers.MADE,
    **names.MADE,
    **phones.MADE,
    "number_missing": _nothing,
    "phone_missing": _nothing,
    "name_missing": _nothing,
    "address_missing": _nothing,
    "grid_missing": _nothing,
    "grid_one_digit": _one_digit,
    "code_one_character": _one_digit,
    "code_spaces": lambda code, _: f"{code[:8]} {code[8:17]} {code[17:]}",
    "category_other": lambda _, __: "其他对象",
    "birth_date_century": _next_century,
    "name_aligned": _aligned,
    "birth_date_spelling": _with_hyphens,
    "address_no_room": lambda address, _: _LAST_PART.sub("", address),
}


@dataclass(slots=True)
class Sheet:
    """`columns` by heading; `who` and `dwelling` are whose each row is and where they live (-1: not here).

    Of a file that is not about people `who` numbers what it is about, of which there are `everybody`. What strikes a
    person's row strikes it on both days, as mistakes stay in a register: dirt is drawn by person.
    """

    seed: int
    dataset: str
    everybody: int
    columns: dict[str, pa.Array]
    who: np.ndarray
    dwelling: np.ndarray
    kinds: list[tuple[str, np.ndarray]] = field(default_factory=list)

    def note(self, kind: str, rows: np.ndarray) -> None:
        """Says that these rows (a mask) are of this kind."""
        self.kinds.append((kind, rows))

    def spoil(self, headings: dict[str, str]) -> None:
        """Spoils columns by the rates of departments.toml; `headings` says in which column each sort of kind falls."""
        done = {heading: np.zeros(len(self.who), dtype=bool) for heading in headings.values()}
        for kind in written.said()["dirt"][self.dataset]:
            sort = next((sort for sort in headings if kind.startswith(f"{sort}_")), None)
            if sort is None or kind not in _MADE:
                continue
            heading = headings[sort]
            done[heading] |= self._spoil(kind, heading, ~done[heading] & self._could(kind, self.columns[heading]))

    def spoil_coordinates(self, longitude: str, latitude: str) -> None:
        """Some rows have none, some have them the wrong way round."""
        east, north = (self.columns[name].cast(pa.string()) for name in (longitude, latitude))
        missing, swapped = (
            struck(self.seed, self.dataset, f"coordinates_{kind}", self.everybody)[self.who]
            for kind in ("missing", "swapped")
        )
        swapped &= ~missing
        for name, own, other in ((longitude, east, north), (latitude, north, east)):
            self.columns[name] = pc.if_else(pa.array(missing), "", pc.if_else(pa.array(swapped), other, own))
        self.note("coordinates_missing", missing)
        self.note("coordinates_swapped", swapped)

    def _could(self, kind: str, column: pa.Array) -> np.ndarray:
        able = pc.greater(pc.utf8_length(column), 0)
        if kind.startswith("number_"):
            # A passport has no digit to miss.
            able = pc.equal(pc.utf8_length(column), 18)
        if kind == "number_lower_x":
            able = pc.ends_with(column, "X")
        mask: np.ndarray = able.to_numpy(zero_copy_only=False)
        return mask

    def _spoil(self, kind: str, heading: str, able: np.ndarray) -> np.ndarray:
        rows = np.flatnonzero(able & struck(self.seed, self.dataset, kind, self.everybody)[self.who])
        old = self.columns[heading].take(pa.array(rows)).to_pylist()
        dice = [random.Random(f"{self.seed}/{self.dataset}/{kind}/{person}") for person in self.who[rows].tolist()]
        new = [_MADE[kind](cell, die) for cell, die in zip(old, dice, strict=True)]
        changed = np.zeros(len(self.who), dtype=bool)
        changed[rows[[a != b for a, b in zip(old, new, strict=True)]]] = True
        mask = np.zeros(len(self.who), dtype=bool)
        mask[rows] = True
        self.columns[heading] = pc.replace_with_mask(self.columns[heading], pa.array(mask), pa.array(new, pa.string()))
        self.note(kind, changed)
        return changed

    def finished(self, order: np.ndarray) -> tuple[pa.Table, np.ndarray, np.ndarray, pa.Array]:
        """The file's rows in `order`, some once more at the end; whose they are, their dwellings, their kinds."""
        again = struck(self.seed, self.dataset, "row_twice", self.everybody)[self.who[order]]
        rows = np.concatenate([order, order[again]])
        kinds = np.full(len(self.who), "", dtype=object)
        for kind, mask in self.kinds:
            for row in np.flatnonzero(mask).tolist():
                kinds[row] = f"{kinds[row]}|{kind}" if kinds[row] else kind
        said = kinds[rows]
        said[len(order) :] = [f"{kind}|row_twice" if kind else "row_twice" for kind in said[len(order) :]]
        table = pa.table(self.columns).take(pa.array(rows))
        return table, self.who[rows], self.dwelling[rows], pa.array(said.tolist(), pa.string())


def struck(seed: int, dataset: str, kind: str, everybody: int) -> np.ndarray:
    """Whom a kind of dirt strikes, one entry a person."""
    chance = streams.generator(seed, f"departments/{dataset}/{kind}").random(everybody)
    found: np.ndarray = chance < float(written.said()["dirt"][dataset].get(kind, 0.0))
    return found
