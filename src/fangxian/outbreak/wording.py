"""Figures of a protocol in words, in both languages. Pure."""

from typing import Any

from fangxian.lib.words import Words

#: How it is said when a duty is due; {} is the figure.
_WHEN = {
    "days": Words("第 {} 天", "on day {}"),
    "every_hours": Words("每 {} 小时", "every {} hours"),
    "within_hours": Words("{} 小时内", "within {} hours"),
}


def value(said: Any) -> str:
    """A figure as it stands on a page: lists with commas, yes and no as ticks."""
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
