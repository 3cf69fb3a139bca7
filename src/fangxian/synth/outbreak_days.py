"""An outbreak day by day, drawn: who is exposed, what is found of them, and how badly it reaches the platform: late,
out of order, twice, and withdrawn again.

People are numbers from 0. The same seed draws the same days.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

#: Of all people, how many are exposed in a day, and how many buy fever drugs.
EXPOSED, BUYERS = 0.003, 0.001
#: Days after an exposure on which somebody may be tested, and how likely each is.
TESTED_FOR, TESTED = 8, 0.55
#: Of results, how many are against somebody; of results, by how many days they come late.
AGAINST = {"positive": 0.004, "suspect": 0.006, "awaited": 0.03}
LATE = (0, 0, 0, 0, 0, 0, 0, 1, 1, 3)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Said:
    """One thing that was found of somebody."""

    person: int
    kind: str
    at: datetime
    finding: str = ""


@dataclass
class Day:
    """What reaches the platform on a day: who is to be enrolled (person, from when), batches by their name, single
    forms by their key, and the names of batches that their sender withdraws."""

    date: datetime
    exposed: list[tuple[int, datetime]] = field(default_factory=list)
    buyers: list[tuple[int, datetime]] = field(default_factory=list)
    batches: dict[str, list[Said]] = field(default_factory=dict)
    forms: dict[str, Said] = field(default_factory=dict)
    withdrawn: list[str] = field(default_factory=list)


def draw(*, start: datetime, days: int, people: int, seed: int = 1) -> Iterator[Day]:
    """The days of an outbreak from the first moment of `start`."""
    chance = Random(seed)
    coming: dict[int, list[Said]] = defaultdict(list)
    known: dict[int, dict[str, list[Said]]] = {}
    for number in range(days):
        day = Day(start + number * DAY)
        for exposed, share in ((day.exposed, EXPOSED), (day.buyers, BUYERS)):
            for person in chance.sample(range(people), max(1, round(people * share))):
                anchor = day.date + timedelta(minutes=chance.randrange(60, 9 * 60))
                exposed.append((person, anchor))
                _tests(chance, coming, number, person, day.date, days)
        _forms(chance, day)
        came = coming.pop(number, [])
        chance.shuffle(came)
        half = len(came) // 2
        day.batches = {f"{number:03}-a": came[:half], f"{number:03}-b": came[half:]}
        _badly(chance, day, number, known)
        known[number] = day.batches
        yield day


def _tests(chance: Random, coming: dict[int, list[Said]], number: int, person: int, date: datetime, days: int) -> None:
    for after in range(TESTED_FOR):
        if chance.random() > TESTED:
            continue
        at = date + after * DAY + timedelta(minutes=chance.randrange(10 * 60, 20 * 60))
        sort = chance.random()
        finding, least = "", 0.0
        for name, share in AGAINST.items():
            if least <= sort < least + share:
                finding = name
            least += share
        arrives = number + after + chance.choice(LATE)
        if arrives < days:
            coming[arrives].append(Said(person, "test", at, finding))


def _forms(chance: Random, day: Day) -> None:
    """Temperatures by telephone, some of them sent twice under the same key."""
    for person, _ in day.exposed[::4]:
        for hour in (7, 19):
            at = day.date + timedelta(hours=hour, minutes=chance.randrange(50))
            finding = "fever" if chance.random() < 0.02 else ""
            day.forms[f"{person}/{at:%m%d%H}"] = Said(person, "temperature", at, finding)


def _badly(chance: Random, day: Day, number: int, known: dict[int, dict[str, list[Said]]]) -> None:
    """Yesterday's batch comes again; one of two days ago is withdrawn, and comes back the day after as another."""
    if number % 3 == 1 and number - 1 in known:
        day.batches |= known[number - 1]
    if number % 5 == 4 and number - 2 in known:
        day.withdrawn = [f"{number - 2:03}-a"]
    if number % 10 == 5 and number - 3 in known:
        day.batches[f"{number:03}-again"] = known[number - 3][f"{number - 3:03}-a"]
    if chance.random() < 0.2:
        names = list(day.batches)
        chance.shuffle(names)
        day.batches = {name: day.batches[name] for name in names}
