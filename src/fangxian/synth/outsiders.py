"""People who test here and stand in no register: tenants, visitors, and those who look like a resident and are not."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fangxian.synth import numbers, people, streams
from fangxian.synth.people import People

#: For each registered person: unregistered tenants, and visitors of whom some come to each round; look-alikes.
TENANTS, VISITORS, LOOK_ALIKES = 0.1180, 0.2300, 0.0008


@dataclass(frozen=True, slots=True)
class Outsiders:
    """`people` in the order tenants, visitors, look-alikes; the counts say how many of each."""

    people: People
    tenants: int
    visitors: int
    look_alikes: int


def draw(seed: int, residents: People) -> Outsiders:
    """The outsiders of a district with these residents; nobody has a resident's number."""
    tenants, visitors = (max(round(len(residents) * share), 2) for share in (TENANTS, VISITORS))
    alike = round(len(residents) * LOOK_ALIKES)
    drawn = people.draw(seed, "outsiders", tenants + visitors, outside=True, taken=residents.body)
    taken = np.concatenate([residents.body, drawn.body])
    return Outsiders(people.joined(drawn, _look_alikes(seed, residents, alike, taken)), tenants, visitors, alike)


def _look_alikes(seed: int, residents: People, count: int, taken: np.ndarray) -> People:
    """Same name as a resident and either the same birth date, the same phone, or a number that nearly is theirs."""
    drawn = people.draw(seed, "look-alikes", count, outside=True, taken=taken)
    rng = streams.generator(seed, "look-alikes")
    model = rng.choice(len(residents), count, replace=False)
    way = rng.integers(0, 4, count)
    body = drawn.body.copy()
    old = residents.body[model]
    # Same region and birth date, another sequence of the same sex; same birth date, another region.
    body[way == 0] = (old // 1000 * 1000 + (old % 1000 + 2 * rng.integers(1, 400, count)) % 1000)[way == 0]
    body[way == 1] = (body // 10**11 * 10**11 + old % 10**11)[way == 1]
    # A colleague's phone, and the same name with a number of their own.
    phone = np.where(way >= 2, residents.phone[model], drawn.phone)
    usable = ~np.isin(body, taken) & (body % 1000 > 0) & (np.arange(count) == _firsts(body))
    body = np.where(usable, body, drawn.body)
    name = pc.if_else(pa.array(way != 3), residents.name.take(pa.array(model)), drawn.name)
    return People(drawn.families, name, body, numbers.texts(body), phone, drawn.carrier, drawn.relative)


def _firsts(values: np.ndarray) -> np.ndarray:
    """For each value the index at which it occurs first."""
    _, first, inverse = np.unique(values, return_index=True, return_inverse=True)
    return first[inverse]
