"""Draws the people: the registered with their dwellings, and those from elsewhere who are in no register."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fangxian.synth import foreigners, households, naming, numbers, streams, telephones
from fangxian.synth.households import Households


@dataclass(frozen=True, slots=True)
class People:
    """Arrays of one length, people of a household side by side.

    `number` is the number on the document, `phone` the mobile number they give today (int64), `carrier` the person
    whose phone that is, `relative` another person of the household (or themselves).
    """

    families: Households
    name: pa.Array
    body: np.ndarray
    number: pa.Array
    phone: np.ndarray
    carrier: np.ndarray
    relative: np.ndarray

    def __len__(self) -> int:
        return len(self.body)


def draw(seed: int, stream: str, count: int, *, outside: bool, taken: np.ndarray) -> People:
    """`count` people; `taken` are the seventeen-digit bodies that others already have."""
    families = households.draw(streams.generator(seed, f"{stream}/households"), count, outside=outside)
    name = naming.names(streams.generator(seed, f"{stream}/names"), families, outside=outside)
    rng = streams.generator(seed, f"{stream}/numbers")
    codes, weights = numbers.regions(outside=outside)
    body = numbers.bodies(rng, _regions(rng, families, codes, weights), families.birth, families.sex, taken)
    rng = streams.generator(seed, f"{stream}/phones")
    carrier = telephones.carriers(rng, families)
    phone = telephones.numbers(rng, count)[carrier]
    name, number = foreigners.put(seed, stream, name, numbers.texts(body), families.age, outside=outside)
    return People(families, name, body, number, phone, carrier, families.relative())


def _regions(rng: np.random.Generator, families: Households, codes: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Where each number begins: a household comes from one place, more often than not; children were born here."""
    own = streams.weighted(rng, weights, len(families.household))
    same = rng.random(len(own)) < 0.6
    return codes[np.where(same, own[families.first], own)]


def joined(first: People, second: People) -> People:
    """Both one after the other; indexes of the second move up."""
    a, b = first.families, second.families
    shift, homes = len(first), int(a.household[-1]) + 1 if len(first) else 0
    families = Households(
        np.concatenate([a.household, b.household + homes]),
        np.concatenate([a.first, b.first + shift]),
        *(np.concatenate([getattr(a, f), getattr(b, f)]) for f in ("role", "sex", "birth", "age")),
    )
    return People(
        families,
        pa.concat_arrays([_one(first.name), _one(second.name)]),
        np.concatenate([first.body, second.body]),
        pa.concat_arrays([_one(first.number), _one(second.number)]),
        np.concatenate([first.phone, second.phone]),
        np.concatenate([first.carrier, second.carrier + shift]),
        np.concatenate([first.relative, second.relative + shift]),
    )


def _one(array: pa.Array | pa.ChunkedArray) -> pa.Array:
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def phone_texts(phone: np.ndarray) -> pa.Array:
    """int64 -> text."""
    return pc.cast(pa.array(phone), pa.string())
