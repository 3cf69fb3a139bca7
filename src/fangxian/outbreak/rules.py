"""When an outbreak may be activated, closed and purged, a risk area step down, and how two protocols differ. Pure: no
database, no clock of its own."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from fangxian.outbreak.protocol import AreaLevel

#: The longest that personal evidence may outlive its outbreak without another decision.
LONGEST_RETENTION = 180
#: An activation speaks of the present: not of what began longer ago, nor of what may begin later than this.
DAYS_BACK, DAYS_AHEAD = 90, 14


def retention_ends(closed_at: datetime, retention_days: int) -> datetime:
    """The moment from which the purge may, and should, run."""
    return closed_at + timedelta(days=retention_days)


def start_is_plausible(starts_on: date, today: date) -> bool:
    """Whether a start lies near enough to the day on which it is proposed."""
    return today - timedelta(days=DAYS_BACK) <= starts_on <= today + timedelta(days=DAYS_AHEAD)


def retention_is_lawful(days: int) -> bool:
    """Whether evidence would be kept for a time that the law can bear: no longer than necessary, and not for ever."""
    return 0 <= days <= LONGEST_RETENTION


def earliest_release(
    level: AreaLevel, since: datetime, resets: Iterable[datetime], *, stepped_down: bool
) -> datetime | None:
    """From when an area may step down: its days after the last case, or after its beginning. None: not by days.

    stepped_down  it was of a higher level before, after which a level may ask for fewer days
    """
    sooner = level.after_step_down if stepped_down else None
    days = level.clear_days if sooner is None else sooner
    return None if days is None else max([since, *resets]) + timedelta(days=days)


def content_digest(content: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of a protocol's content."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Difference:
    """A value of a protocol that another has otherwise; None where one has none."""

    path: str
    before: Any
    after: Any


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What differs between the contents of two protocols (`Protocol.data`), in the order of the paths."""
    one, other = dict(_flat(before)), dict(_flat(after))
    return [
        Difference(path, one.get(path), other.get(path))
        for path in sorted({*one, *other})
        if one.get(path) != other.get(path)
    ]


def _flat(said: Any, path: str = "") -> list[tuple[str, Any]]:
    """Path -> value; parts of a list that have names (phases, duties) by their name."""
    if isinstance(said, list | tuple) and said and all(isinstance(one, Mapping) for one in said):
        said = {one.get("kind") or one.get("name") or one.get("when") or str(at): one for at, one in enumerate(said, 1)}
    if not isinstance(said, Mapping):
        return [(path, list(said) if isinstance(said, tuple) else said)]
    return [pair for name, one in said.items() for pair in _flat(one, f"{path}.{name}" if path else name)]
