"""Spoils the rows of one round: draws which rows are dirty and how, and notes it for the truth."""

import random
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fangxian.synth.dirt import name as names
from fangxian.synth.dirt import number as numbers
from fangxian.synth.dirt import phone as phones
from fangxian.synth.dirt import time as times
from fangxian.synth.dirt.rates import Rates
from fangxian.synth.dirt.rows import Rows
from fangxian.synth.numbers import valid

_NEGATIVES = ("阴", "(-)", "negative", "未检出", "阴性（-）", "NEG", "阴性(-)")


def drawn(rng: np.random.Generator, rates: dict[str, float], eligible: np.ndarray) -> dict[str, list[int]]:
    """Kind -> the rows (ascending) of `eligible` (row indexes) that are dirty in this way; no row in two."""
    steps = np.cumsum([0.0, *rates.values()])
    chance = rng.random(len(eligible))
    return {
        kind: eligible[(chance >= low) & (chance < high)].tolist()
        for kind, low, high in zip(rates, steps[:-1], steps[1:], strict=True)
    }


@dataclass(frozen=True, slots=True)
class Spoiler:
    """Makes `rows` dirty. `relatives` has, for each row, name, number and phone of another person of the household."""

    rows: Rows
    rng: np.random.Generator
    dice: random.Random
    rates: Rates
    relatives: dict[str, pa.Array]

    def spoil(self, day: str) -> None:
        """All kinds, in a fixed order; `day` is the round's, as 2022-09-09."""
        self._numbers()
        self._names()
        self._phones()
        self._times(day)
        self._results()

    def _numbers(self) -> None:
        column = self.rows.columns["id_number"]
        resident = _mask(pc.equal(pc.utf8_length(column), 18)) & ~self.rows.only_number
        plain = self._drawn("number", resident)
        spoilt = {row for where in plain.values() for row in where}
        with_x = self._drawn("number_x", resident & _mask(pc.ends_with(column, "X")))
        for kind, where in plain.items():
            self._number(kind, where)
        for kind, where in with_x.items():
            self._number(kind, [row for row in where if row not in spoilt])
        self.rows.settle("id_number")

    def _number(self, kind: str, where: list[int]) -> None:
        changed = self._put("id_number", where, kind, numbers.MADE.get(kind))
        self.rows.contradicted[[row for row, text in changed.items() if valid(text)]] = True
        if kind not in numbers.NORMALISED:
            state, rows = self.rows.number_state, list(changed)
            state[rows] = np.minimum(state[rows], 1 if kind in numbers.MENDED else 0)

    def _names(self) -> None:
        dotted = _mask(pc.match_substring(self.rows.columns["name"], "·"))
        for kind, where in (self._drawn("name", ~dotted) | self._drawn("name_dotted", dotted)).items():
            changed = self._put("name", where, kind, names.MADE.get(kind))
            if kind in names.LOST:
                self.rows.name_good[list(changed)] = False
            if kind == "name_of_relative":
                self.rows.contradicted[list(changed)] = True
        self.rows.settle("name")

    def _phones(self) -> None:
        for kind, where in self._drawn("phone", None).items():
            changed = self._put("phone", where, kind, phones.MADE.get(kind))
            if kind not in phones.READABLE:
                self.rows.phone_good[list(changed)] = False
        self.rows.settle("phone")

    def _times(self, day: str) -> None:
        for kind, where in self._drawn("time", None).items():
            written = [times.MADE[kind](day, int(self.rows.seconds[row]), self.dice) for row in where]
            self.rows.put("sampled_at", where, written, kind)
        self.rows.settle("sampled_at")

    def _results(self) -> None:
        negative = _mask(pc.starts_with(self.rows.columns["result"], "阴"))
        for kind, where in self._drawn("result", negative).items():
            self.rows.put("result", where, [self.dice.choice(_NEGATIVES) for _ in where], kind)
        self.rows.settle("result")

    def _drawn(self, table: str, eligible: np.ndarray | None) -> dict[str, list[int]]:
        count = len(self.rows.seconds)
        where = np.arange(count) if eligible is None else np.flatnonzero(eligible)
        return drawn(self.rng, self.rates[table], where)

    def _put(
        self, column: str, where: list[int], kind: str, maker: Callable[[str, random.Random], str] | None
    ) -> dict[int, str]:
        """Puts what `maker` makes of each text, or (without one) what the relative would have there."""
        source = self.rows.columns if maker else self.relatives
        found = source[column].take(pa.array(where, pa.int64())).to_pylist()
        return self.rows.put(column, where, [maker(text, self.dice) for text in found] if maker else found, kind)


def _mask(array: pa.Array) -> np.ndarray:
    mask: np.ndarray = array.to_numpy(zero_copy_only=False)
    return mask
