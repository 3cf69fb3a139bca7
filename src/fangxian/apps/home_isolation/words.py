"""What the pages say of times, doors and people."""

from datetime import date, datetime, timedelta
from typing import Any

from fangxian.lib import clock
from fangxian.web import formats
from fangxian.web.addresses import building, room
from fangxian.web.language import say

SEX = {"1": ("男", "male"), "2": ("女", "female")}
#: Whose list an alert has reached that nobody has taken.
LEVELS = {"community": ("已到社区", "with the community"), "street": ("已到街道", "with the street")}
#: How a device is -> its words, and how they are drawn.
CONDITIONS = {
    "new": ("尚无信号", "not heard yet", "warn"),
    "silent": ("离线", "silent", "bad"),
    "weak": ("电量低", "battery low", "warn"),
    "open": ("门开着", "door is open", "warn"),
    "well": ("正常", "well", "good"),
}
#: How a test stands -> its words, and how they are drawn.
TESTS = {
    "overdue": ("检测超时", "test overdue", "bad"),
    "due": ("今日待检测", "test due today", "accent"),
    "done": ("今日已检测", "tested today", "good"),
}
#: When somebody may come, as one says it: from and until which hour of the day; None: within the hour.
WINDOWS = {
    "now": ("一小时内", "within the hour", None),
    "noon": ("中午 11–13 点", "11:00 to 13:00", (11, 13)),
    "afternoon": ("下午 14–18 点", "14:00 to 18:00", (14, 18)),
    "evening": ("晚上 18–21 点", "18:00 to 21:00", (18, 21)),
}
#: Below this age somebody is a child.
GROWN = 14


def title(door: Any) -> str:
    """The building of a door: 阳光花园 1号楼."""
    return f"{door.building.compound.name} {building(door.building.name)}"


def door(home: Any) -> str:
    """A door within its building; a house by its address."""
    return room(home.unit, home.room) or str(home.address)


def hour(at: datetime | None) -> str:
    """A moment of today by its hour, of another day with the day: 10:20, 9月8日 10:20."""
    if at is None:
        return ""
    at = at.astimezone(clock.LOCAL)
    if at.date() == clock.now().date():
        return f"{at:%H:%M}"
    return say(f"{at.month}月{at.day}日 {at:%H:%M}", f"{at:%-d %b %H:%M}")


def between(start: datetime, end: datetime) -> str:
    """From when until when: 14:00–18:00."""
    return f"{hour(start)}–{end.astimezone(clock.LOCAL):%H:%M}"


def waited(since: datetime) -> str:
    """How long something has waited: 12 秒, 3 分钟, 2 小时."""
    seconds = max(0, int((clock.now() - since).total_seconds()))
    for size, zh, en in ((3600, "小时", "h"), (60, "分钟", "min")):
        if seconds >= size:
            return say(f"{seconds // size} {zh}", f"{seconds // size} {en}")
    return say(f"{seconds} 秒", f"{seconds} s")


def years(born: str) -> int | None:
    """How old somebody is; None where their birth is not shown."""
    try:
        return formats.years(date.fromisoformat(born))
    except ValueError:
        return None


def windows() -> list[tuple[str, str]]:
    """The times of today that are not over: name and words."""
    now = clock.now().astimezone(clock.LOCAL)
    return [(name, say(zh, en)) for name, (zh, en, hours) in WINDOWS.items() if hours is None or now.hour < hours[1]]


def window(name: str) -> tuple[datetime, datetime] | None:
    """From when until when a time of today is; None for none."""
    now = clock.now().astimezone(clock.LOCAL)
    if name not in WINDOWS:
        return None
    hours = WINDOWS[name][2]
    if hours is None:
        return now, now + timedelta(hours=1)
    whole = now.replace(minute=0, second=0, microsecond=0)
    return whole.replace(hour=hours[0]), whole.replace(hour=hours[1])
