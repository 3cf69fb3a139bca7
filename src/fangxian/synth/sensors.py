"""A fleet of door sensors that never was: a day of what each says, with everything that real ones do wrong.

Openings happen where people live: a delivery at noon, waste in the evening, a child that runs out. On top of that come
batteries that run low, devices that fall silent and come back, messages sent twice or out of their turn, clocks that
run ahead. Pure: the same seed draws the same day.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

#: A device says that it is well every so often.
BEAT = timedelta(minutes=5)
SEED = 20220916


@dataclass(frozen=True)
class Sent:
    """One message: by whom, what, when it happened by the device's clock, when it is sent."""

    serial: str
    event: str
    kind: str
    at: datetime
    sent_at: datetime
    battery: int

    def body(self) -> bytes:
        """As it goes over the wire (docs/sensors.md)."""
        said = {"v": 1, "id": self.event, "kind": self.kind, "at": self.at.isoformat(), "battery": self.battery}
        return json.dumps(said).encode()


@dataclass(frozen=True)
class Habits:
    """How a day goes, as shares of the devices unless said otherwise. Drawn, not measured: no source has such figures.

    openings    of a door that nobody expects, a day
    """

    openings: float = 0.8
    flapping: float = 0.25  # of openings: the door is opened again within seconds
    left_open: float = 0.06  # of openings: for ten minutes
    weak: float = 0.05
    silent: float = 0.08  # for twenty to ninety minutes
    repeated: float = 0.01  # of messages
    shuffled: float = 0.003  # of messages: sent ten minutes late
    ahead: float = 0.01  # a clock that is an hour wrong


def serials(count: int, *, first: int = 1) -> list[str]:
    """Serials of a fleet: FX-000001 and on."""
    return [f"FX-{number:06}" for number in range(first, first + count)]


def day(
    fleet: Sequence[str], start: datetime, *, hours: float = 24, seed: int = SEED, habits: Habits = Habits(),
    beats: bool = True,
) -> list[Sent]:  # fmt: skip
    """What a fleet says in so many hours, in the order in which it is sent; without `beats`, what tells of doors."""
    drawn = [one for place, serial in enumerate(fleet) for one in _device(serial, start, hours, seed + place, habits)]
    return sorted((one for one in drawn if beats or one.kind != "heartbeat"), key=lambda one: (one.sent_at, one.event))


def burst(fleet: Sequence[str], start: datetime, *, events: int, seconds: float, seed: int = SEED) -> list[Sent]:
    """So many messages, evenly over so many seconds: openings and closings in turn, of every device alike."""
    drawn = np.random.default_rng(seed).permutation(len(fleet))
    found = []
    for place in range(events):
        serial = fleet[int(drawn[place % len(fleet)])]
        at = start + timedelta(seconds=seconds * place / events)
        kind = "closed" if (place // len(fleet)) % 2 else "opened"
        found.append(Sent(serial, f"b{seed}-{place}", kind, at, at, 90))
    return found


def _device(serial: str, start: datetime, hours: float, seed: int, habits: Habits) -> Iterator[Sent]:
    draw = np.random.default_rng([seed, int(start.timestamp())])
    span = timedelta(hours=hours)
    weak, ahead = draw.random() < habits.weak, draw.random() < habits.ahead
    battery = int(draw.integers(4, 15)) if weak else int(draw.integers(35, 100))
    gap = _gap(draw, start, span) if draw.random() < habits.silent else None
    number = 0
    for at, kind in sorted([*_beats(draw, start, span), *_openings(draw, start, span, habits)]):
        number += 1
        if gap is not None and gap[0] <= at < gap[1]:
            continue
        said = at + timedelta(hours=1) if ahead else at
        late = timedelta(minutes=10) if draw.random() < habits.shuffled else timedelta(0)
        one = Sent(serial, f"{start:%m%d%H%M}-{number}", kind, said, at + late, battery)
        yield one
        if draw.random() < habits.repeated:
            yield Sent(serial, one.event, kind, said, at + late + timedelta(seconds=3), battery)


def _beats(draw: np.random.Generator, start: datetime, span: timedelta) -> Iterator[tuple[datetime, str]]:
    at = start + BEAT * float(draw.random())
    while at < start + span:
        yield at, "heartbeat"
        at += BEAT * float(0.95 + draw.random() / 10)


def _openings(
    draw: np.random.Generator, start: datetime, span: timedelta, habits: Habits
) -> Iterator[tuple[datetime, str]]:
    for _ in range(int(draw.poisson(habits.openings * span / timedelta(days=1)))):
        at = start + span * float(draw.random())
        open_for = timedelta(minutes=10) if draw.random() < habits.left_open else timedelta(seconds=8)
        yield at, "opened"
        yield at + open_for, "closed"
        if draw.random() < habits.flapping:
            again = at + open_for + timedelta(seconds=6)
            yield again, "opened"
            yield again + timedelta(seconds=5), "closed"


def _gap(draw: np.random.Generator, start: datetime, span: timedelta) -> tuple[datetime, datetime]:
    begins = start + span * float(draw.random() * 0.9)
    return begins, begins + timedelta(minutes=float(20 + draw.random() * 70))
