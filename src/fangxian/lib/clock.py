"""The one clock (law 6): everything that needs the present asks here, and an example can set it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone

#: China Standard Time, the local time of every file that is read and every page that is shown.
LOCAL = timezone(timedelta(hours=8), "CST")

_source: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731


def now() -> datetime:
    """The present, with the local time zone."""
    return _source().astimezone(LOCAL)


def midnight() -> datetime:
    """When today began, by local time."""
    return now().replace(hour=0, minute=0, second=0, microsecond=0)


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Within the block, `now()` answers `moment`."""
    global _source
    before = _source
    _source = lambda: moment  # noqa: E731
    try:
        yield
    finally:
        _source = before


def go_on_from(moment: datetime) -> None:
    """From here on `now()` answers as if it were `moment` now, and the time runs on: a demonstration of the past."""
    global _source
    ahead = moment - datetime.now(UTC)
    _source = lambda: datetime.now(UTC) + ahead  # noqa: E731
