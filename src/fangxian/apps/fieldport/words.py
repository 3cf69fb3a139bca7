"""What the port says of times, doors and people."""

from datetime import date, datetime, timedelta

from fangxian.fieldwork import rules
from fangxian.lib import clock
from fangxian.web import formats
from fangxian.web.language import say

SEX = {"1": ("男", "male"), "2": ("女", "female")}
#: Kind of task -> its badge.
KINDS = {
    rules.REMINDER: ("催检", "Reminder"),
    rules.VERIFICATION: ("核实", "Verification"),
    rules.CARE: ("关爱", "Care"),
    rules.RETEST: ("复检", "Re-test"),
    rules.WHEREABOUTS: ("核去向", "Whereabouts"),
    rules.FOLLOW_UP: ("纳管", "Follow-up"),
}
#: Whose list a task has reached that is beyond its time.
LEVELS = {"community": ("已到社区", "with the community"), "street": ("已到街道", "with the street")}
TENURE = {
    "owner": ("自有", "owned"),
    "tenant": ("租住", "rented"),
    "dormitory": ("集体宿舍", "dormitory"),
    "lodger": ("借住", "lodging"),
}


def due(at: datetime) -> str:
    """Until when, as one says it at the door: 今天 18:00 前, 已超时 3 小时."""
    at, now = at.astimezone(clock.LOCAL), clock.now()
    if at <= now:
        return late(now - at)
    day, hour = formats.end_of(at)
    days = (day - now.astimezone(clock.LOCAL).date()).days
    if days == 0:
        return say(f"今天 {hour} 前", f"by {hour} today")
    if days == 1:
        return say(f"明天 {hour} 前", f"by {hour} tomorrow")
    return say(f"{day.month}月{day.day}日 {hour} 前", f"by {hour} on {day:%-d %b}")


def late(by: timedelta) -> str:
    """How long something is beyond its time, in the largest unit that says it."""
    minutes = max(1, int(by.total_seconds()) // 60)
    for size, zh, en in ((1440, "天", "day"), (60, "小时", "hour")):
        if minutes >= size:
            many = minutes // size
            return say(f"已超时 {many} {zh}", f"{many} {en}{'s' if many > 1 else ''} overdue")
    return say(f"已超时 {minutes} 分钟", f"{minutes} min overdue")


def hour(at: datetime | None) -> str:
    """A moment of today by its hour, of another day with the day: 10:20, 9月8日 10:20."""
    if at is None:
        return ""
    at = at.astimezone(clock.LOCAL)
    if at.date() == clock.now().date():
        return f"{at:%H:%M}"
    return say(f"{at.month}月{at.day}日 {at:%H:%M}", f"{at:%-d %b %H:%M}")


def age(born: str) -> str:
    """How old somebody is; where their birth is shown in part, that part."""
    try:
        years = formats.years(date.fromisoformat(born))
    except ValueError:
        return born
    return say(f"{years} 岁", f"aged {years}")


def outcome(name: str) -> str:
    """What was found, or for what a line was closed."""
    words = rules.outcomes().get(name) or rules.reasons().get(name)
    return say(words.zh, words.en) if words else name
