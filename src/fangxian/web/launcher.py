"""What can be opened: applications and doors say so themselves when Django is ready; nothing here names one.

launcher.register(App("desk", "工作台", "Desk", entries=(Entry("首页", "Home", "desk:home", "desk.open", "home"),)))
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import reverse

from fangxian.access.reader import Reader

#: The five classes of applications, in the order of the navigation; a door has none.
CLASSES: dict[str, tuple[str, str]] = {
    "warning": ("疫情预警", "Early warning"),
    "prevention": ("疫情预防", "Prevention"),
    "screening": ("数据排查", "Screening"),
    "isolation": ("转运隔离", "Transfer and isolation"),
    "decision": ("数据决策", "Decision"),
}


@dataclass(frozen=True)
class Entry:
    """A line of the navigation: its words, the name of its url, the verb it needs, its icon."""

    zh: str
    en: str
    url: str
    verb: str
    icon: str = "dot"
    group: tuple[str, str] = ("", "")  # a heading of its own within the application


@dataclass(frozen=True)
class App:
    """An application or a door. `kind` is one of CLASSES, or empty for a door; `order` within its class; `opens`: what
    it has a page for ('round'), the name of its url, the verb that it takes."""

    name: str
    zh: str
    en: str
    kind: str = ""
    order: int = 0
    entries: tuple[Entry, ...] = field(default=())
    opens: tuple[tuple[str, str, str], ...] = ()

    def __post_init__(self) -> None:
        if self.kind and self.kind not in CLASSES:
            raise ValueError(f"{self.name}: {self.kind} is none of the five classes")


_apps: dict[str, App] = {}


def register(app: App) -> None:
    """Called by an application when it is ready. The same again changes nothing."""
    if _apps.setdefault(app.name, app) != app:
        raise ValueError(f"{app.name} is registered twice, and differently")


def apps() -> list[App]:
    """All applications: doors first, then by class."""
    order = ["", *CLASSES]
    return sorted(_apps.values(), key=lambda app: (order.index(app.kind), app.order, app.name))


def address(reader: Reader, what: str, *key: object) -> str:
    """Where the page of something is that an application opens; '' where none does, or the reader may not."""
    for kind, url, verb in (one for app in _apps.values() for one in app.opens):
        if kind == what and reader.can(verb):
            return reverse(url, args=key)
    return ""


def navigation(reader: Reader) -> Iterator[tuple[tuple[str, str], list[Entry]]]:
    """Heading (zh, en) and the entries under it that the reader may open; headings without any are left out."""
    groups: dict[tuple[str, str], list[Entry]] = {}
    for app in apps():
        for entry in app.entries:
            if reader.can(entry.verb):
                groups.setdefault(entry.group if any(entry.group) else CLASSES.get(app.kind, ("", "")), []).append(
                    entry
                )
    yield from groups.items()
