"""Which organisations of the registry are one, entered twice? They come by the thousand: held against each other in
plain Python, where people's registers take an engine (linkage.twins).

The code of an organisation is unique in the registry however it was written. So two entries of one organisation have
two codes: one that was given anew with the same nine characters of the organisation (GB 11714) in it, or another.
A branch is another organisation than its head, whatever they share, and is never proposed.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from fangxian.linkage.settings import Settings, load
from fangxian.terms import business_addresses, organisation_names, uscc

#: The version of the weights.
CURRENT = "organisations-1"
#: A phone or an address of more entries is an agent's or a market's: it brings nobody together by itself.
_SHARED = 40
#: Fewer entries do not tell how common a name is: it is then taken to be of so many.
_ENOUGH = 1_000
#: A name of more entries is a chain's: alone it says nothing.
_BEARERS = 3
#: Of so many entries one stands twice, before anything is known of them.
_TWICE = 0.01


@dataclass(frozen=True)
class Entry:
    """An organisation as the registry has it. `places`: (address, area code) of its sites; `phone`: any text that is
    the same for the same phone, '' for none."""

    key: int
    uscc: str
    name: str
    kind: str = ""
    established: date | None = None
    phone: str = ""
    places: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Double:
    """Two entries (by key, the lower first) that may be one organisation. `weights`: (field, level, bits); `reason`
    says why nobody should take them for one without looking closely, '' where nothing speaks against it."""

    first: int
    second: int
    score: float
    agreed: str
    weights: tuple[tuple[str, str, float], ...]
    reason: str


@dataclass(frozen=True)
class _Read:
    said: Entry
    name: organisation_names.OrganisationName
    body: str
    places: frozenset[str]
    grids: frozenset[str]


def doubles(entries: Iterable[Entry], settings: Settings | None = None) -> list[Double]:
    """The pairs that may be one, the surest first: whatever more than a name brings together; of a name that few bear
    also what nothing else is known to agree or to differ in."""
    settings = settings or load(CURRENT)
    read = {one.key: _read(one) for one in entries}
    shares = _Shares(read.values())
    proposed = sorted(_proposed(read.values()))
    found = (_weighed(read[first], read[second], shares, settings) for first, second in proposed)
    return sorted((one for one in found if one is not None), key=lambda one: (-one.score, one.first, one.second))


def _read(one: Entry) -> _Read:
    parts = uscc.parts(one.uscc)
    places = frozenset(key for address, _ in one.places if (key := business_addresses.key(address)))
    grids = frozenset(area for _, area in one.places if len(area) == 15)
    return _Read(one, organisation_names.parse(one.name), parts.organisation if parts else "", places, grids)


class _Shares:
    """Which share of the entries bears a name, or says an address."""

    def __init__(self, read: Iterable[_Read]) -> None:
        read = list(read)
        self.many = max(len(read), _ENOUGH)
        self._names = Counter(one.name.own for one in read)
        self._places = Counter(place for one in read for place in one.places)

    def bearers(self, one: _Read) -> int:
        return self._names[one.name.own]

    def name(self, one: _Read) -> float:
        return self.bearers(one) / self.many

    def place(self, places: Iterable[str]) -> float:
        return min(self._places[place] for place in places) / self.many

    @property
    def prior(self) -> float:
        """Bits for any two entries to be one."""
        return math.log2(2 * _TWICE / self.many)


def _proposed(read: Iterable[_Read]) -> set[tuple[int, int]]:
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for one in read:
        for block in _blocks(one):
            blocks[block].append(one.said.key)
    return {
        (min(pair), max(pair))
        for (what, _), those in blocks.items()
        if what == "body" or len(those) <= _SHARED
        for pair in combinations(those, 2)
    }


def _blocks(one: _Read) -> Iterator[tuple[str, str]]:
    yield "name", one.name.own
    if one.body:
        yield "body", one.body
    if one.said.phone:
        yield "phone", one.said.phone
    for place in one.places:
        yield "place", place


def _weighed(one: _Read, other: _Read, shares: _Shares, settings: Settings) -> Double | None:
    name = organisation_names.agreement(one.name, other.name)
    levels = {
        "own_name": name,
        "code": "same_body" if one.body and one.body == other.body else "other_body",
        "phone": _phone(one.said.phone, other.said.phone),
        "site": _place(one, other),
    }
    same_body = levels["code"] == "same_body"
    if name == "branch" or (name == "different" and not same_body):
        return None
    more = same_body or levels["phone"] == "same" or levels["site"] == "address"
    alone = not more and name == "same" and not levels["phone"] and shares.bearers(one) <= _BEARERS
    if not more and not alone:
        return None
    share = {"own_name": shares.name(one), "site": shares.place(one.places & other.places or one.places or {""})}
    weights = tuple(_weights(levels, share, settings))
    odds = shares.prior + sum(bits for *_, bits in weights)
    score = 1 / (1 + 2**-odds)
    if score < settings.review and not alone and not same_body:
        return None
    agreed = ";".join(f"{field}:{level}" for field, level in levels.items() if level)
    first, second = sorted((one.said.key, other.said.key))
    return Double(first, second, score, agreed, weights, "name_alone" if alone else _against(one, other, levels))


def _weights(levels: dict[str, str], share: dict[str, float], settings: Settings) -> Iterator[tuple[str, str, float]]:
    for field, said in settings:
        for level in said:
            if level.label == levels[field]:
                often = share[field] if level.frequency and share[field] else level.u
                yield field, level.label, math.log2(level.m / often)


def _phone(one: str, other: str) -> str:
    return "" if not one or not other else "same" if one == other else "differs"


def _place(one: _Read, other: _Read) -> str:
    if one.places & other.places:
        return "address"
    if one.grids & other.grids:
        return "grid"
    return "elsewhere" if one.places and other.places else ""


def _against(one: _Read, other: _Read, levels: dict[str, str]) -> str:
    said: Sequence[Entry] = (one.said, other.said)
    if levels["own_name"] == "different":
        return "two_names"
    if len({entry.kind for entry in said} - {""}) > 1:
        return "two_kinds"
    if levels["own_name"] == "short":
        return "name_short"
    if levels["own_name"] == "near":
        return "names_nearly"
    if levels["own_name"] == "form":
        return "two_forms"
    if len({entry.established for entry in said} - {None}) > 1:
        return "two_dates"
    return ""
