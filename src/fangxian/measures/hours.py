"""When the samples were taken, and how fast the round reached its people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Literal

from fangxian.lake.engines.facade import Engine

#: A round that runs longer than this is counted by day.
BY_DAY_AFTER = timedelta(days=3)
#: Samples this far (or farther) from all others, and no more than this share of all, are misdated, not the round.
FAR = timedelta(hours=12)
FEW = 0.001


@dataclass(frozen=True, slots=True)
class HourCount:
    """One clock hour (or day): its samples, the people first reached in it, and those reached up to its end."""

    start: datetime
    samples: int
    people: int
    cumulative: int


@dataclass(frozen=True, slots=True)
class Hours:
    """Samples by clock hour or day, without gaps, local time; `counts` is empty if no sample has a time.

    `everybody` is the denominator of the cumulative share; `reached` all tested people. Rows of result files left out
    of the hours: `without_time`, `outside_window`, and `misdated` (in the future, or a few rows far from all others).
    """

    unit: Literal["hour", "day"]
    counts: tuple[HourCount, ...]
    everybody: int
    reached: int
    without_time: int
    outside_window: int
    misdated: int

    def share(self, hour: HourCount) -> float:
        """The share of everybody who had been tested by the end of that hour, 0 to 1."""
        return hour.cumulative / self.everybody if self.everybody else 0.0


def by_hour(engine: Engine) -> Hours:
    """Samples per clock hour and the people reached by then.

    A sample is any row of a result file that is not rejected. A person is reached at the first sample within the
    window that gave a result (negative, positive or suspect). Fewer than one in a thousand samples, if they lie
    half a day or more from all others, do not stretch the span; more than three days are counted by day.
    """
    samples: dict[datetime, int] = {}
    without_time = outside = unsure = 0
    for hour, within, rows in engine.rows(
        "SELECT date_trunc('hour', sampled_at) AS hour, in_window, count(*) AS samples FROM samples "
        "WHERE class <> 'rejected' GROUP BY 1, 2"
    ):
        if hour is None:
            without_time += rows
        elif within is None:
            unsure += rows
        elif not within:
            outside += rows
        else:
            samples[hour] = samples.get(hour, 0) + rows
    reached: dict[datetime | None, int] = dict(
        engine.rows(
            "SELECT date_trunc('hour', earliest) AS hour, count(*) AS people FROM sampled WHERE obtained = 1 GROUP BY 1"
        )
    )
    ((everybody,),) = engine.rows("SELECT count(*) FROM outcome")
    kept = _without_the_misdated(samples)
    unit: Literal["hour", "day"] = "day" if kept and max(kept) - min(kept) >= BY_DAY_AFTER else "hour"
    return Hours(
        unit=unit,
        counts=_counted(kept, reached, timedelta(days=1) if unit == "day" else timedelta(hours=1)),
        everybody=everybody,
        reached=sum(reached.values()),
        without_time=without_time,
        outside_window=outside,
        misdated=unsure + sum(samples.values()) - sum(kept.values()),
    )


def _without_the_misdated(samples: Mapping[datetime, int]) -> dict[datetime, int]:
    """Cuts from either end what is both rare and far from the rest."""
    hours = sorted(samples)
    allowed = sum(samples.values()) * FEW
    first = _trimmed(hours, samples, allowed)
    last = len(hours) - _trimmed(hours[::-1], samples, allowed)
    return {hour: samples[hour] for hour in hours[first:last]}


def _trimmed(hours: list[datetime], samples: Mapping[datetime, int], allowed: float) -> int:
    """How many hours at the start of the list can go: the most that hold `allowed` samples and end in a wide gap."""
    gone = 0
    for count, held in enumerate(accumulate(samples[hour] for hour in hours), start=1):
        if held > allowed or count == len(hours):
            break
        if abs(hours[count] - hours[count - 1]) >= FAR:
            gone = count
    return gone


def _counted(
    samples: Mapping[datetime, int], reached: Mapping[datetime | None, int], step: timedelta
) -> tuple[HourCount, ...]:
    """One count per step from the first sample to the last; people reached before it (misdated) stand in the first."""
    if not samples:
        return ()
    begin = _floor(min(samples), step)
    slots = (_floor(max(samples), step) - begin) // step + 1
    taken, new = [0] * slots, [0] * slots
    for hour, rows in samples.items():
        taken[(hour - begin) // step] += rows
    for moment, people in reached.items():
        if moment is not None and moment < begin + slots * step:
            new[max(0, (moment - begin) // step)] += people
    return tuple(
        HourCount(begin + step * slot, taken[slot], new[slot], so_far) for slot, so_far in enumerate(accumulate(new))
    )


def _floor(moment: datetime, step: timedelta) -> datetime:
    return moment.replace(hour=0) if step >= timedelta(days=1) else moment
