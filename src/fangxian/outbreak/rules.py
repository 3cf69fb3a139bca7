"""When an outbreak may be activated, closed and purged. Pure: no database, no clock of its own."""

from datetime import date, datetime, timedelta

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
