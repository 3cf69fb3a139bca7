"""Gives people phones: most adults their own; children and many of the old carry a family member's. Vectorised."""

import numpy as np

from fangxian.synth import streams
from fangxian.synth.households import Households

_PREFIXES = [
    *range(130, 140), *range(150, 154), *range(155, 160), 166, 173, *range(175, 179), *range(180, 190), 191, 198, 199,
]  # fmt: skip
_WEIGHTS = [40 if p in (136, 138, 139, 150, 151, 158, 159, 182, 183, 187, 188) else 18 for p in _PREFIXES]
#: Share of people of an age (up to, in years) who have a phone of their own.
_OWN = ((9, 0.0), (13, 0.25), (17, 0.6), (64, 0.965), (74, 0.82), (84, 0.55), (200, 0.3))


def numbers(rng: np.random.Generator, count: int) -> np.ndarray:
    """Different mobile numbers as int64."""
    drawn = np.empty(0, dtype=np.int64)
    while len(drawn) < count:
        more = count - len(drawn) + 100
        prefix = np.array(_PREFIXES)[streams.weighted(rng, _WEIGHTS, more)]
        drawn = np.append(drawn, prefix * 10**8 + rng.integers(10**6, 10**8, more))
        drawn = drawn[np.sort(np.unique(drawn, return_index=True)[1])]
    return drawn[:count]


def carriers(rng: np.random.Generator, families: Households) -> np.ndarray:
    """For each person the one of the household whose phone they give: themselves, or someone who has one."""
    age, count = families.age, len(families.age)
    share = np.zeros(count)
    for upto, part in reversed(_OWN):
        share = np.where(age <= upto, part, share)
    own = rng.random(count) < share
    # In a household where nobody has a phone the first has one after all.
    households = int(families.household[-1]) + 1 if count else 0
    someone = np.bincount(families.household, weights=own, minlength=households)[families.household] > 0
    own |= ~someone & (families.first == np.arange(count))
    # Others give the phone of a random carrier of the household.
    order = np.lexsort((rng.random(count), ~own, families.household))
    lent = order[families.first]
    shares = rng.random(count) < 0.03
    return np.where(own & ~shares, np.arange(count), lent)
