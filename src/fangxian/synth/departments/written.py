"""The words of departments.toml, and the small tasks that every file shares."""

import tomllib
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fangxian.synth import wordlists
from fangxian.synth.dirt import number as spoilt
from fangxian.synth.streams import scalars


@cache
def said() -> dict[str, Any]:
    """departments.toml."""
    return tomllib.loads((wordlists.DATA / "departments.toml").read_text("utf-8"))


def rate(name: str) -> float:
    """A rate of dirt."""
    return float(said()["dirt"][name])


def struck(rng: np.random.Generator, count: int, name: str) -> np.ndarray:
    """Which of so many rows a kind of dirt strikes."""
    return rng.random(count) < rate(name)


def numbers_spoilt(seed: int, stream: str, number: pa.Array, kinds: dict[str, np.ndarray]) -> pa.Array:
    """Numbers with the kinds of dirt in them where the masks say so; 'number_missing' leaves nothing."""
    rng = scalars(seed, stream)
    # A passport has no check character to miss, and a number has one slip at most.
    whole = pc.equal(pc.utf8_length(number), 18).to_numpy(zero_copy_only=False)
    for kind, mask in kinds.items():
        mask = mask & whole
        whole &= ~mask
        old = number.take(pa.array(np.flatnonzero(mask))).to_pylist()
        new = ["" if kind == "number_missing" else spoilt.MADE[kind](one, rng) for one in old]
        number = pc.replace_with_mask(number, pa.array(mask), pa.array(new, pa.string()))
    return number


def spaced(name: pa.Array, mask: np.ndarray) -> pa.Array:
    """张 伟 for 张伟, as lists are typed so that names of two characters align with those of three."""
    wide = pc.replace_substring_regex(name, r"^(\p{Han})(\p{Han})$", r"\1 \2")
    return pc.if_else(pa.array(mask), wide, name)


def phones_spelt(phone: pa.Array, mask: np.ndarray) -> pa.Array:
    """138 1234 5678 for 13812345678."""
    apart = pc.replace_substring_regex(phone, r"^(\d{3})(\d{4})(\d{4})$", r"\1 \2 \3")
    return pc.if_else(pa.array(mask), apart, phone)


def dates(days: np.ndarray) -> pa.Array:
    """datetime64 -> 2022-06-30."""
    return pc.cast(pa.array(days.astype("datetime64[D]")), pa.string())


def with_doubles(table: pa.Table, truth: pa.Table, rng: np.random.Generator) -> tuple[pa.Table, pa.Table]:
    """Some rows once more at the end, as it happens where two lists were put together."""
    again = pa.array(np.flatnonzero(struck(rng, table.num_rows, "twice")))
    return pa.concat_tables([table, table.take(again)]), pa.concat_tables([truth, truth.take(again)])
