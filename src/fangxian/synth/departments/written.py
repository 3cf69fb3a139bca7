"""The words of departments.toml, and how offices write dates and phones."""

import tomllib
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fangxian.synth import telephones, wordlists
from fangxian.synth.people import People, phone_texts
from fangxian.synth.streams import generator


@cache
def said() -> dict[str, Any]:
    """departments.toml."""
    return tomllib.loads((wordlists.DATA / "departments.toml").read_text("utf-8"))


def dates(days: np.ndarray) -> pa.Array:
    """datetime64 -> 2022-06-30."""
    return pc.cast(pa.array(days.astype("datetime64[D]")), pa.string())


def close_dates(days: np.ndarray) -> pa.Array:
    """datetime64 -> 20220630, as the police write it."""
    return pc.replace_substring(dates(days), "-", "")


def slashed_dates(days: np.ndarray) -> pa.Array:
    """datetime64 -> 2022/6/30, as a spreadsheet shows it."""
    return pc.replace_substring_regex(dates(days), "-0?", "/")


def dotted_dates(days: np.ndarray) -> pa.Array:
    """datetime64 -> 2022.06.30."""
    return pc.replace_substring(dates(days), "-", ".")


def phones(seed: int, dataset: str, people: People, outdated: np.ndarray) -> pa.Array:
    """Everybody's phone as an office has it; `outdated` (a mask) had another one."""
    old = telephones.numbers(generator(seed, f"departments/{dataset}/old phones"), len(people))
    return phone_texts(np.where(outdated, old, people.phone))
