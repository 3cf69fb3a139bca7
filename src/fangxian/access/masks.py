"""How a field looks that is shown in part. Pure; a mask never tells more than the text it was given."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from fangxian.access.reader import Kind

#: Where the part of an address ends that still names a building.
_BUILDING = re.compile(r".*?(?:号楼|栋|幢|[A-Za-z0-9一二三四五六七八九十]座)")
_FIRST_NUMBER = re.compile(r"[0-9０-９]")


def name(text: str) -> str:
    """张伟 -> 张*; the star stands for whatever follows, however long."""
    return text[:1] + "*" if text else ""


def number(text: str) -> str:
    """230108199003070011 -> 2301**********0011; a shorter document shows its first and its last two."""
    return _middle(text, 4, 4) if len(text) >= 15 else _middle(text, 1, 2)


def phone(text: str) -> str:
    """13812345678 -> 138****5678; a shorter number shows its last two."""
    return _middle(text, 3, 4) if len(text) >= 11 else _middle(text, 0, 2)


def address(text: str) -> str:
    """To the building: …阳光小区3号楼2单元501 -> …阳光小区3号楼. Where none is named, up to the first number."""
    if found := _BUILDING.match(text):
        return found[0] + "*" * (found.end() < len(text))
    digit = _FIRST_NUMBER.search(text)
    return text[: digit.start()] + "*" if digit else "*" * bool(text)


def born(day: date | str) -> str:
    """The year."""
    return str(day)[:4] + "*" if day else ""


def groups(text: str) -> str:
    """That there is something, not what."""
    return "*" if text else ""


#: Kind of field -> its mask.
MASKS: Mapping[Kind, Callable[..., str]] = {
    "name": name,
    "number": number,
    "phone": phone,
    "address": address,
    "born": born,
    "groups": groups,
}


def _middle(text: str, head: int, tail: int) -> str:
    if len(text) <= head + tail:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail :]
