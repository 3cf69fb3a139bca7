"""Randomness by name: each part of the district draws from its own stream, so that a change in one leaves the rest."""

import random
import zlib
from collections.abc import Sequence

import numpy as np


def _entropy(seed: int, name: str) -> list[int]:
    return [seed, zlib.crc32(name.encode("utf-8"))]


def generator(seed: int, name: str) -> np.random.Generator:
    """The stream called `name` of this seed, for arrays. The same numpy gives the same numbers."""
    return np.random.default_rng(_entropy(seed, name))


def scalars(seed: int, name: str) -> random.Random:
    """The stream called `name` of this seed, for the few things that are made one by one."""
    return random.Random(f"{seed}/{name}")


def weighted(rng: np.random.Generator, weights: np.ndarray | Sequence[float], size: int) -> np.ndarray:
    """`size` indexes into `weights`, each as likely as its weight; faster than Generator.choice."""
    steps = np.cumsum(np.asarray(weights, dtype=float))
    drawn = np.searchsorted(steps, rng.random(size) * steps[-1], side="right")
    indexes: np.ndarray = np.minimum(drawn, len(steps) - 1)
    return indexes
