"""Spoils the rows of one round: draws which rows are dirty and how, and keeps the truth about each."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fangxian.synth.dirt import name as names
from fangxian.synth.dirt import number as numbers
from fangxian.synth.dirt import phone as phones
from fangxian.synth.dirt.rates import Rates
from fangxian.synth.numbers import valid

_NEGATIVES = ("阴", "(-)", "negative", "未检出", "阴性（-）", "NEG", "阴性(-)")


@dataclass(slots=True)
class Rows:
    """The rows of a round while they are made: text columns of one length, and what is known about each row.

    `number_state` is 2 where the number can be read as given (perhaps normalised), 1 where it can be mended if name or
    phone bear it out, 0 where it is lost; `name_good` and `phone_good` say whether those still say who is meant. A row
    is `contradicted` where it now bears another whole number, somebody's or nobody's, or a relative's name: whose it is
    must be left to a person.
    """

    columns: dict[str, pa.Array]
    seconds: np.ndarray
    number_state: np.ndarray
    name_good: np.ndarray
    phone_good: np.ndarray
    contradicted: np.ndarray
    kinds: dict[int, list[str]] = field(default_factory=dict)

    def put(self, column: str, where: list[int], values: list[str], kind: str) -> list[int]:
        """Writes `values`; a row that this would leave as it was is not dirty. Returns the rows that changed."""
        old = self.columns[column].take(pa.array(where, pa.int64())).to_pylist()
        changed = [(row, value) for row, value, was in zip(where, values, old, strict=True) if value != was]
        for row, _ in changed:
            self.kinds.setdefault(row, []).append(kind)
        if changed:
            mask = np.zeros(len(self.columns[column]), dtype=bool)
            mask[[row for row, _ in changed]] = True
            self.columns[column] = pc.replace_with_mask(
                self.columns[column], pa.array(mask), pa.array([value for _, value in changed], pa.string())
            )
        return [row for row, _ in changed]

    def usable(self) -> np.ndarray:
        """1 where the row still says whose it is: a number that can be had, or a name with a phone of that person."""
        mended = (self.number_state == 1) & (self.name_good | self.phone_good)
        found: np.ndarray = (self.number_state == 2) | mended | (self.name_good & self.phone_good)
        usable: np.ndarray = found & ~self.contradicted
        return usable.astype(np.int8)


def drawn(rng: np.random.Generator, rates: dict[str, float], eligible: np.ndarray) -> dict[str, list[int]]:
    """Kind -> the rows (ascending) of `eligible` (row indexes) that are dirty in this way; no row in two."""
    steps = np.cumsum([0.0, *rates.values()])
    chance = rng.random(len(eligible))
    return {
        kind: eligible[(chance >= low) & (chance < high)].tolist()
        for kind, low, high in zip(rates, steps[:-1], steps[1:], strict=True)
    }


def spoil(
    rows: Rows, rng: np.random.Generator, dice: random.Random, rates: Rates, relatives: dict[str, pa.Array], day: str
) -> None:
    """Makes `rows` dirty; `relatives` has, for each row, name, number and phone of another person of the household."""
    everyone = np.arange(len(rows.seconds))
    _numbers(rows, rng, dice, rates, relatives, everyone)
    _names(rows, rng, dice, rates, relatives, everyone)
    _phones(rows, rng, dice, rates, relatives, everyone)
    _times(rows, rng, dice, rates, day, everyone)
    negative = np.flatnonzero(pc.starts_with(rows.columns["result"], "阴").to_numpy(zero_copy_only=False))
    for kind, where in drawn(rng, rates["result"], negative).items():
        rows.put("result", where, [dice.choice(_NEGATIVES) for _ in where], kind)


def _made(
    rows: Rows, column: str, where: list[int], maker: Callable[[str, random.Random], str], dice: random.Random
) -> list[str]:
    return [maker(old, dice) for old in rows.columns[column].take(pa.array(where, pa.int64())).to_pylist()]


def _numbers(
    rows: Rows,
    rng: np.random.Generator,
    dice: random.Random,
    rates: Rates,
    relatives: dict[str, pa.Array],
    everyone: np.ndarray,
) -> None:
    column = rows.columns["id_number"]
    x = pc.ends_with(column, "X").to_numpy(zero_copy_only=False)
    resident = pc.utf8_length(column).to_numpy() == 18
    for table, eligible in (("number", everyone[resident]), ("number_x", everyone[x & resident])):
        for kind, where in drawn(rng, rates[table], eligible).items():
            where = [row for row in where if row not in rows.kinds]
            if kind == "number_of_relative":
                values = relatives["id_number"].take(pa.array(where, pa.int64())).to_pylist()
            else:
                values = _made(rows, "id_number", where, numbers.MADE[kind], dice)
            changed = rows.put("id_number", where, values, kind)
            after = rows.columns["id_number"].take(pa.array(changed, pa.int64())).to_pylist()
            rows.contradicted[[row for row, number in zip(changed, after, strict=True) if valid(number)]] = True
            if kind not in numbers.NORMALISED:
                rows.number_state[changed] = np.minimum(rows.number_state[changed], 1 if kind in numbers.MENDED else 0)


def _names(
    rows: Rows,
    rng: np.random.Generator,
    dice: random.Random,
    rates: Rates,
    relatives: dict[str, pa.Array],
    everyone: np.ndarray,
) -> None:
    dotted = pc.match_substring(rows.columns["name"], "·").to_numpy(zero_copy_only=False)
    for table, eligible in (("name", everyone[~dotted]), ("name_dotted", everyone[dotted])):
        for kind, where in drawn(rng, rates[table], eligible).items():
            if kind == "name_of_relative":
                values = relatives["name"].take(pa.array(where, pa.int64())).to_pylist()
            else:
                values = _made(rows, "name", where, names.MADE[kind], dice)
            changed = rows.put("name", where, values, kind)
            if kind == "name_of_relative":
                rows.contradicted[changed] = True
            if kind in names.LOST:
                rows.name_good[changed] = False


def _phones(
    rows: Rows,
    rng: np.random.Generator,
    dice: random.Random,
    rates: Rates,
    relatives: dict[str, pa.Array],
    everyone: np.ndarray,
) -> None:
    for kind, where in drawn(rng, rates["phone"], everyone).items():
        if kind == "phone_of_relative":
            values = relatives["phone"].take(pa.array(where, pa.int64())).to_pylist()
        else:
            values = _made(rows, "phone", where, phones.MADE[kind], dice)
        changed = rows.put("phone", where, values, kind)
        if kind not in phones.READABLE:
            rows.phone_good[changed] = False


def _times(
    rows: Rows, rng: np.random.Generator, dice: random.Random, rates: Rates, day: str, everyone: np.ndarray
) -> None:
    makers = {"time_spelling": _time, "time_missing": _no_time, "time_future": _later, "time_before": _earlier}
    for kind, where in drawn(rng, rates["time"], everyone).items():
        rows.put("sampled_at", where, [makers[kind](day, int(rows.seconds[row]), dice) for row in where], kind)


def _no_time(day: str, second: int, dice: random.Random) -> str:
    return dice.choice(["", "", "-", "未知"])


def _later(day: str, second: int, dice: random.Random) -> str:
    """The year mistyped: a time that has not come."""
    return f"2{dice.choice('1345')}{day[2:]} {_clock(second)}"


def _earlier(day: str, second: int, dice: random.Random) -> str:
    before = date.fromisoformat(day) - timedelta(days=dice.choice([1, 1, 2, 30]))
    return f"{before} {_clock(second)}"


def _clock(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"


def _time(day: str, second: int, dice: random.Random) -> str:
    year, month, nth = day.split("-")
    hour, minute, rest = second // 3600, second // 60 % 60, second % 60
    return dice.choice(
        [
            f"{year}/{int(month)}/{int(nth)} {hour}:{minute:02}",
            f"{year}{month}{nth} {hour:02}:{minute:02}:{rest:02}",
            f"{year}年{int(month)}月{int(nth)}日 {hour}时{minute}分",
            f"{year}.{int(month)}.{int(nth)} {hour}:{minute:02}",
            f"{year}-{month}-{nth}T{hour:02}:{minute:02}:{rest:02}",
            f"{year}{month}{nth}{hour:02}{minute:02}{rest:02}",
            f"{year}-{month}-{nth}\u3000{hour:02}：{minute:02}",
        ]
    )
