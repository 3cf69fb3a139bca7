"""The few whose document is no resident identity card: passports, permits of Hong Kong, Macau and Taiwan residents."""

import random
import string
import tomllib
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fangxian.synth import streams, wordlists


@cache
def _groups() -> dict[str, dict[str, Any]]:
    groups: dict[str, dict[str, Any]] = tomllib.loads((wordlists.DATA / "foreign.toml").read_text("utf-8"))
    return groups


def put(
    seed: int, stream: str, name: pa.Array, number: pa.Array, age: np.ndarray, *, outside: bool
) -> tuple[pa.Array, pa.Array]:
    """Names and numbers with some adults' replaced by a foreigner's; no two of them have one number."""
    rng, dice = streams.generator(seed, f"{stream}/foreign"), streams.scalars(seed, f"{stream}/foreign")
    groups = list(_groups().values())
    shares = [group["outside" if outside else "share"] / 10_000 for group in groups]
    drawn = streams.weighted(rng, [*shares, 1 - sum(shares)], len(age))
    mask = (drawn < len(groups)) & (age >= 18)
    names: list[str] = []
    documents: dict[str, None] = {}
    for which in drawn[mask].tolist():
        names.append(dice.choice(groups[which]["names"].split(",")))
        while (document := _document(dice.choice(groups[which]["documents"].split()), dice)) in documents:
            pass
        documents[document] = None
    where = pa.array(mask)
    return (
        pc.replace_with_mask(name, where, pa.array(names, pa.string())),
        pc.replace_with_mask(number, where, pa.array(list(documents), pa.string())),
    )


def _document(pattern: str, dice: random.Random) -> str:
    marks = {"#": string.digits, "?": "EGKLNP"}
    return "".join(dice.choice(marks[char]) if char in marks else char for char in pattern)
