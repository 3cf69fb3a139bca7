"""The kinds of events there are. Each room declares its own in its `events.py` when it is imported; each knows its
sentence in two languages and which of its details are personal.

    MOVED = kinds.declare("registry.person_moved", zh="{actor} 登记迁居", en="{actor} recorded a move", drawer=("to",))

Kinds are kept for as long as their events are: one that is no longer recorded is retired, never taken out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_NAME = re.compile(r"[a-z]+(?:_[a-z]+)*\.[a-z]+(?:_[a-z]+)*")

#: What stands where a detail was shredded, or is not there.
GONE = {"zh": "（已销毁）", "en": "(shredded)"}


class KindError(ValueError):
    """A kind that nobody declared, that was retired, or that is told otherwise than it was declared. Ours to mend."""


@dataclass(frozen=True)
class Kind:
    """A kind of event. `drawer` names the details that may say who somebody is: they lie in a drawer, and are shredded
    with it; the sentence then says so in their place."""

    name: str
    zh: str
    en: str
    drawer: tuple[str, ...] = ()
    retired: str = ""  # since when and why, for a kind that is no longer recorded

    def sentence(self, language: str, details: Mapping[str, Any]) -> str:
        """What happened, in 'zh' or 'en'. `details`: payload, opened drawer, and actor, subject, at."""
        text = self.zh if language == "zh" else self.en
        return text.format_map(_Said(details, GONE["zh" if language == "zh" else "en"]))


class _Said(dict[str, Any]):
    def __init__(self, details: Mapping[str, Any], gone: str) -> None:
        super().__init__(details)
        self._gone = gone

    def __missing__(self, key: str) -> str:
        return self._gone


_declared: dict[str, Kind] = {}


def declare(name: str, *, zh: str, en: str, drawer: tuple[str, ...] = ()) -> str:
    """Declares a kind and answers its name. The same again changes nothing."""
    return _enter(Kind(name, zh, en, tuple(drawer)))


def retire(name: str, *, zh: str, en: str, since: str, drawer: tuple[str, ...] = ()) -> str:
    """The tombstone of a kind: its old events keep their sentence, new ones are refused. `since` says when and why."""
    return _enter(Kind(name, zh, en, tuple(drawer), since))


def known(name: str) -> Kind:
    """A kind by its name. Raises KindError."""
    if name not in _declared:
        raise KindError(f"nobody has declared events of the kind {name}")
    return _declared[name]


def every() -> dict[str, Kind]:
    """Name -> kind, the retired too."""
    return dict(_declared)


def _enter(kind: Kind) -> str:
    if not _NAME.fullmatch(kind.name):
        raise KindError(f"{kind.name}: a kind is called room.what_happened")
    if _declared.setdefault(kind.name, kind) != kind:
        raise KindError(f"{kind.name} is declared twice, and differently")
    return kind.name
