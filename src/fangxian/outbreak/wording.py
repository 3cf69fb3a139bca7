"""Figures of a protocol in words, in both languages. Pure."""

from collections.abc import Mapping
from typing import Any

from fangxian.lib.words import Words
from fangxian.outbreak import vocabulary

#: How it is said when a duty is due; {} is the figure.
_WHEN = {
    "days": Words("第 {} 天", "on day {}"),
    "every_hours": Words("每 {} 小时", "every {} hours"),
    "within_hours": Words("{} 小时内", "within {} hours"),
}


def value(said: Any) -> str:
    """A figure as it stands on a page: lists with commas, yes and no as ticks, a dash for nothing."""
    if said is None or said == []:
        return "–"
    if isinstance(said, bool):
        return "✓" if said else "–"
    return ", ".join(map(str, said)) if isinstance(said, list | tuple) else str(said)


def due(when: str, said: Any) -> Words:
    """When a duty is due: `when` is one of days, every_hours, at_hours, within_hours."""
    shown = value(said)
    if when == "at_hours":
        return Words(f"每日 {shown} 时", "each day at " + ", ".join(f"{hour}:00" for hour in said))
    words = _WHEN[when]
    several = when == "days" and isinstance(said, list | tuple) and len(said) > 1
    return Words(
        words.zh.format(shown), words.en.replace("day ", "days ").format(shown) if several else words.en.format(shown)
    )


def period(said: Any) -> Words:
    """How long a phase is."""
    return Words(f"{said} 天", "1 day" if said == 1 else f"{said} days")


def place(path: str, called: Mapping[str, Words]) -> Words:
    """A path of a pack in words: 密切接触者 · 集中隔离 · 天数. `called`: classes and occupations by name."""
    lists = vocabulary.lists()
    found, names = [], path.split(".")
    for name in names:
        if name in ("classes", "phases", "duties") and len(names) > 1:
            continue
        among = ("phases", "evidence", "findings", "levels", "keys")
        words = called.get(name) or next((lists[one][name] for one in among if name in lists[one]), Words(name, name))
        found.append(words)
    return Words(" · ".join(one.zh for one in found), " · ".join(one.en for one in found))


def called(tree: Mapping[str, Any]) -> dict[str, Words]:
    """What the classes, occupations and effects of a pack or a protocol are called, by name."""
    named = {**tree.get("classes", {}), **tree.get("occupations", {})}
    found = {name: Words(one["zh"], one["en"]) for name, one in named.items()}
    for name, one in tree.get("effects", {}).items():
        colour = (
            vocabulary.called("colours", one["colour"])
            if one.get("colour")
            else vocabulary.called("consequences", "hold")
        )
        reason = vocabulary.reasons()[one["reason"]]
        found[name] = Words(f"{colour.zh}（{reason.zh}）", f"{colour.en} ({reason.en})")
    return found
