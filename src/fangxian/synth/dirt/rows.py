"""The rows of a round while they are made, and what the truth will say of each."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


@dataclass(slots=True)
class Rows:
    """The rows of a round while they are made: text columns of one length, and what is known about each row.

    `number_state` is 2 where the number can be read as given (perhaps normalised), 1 where it can be mended if name or
    phone bear it out, 0 where it is lost; `name_good` and `phone_good` say whether those still say who is meant. A row
    is `contradicted` where it now bears another whole number, somebody's or nobody's, or a relative's name: whose it is
    must be left to a person. `only_number` are rows of people whom only their number tells from a resident with their
    name and phone: nobody could say whose row it is without it, so it stays as it is.
    """

    columns: dict[str, pa.Array]
    seconds: np.ndarray
    number_state: np.ndarray
    name_good: np.ndarray
    phone_good: np.ndarray
    contradicted: np.ndarray
    only_number: np.ndarray
    kinds: dict[int, list[str]] = field(default_factory=dict)
    pending: dict[int, str] = field(default_factory=dict)

    def put(self, column: str, where: list[int], values: list[str], kind: str) -> dict[int, str]:
        """Notes `values` for `settle`; a row that this would leave as it is is not dirty. Returns what changes."""
        old = self.columns[column].take(pa.array(where, pa.int64())).to_pylist()
        changed = {row: value for row, value, was in zip(where, values, old, strict=True) if value != was}
        for row in changed:
            self.kinds.setdefault(row, []).append(kind)
        self.pending.update(changed)
        return changed

    def settle(self, column: str) -> None:
        """Writes what was put into `column`, all at once: each writing copies the column."""
        rows = sorted(self.pending)
        mask = np.zeros(len(self.columns[column]), dtype=bool)
        mask[rows] = True
        values = pa.array([self.pending[row] for row in rows], pa.string())
        self.columns[column] = pc.replace_with_mask(self.columns[column], pa.array(mask), values)
        self.pending.clear()

    def usable(self) -> np.ndarray:
        """1 where the row still says whose it is: a number that can be had, or a name with a phone of that person."""
        mended = (self.number_state == 1) & (self.name_good | self.phone_good)
        found: np.ndarray = (self.number_state == 2) | mended | (self.name_good & self.phone_good)
        usable: np.ndarray = found & ~self.contradicted
        return usable.astype(np.int8)
