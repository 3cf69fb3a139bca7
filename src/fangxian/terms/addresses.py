"""Standard addresses, one at a time: taken apart, and one key for the many spellings of a door.

The set-based twin is `fangxian.terms.sql.addresses`. Source: the parts of GB/T 23705-2009 (地名 地址编码规则) as far as
people write them.
"""

import re
from dataclasses import dataclass
from functools import cache

from fangxian.terms import address_rules as rules

_FOLDED = str.maketrans(rules.FOLDED_FROM, rules.FOLDED_TO)
_NUMERALS = str.maketrans(rules.NUMERALS_FROM, rules.NUMERALS_TO)


@dataclass(frozen=True)
class Address:
    """The parts of an address as they are compared: numbers in figures without leading zeros; '' where one is missing.

    Where no compound is named, `compound` is the community, or the road; where no building is, a house's number is it.
    """

    street: str = ""
    community: str = ""
    compound: str = ""
    building: str = ""
    unit: str = ""
    floor: str = ""
    room: str = ""
    #: Whether it is a house by a road or in a village, whose door has no number of its own.
    house: bool = False

    @property
    def key(self) -> str | None:
        """'compound|building|unit|room', or None if this is no door."""
        if not (self.room or self.house) or self.building_key is None:
            return None
        return f"{self.building_key}|{self.unit}|{self.room}"

    @property
    def building_key(self) -> str | None:
        """'compound|building', or None if no building is named."""
        return f"{self.compound}|{self.building}" if self.compound and self.building else None


def key(text: str | None) -> str | None:
    """'compound|building|unit|room' of an address as it stands in a file, or None if it names no door."""
    return None if text is None else parse(text).key


def building_key(text: str | None) -> str | None:
    """'compound|building' of an address as it stands in a file, or None if it names no building."""
    return None if text is None else parse(text).building_key


def parse(text: str) -> Address:
    """The parts of an address as it stands in a file."""
    folded = _fold(text)
    tail = found[0] if (found := _compiled(rules.TAIL).search(folded)) else ""
    head = _replaced(f"-+{rules.END}", "", folded[: len(folded) - len(tail)])
    short = _shorten(tail)
    local = _replaced(rules.DIVISIONS, "", head)
    divisions, communities = head[: len(head) - len(local)], _compiled(rules.COMMUNITY).match(local)
    building, unit, house = _first(short, *rules.BUILDING), _first(short, *rules.UNIT), _first(short, rules.HOUSE)
    return Address(
        street=_first(divisions, rules.STREET_NAME),
        community=_first(communities[0] if communities else "", rules.COMMUNITY_NAME),
        compound=_compound(head, local, tail, short),
        building=_figure(building),
        unit=_figure(unit),
        floor=_figure(_first(short, rules.SAID_FLOOR, rules.FLOOR[1])),
        room=_figure(_room(short)),
        house=house != "",
    )


def _fold(text: str) -> str:
    if _compiled(rules.PLAIN).search(text):
        return text
    if _compiled(rules.TO_FOLD).search(text):
        text = text.translate(_FOLDED)
        text = "".join(large if len(large := letter.upper()) == 1 else letter for letter in text)
    return _replaced(rules.JOINT, "-", _replaced(rules.NOTE, "", text))


def _shorten(tail: str) -> str:
    short = tail.translate(_NUMERALS)
    for pattern, kept in rules.SHORTENED:
        short = _replaced(pattern, kept, short)
    for word, kept in rules.REPLACED:
        short = short.replace(word, kept)
    return short


def _compound(head: str, local: str, tail: str, short: str) -> str:
    named = _replaced(rules.DORMITORY, "", _replaced(rules.COMMUNITY, "", local))
    nameless = rules.NAMELESS if rules.NAMELESS in tail else ""
    compound = _first(named, rules.AFTER_ROAD) or named or local or head or nameless
    if not compound:
        return ""
    for han, figure in rules.PHASES:
        compound = compound.replace(han, figure)
    road_number = _first(short, rules.ROAD_NUMBER)
    return f"{compound}{road_number}号" if road_number else compound


def _room(short: str) -> str:
    last = _first(short, rules.ROOM[-1])
    floor = _first(short, *rules.FLOOR)
    return f"{floor}{last.rjust(2, '0')[:2]}" if floor and last else _first(short, *rules.ROOM)


def _figure(number: str) -> str:
    for pattern, kept in rules.NUMBER_STEPS:
        number = _replaced(pattern, kept, number)
    return number


def _first(text: str, *patterns: str) -> str:
    """The first group of the first pattern that finds one."""
    return next((found[1] for pattern in patterns if (found := _compiled(pattern).search(text)) and found[1]), "")


def _replaced(pattern: str, kept: str, text: str) -> str:
    return _compiled(pattern).sub(kept, text)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace(rules.END, r"\Z"))
