"""When what a department promised to send is late. Pure."""

from datetime import datetime, timedelta

_IN_TIME = timedelta()


def late_by(last: datetime, every_hours: int, now: datetime) -> timedelta:
    """How long the next delivery has been due, of a sender who promised one every so many hours; zero while there is
    time."""
    return max(_IN_TIME, now - last - timedelta(hours=every_hours))
