"""Everybody who may stand in a round's file: residents first, then outsiders; and how likely each is to come."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from fangxian.synth import outsiders, people, register, schedule, streams
from fangxian.synth import places as layout_of_places
from fangxian.synth.dirt.rates import Rates
from fangxian.synth.people import People, phone_texts
from fangxian.synth.register import Register
from fangxian.synth.schedule import Sites

#: Share of residents who hardly ever come, and how likely each sort of person is to come to a round.
REFUSERS = 0.007
_COMES, _REFUSER_COMES, _AWAY_COMES, _TENANT_COMES, _VISITOR_COMES = 0.984, 0.05, 0.30, 0.935, 0.190
_SITES = ("东门", "西门", "居委会", "活动广场", "小学", "停车场", "卫生服务站", "菜市场")


@dataclass(frozen=True, slots=True)
class Universe:
    """Arrays of one length, residents first.

    `said` is what the truth calls a person (empty for outsiders); `numbered` and `phoned`: their number, their phone
    stand in the register as they give them; `chance` is the chance to come to a round; `community` indexes communities;
    `dwelling` is where they are registered, or lodge; of the outsiders the first `tenants` live here.
    """

    register: Register
    people: People
    residents: int
    look_alikes: int
    said: pa.Array
    numbered: np.ndarray
    phoned: np.ndarray
    phone_text: pa.Array
    spoken: pa.Array
    chance: np.ndarray
    community: np.ndarray
    sites: Sites
    site_names: pa.Array
    places: layout_of_places.Places
    dwelling: np.ndarray
    tenants: int

    def who_tests(self, rng: np.random.Generator) -> np.ndarray:
        """Indexes of those who come to a round; the weather and the hour of the announcement move the turnout."""
        turnout = np.where(np.arange(len(self.chance)) < self.residents, rng.normal(1, 0.003), rng.normal(1, 0.03))
        return np.flatnonzero(rng.random(len(self.chance)) < self.chance * turnout)

    def looks_alike(self, who: np.ndarray) -> np.ndarray:
        """True for an outsider who has much in common with a resident."""
        alike: np.ndarray = who >= len(self.chance) - self.look_alikes
        return alike

    def situation(self, who: np.ndarray) -> pa.Array:
        """'', 'outsider' or 'outsider_look_alike'."""
        sort = (who >= self.residents).astype(int) + self.looks_alike(who)
        return pa.array(["", "outsider", "outsider_look_alike"]).take(pa.array(sort))


def draw(seed: int, count: int, rates: Rates, *, compliance: float | None = None) -> Universe:
    """A district of `count` registered people; `compliance` is the share of them who come to a round, else as drawn."""
    residents = people.draw(seed, "residents", count, outside=False, taken=np.empty(0, dtype=np.int64))
    rng = streams.generator(seed, "places")
    places = layout_of_places.draw(rng, max(round(count * 110 / 197), 20), register.rooms_for(count))
    registered = register.draw(seed, residents, places, rates["register"])
    others = outsiders.draw(seed, residents)
    everyone = people.joined(residents, others.people)
    outside = len(others.people)
    rng = streams.generator(seed, "universe")
    lodging = rng.integers(0, len(places.kind), int(others.people.families.household[-1]) + 1)[
        others.people.families.household
    ]
    sites = schedule.sites(rng, len(places.communities))
    return Universe(
        register=registered,
        people=everyone,
        residents=count,
        look_alikes=others.look_alikes,
        said=pa.concat_arrays([registered.said, pa.array([""] * outside)]),
        numbered=np.append(registered.numbered, np.ones(outside, dtype=bool)),
        phoned=np.append(registered.phone == residents.phone, np.ones(outside, dtype=bool)),
        phone_text=phone_texts(everyone.phone),
        spoken=places.spoken.take(pa.array(np.append(registered.dwelling, lodging))),
        places=places,
        dwelling=np.append(registered.dwelling, lodging),
        tenants=others.tenants,
        chance=np.append(_turned(_residents_come(rng, registered), compliance), _outsiders_come(others)),
        community=places.community[np.append(registered.dwelling, lodging)],
        sites=sites,
        site_names=_site_names(places.communities, sites),
    )


def _residents_come(rng: np.random.Generator, registered: Register) -> np.ndarray:
    chance = np.where(registered.away, _AWAY_COMES, _COMES)
    return np.where(rng.random(len(chance)) < REFUSERS, _REFUSER_COMES, chance)


def _turned(chance: np.ndarray, compliance: float | None) -> np.ndarray:
    """Chances with this mean: each one's odds are multiplied by the same, so that who comes less comes less still."""
    if compliance is None:
        return chance
    odds, low, high = chance / (1 - chance), -12.0, 12.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        turned = odds * np.exp(middle)
        low, high = (middle, high) if (turned / (1 + turned)).mean() < compliance else (low, middle)
    found: np.ndarray = odds * np.exp(low) / (1 + odds * np.exp(low))
    return found


def _outsiders_come(others: outsiders.Outsiders) -> np.ndarray:
    counts = [others.tenants, others.visitors, others.look_alikes]
    return np.repeat([_TENANT_COMES, _VISITOR_COMES, _TENANT_COMES], counts)


def _site_names(communities: list[layout_of_places.Community], sites: Sites) -> pa.Array:
    names = []
    for site, community in enumerate(sites.community.tolist()):
        nth = site - int(sites.first[community])
        names.append(f"{communities[community].name}{_SITES[(community + nth * 3) % len(_SITES)]}采样点{nth + 1}")
    return pa.array(names)
