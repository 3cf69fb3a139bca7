"""Who is tested in a round, where, when and in which tube. Vectorised."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from fangxian.synth import streams

#: The first round's day; a round lasts one day, from six in the morning to eight in the evening.
FIRST_DAY = datetime(2022, 9, 9)
OPENS, CLOSES = 6 * 3600, 20 * 3600
#: Arrivals: weight, hour of the peak, spread in hours.
_PEAKS = ((0.34, 8.0, 0.9), (0.16, 10.2, 1.1), (0.10, 13.0, 1.6), (0.14, 16.2, 1.2), (0.26, 18.2, 0.8))
SIZES = np.array([1, 5, 10, 20])
_SIZE_WEIGHTS = (3, 8, 45, 44)


@dataclass(frozen=True, slots=True)
class Sites:
    """The sampling sites: the community each stands in; `of` maps (community, nth) to a site."""

    community: np.ndarray
    first: np.ndarray
    count: np.ndarray


@dataclass(frozen=True, slots=True)
class Sampling:
    """One entry a sample, sorted by site and time: `who` is an index into the people of the round's universe.

    `second` is the second of the day, `size` what the tube was meant for, `tube` numbers the tubes of the round from 0,
    `nth` the tube's number at its site.
    """

    who: np.ndarray
    site: np.ndarray
    second: np.ndarray
    size: np.ndarray
    tube: np.ndarray
    nth: np.ndarray
    again: np.ndarray


def day_of(number: int) -> datetime:
    """Midnight before the `number`-th round: rounds come every second day, the later ones every third."""
    return FIRST_DAY + timedelta(days=2 * (number - 1) + max(0, number - 8))


def window(number: int) -> tuple[datetime, datetime]:
    """From and to of a round, to be given to `compare`."""
    day = day_of(number)
    return day + timedelta(seconds=OPENS), day + timedelta(seconds=CLOSES)


def sites(rng: np.random.Generator, communities: int) -> Sites:
    """Two to four sites a community."""
    count = rng.integers(2, 5, communities)
    return Sites(np.repeat(np.arange(communities), count), np.cumsum(count) - count, count)


def sample(
    rng: np.random.Generator, who: np.ndarray, household: np.ndarray, community: np.ndarray, places: Sites, twice: float
) -> Sampling:
    """Sends `who` to sites; `household` and `community` are of the whole universe, a share `twice` comes once more."""
    homes = household[who]
    _, home = np.unique(homes, return_inverse=True)
    arrival = _arrivals(rng, int(home.max()) + 1 if len(home) else 0)
    together = rng.random(len(who)) < 0.65
    second = np.where(together, arrival[home] + rng.integers(0, 90, len(who)), _arrivals(rng, len(who)))
    place = np.where(rng.random(len(who)) < 0.93, community[who], rng.integers(0, len(places.first), len(who)))
    nth = np.where(together, homes % 97, rng.integers(0, 97, len(who))) % places.count[place]
    site = places.first[place] + nth
    extra = np.flatnonzero(rng.random(len(who)) < twice)
    again = np.zeros(len(who) + len(extra), dtype=bool)
    again[len(who) :] = True
    who = np.append(who, who[extra])
    site = np.append(site, rng.integers(0, len(places.community), len(extra)))
    second = np.append(second, _arrivals(rng, len(extra)))
    second = np.clip(second, OPENS, CLOSES - 60)
    order = np.lexsort((second, site))
    return _tubes(rng, who[order], site[order], second[order], again[order])


def _tubes(
    rng: np.random.Generator, who: np.ndarray, site: np.ndarray, second: np.ndarray, again: np.ndarray
) -> Sampling:
    """Fills tubes at each site in the order of arrival."""
    at_site = streams.weighted(rng, list(_SIZE_WEIGHTS), int(site.max()) + 1 if len(site) else 0)
    size = SIZES[at_site][site]
    start = np.searchsorted(site, site)
    nth = (np.arange(len(site)) - start) // size
    new = np.append(True, (site[1:] != site[:-1]) | (nth[1:] != nth[:-1])) if len(site) else np.zeros(0, dtype=bool)
    return Sampling(who, site, second, size, np.cumsum(new) - 1, nth, again)


def _arrivals(rng: np.random.Generator, count: int) -> np.ndarray:
    """Seconds of the day."""
    peaks = np.array(_PEAKS)
    which = streams.weighted(rng, peaks[:, 0], count)
    hours = rng.normal(peaks[which, 1], peaks[which, 2])
    hours = np.where((hours < 6) | (hours >= 20), 7 + 11 * rng.random(count), hours)
    return (hours * 3600).astype(np.int64)
