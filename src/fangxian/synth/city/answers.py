"""A question to the platform and the page that answers it, as it should be or as the play wants it."""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from fangxian.synth.city.faults import Play
from fangxian.synth.city.holdings import SERIAL, Holdings, Row

CITY, NATIONAL = "/city/results", "/national/query"
MOST_ROWS, MOST_NUMBERS = 5000, 500


@dataclass(frozen=True)
class Question:
    """What is asked for, and from where on: `offset` rows in, `size` rows. `turn` makes cursors differ."""

    path: str
    start: datetime | None
    end: datetime | None
    round: str
    numbers: tuple[str, ...]
    size: int
    offset: int
    turn: int


def question(path: str, said: Mapping[str, Any]) -> Question:
    """The question in parameters. Raises ValueError for one that makes no sense: it is answered with 400."""
    numbers, size = said.get("zjhm", []), str(said.get("size", 1000))
    offset, turn = _place(str(said.get("cursor", "")))
    if not isinstance(numbers, list) or len(numbers) > MOST_NUMBERS or (path == NATIONAL and not numbers):
        raise ValueError("numbers")
    if not size.isdecimal() or not 1 <= int(size) <= MOST_ROWS:
        raise ValueError("size")
    start, end = _time(str(said.get("from", ""))), _time(str(said.get("to", "")))
    return Question(path, start, end, str(said.get("round", "")), tuple(map(str, numbers)), int(size), offset, turn)


def answer(asked: Question, holdings: Holdings, play: Play, order: int) -> bytes:
    """The page as JSON."""
    if asked.path == CITY:
        rows = holdings.window(asked.start, asked.end, asked.round)
    else:
        rows = holdings.numbers(asked.numbers, asked.start, asked.end)
    offset = asked.offset
    if play.kind in ("repeat", "again"):
        offset = max(0, offset - asked.size)
    behind = (offset if play.kind == "repeat" else asked.offset) + asked.size
    following = _cursor(behind, 0) if behind < len(rows) else None
    if play.kind == "circle":
        following = _cursor(asked.offset, asked.turn + 1)
    places = range(offset, min(len(rows), offset + asked.size))
    page = _spoiled([rows[_shuffled(len(rows), order)[at]] for at in places], play)
    said = {"code": 0, "msg": "ok", "data": {"total": len(rows), "next": following, "rows": page}}
    return json.dumps(said, ensure_ascii=False).encode()


@lru_cache(maxsize=2)
def _shuffled(count: int, order: int) -> Sequence[int]:
    """The places of so many rows in that order; 0 is the order in which they are held."""
    places = list(range(count))
    if order:
        random.Random(order).shuffle(places)
    return places


def _spoiled(page: list[Row], play: Play) -> list[Row]:
    """The rows as the play wants them."""
    match play.kind:
        case "double":
            return page + page[: max(1, len(page) // 4)]
        case "short":
            return page[: len(page) // 2]
        case "nameless":
            return [{name: cell for name, cell in row.items() if name != SERIAL} for row in page]
        case "changed":
            return [row | {"jcjg": "待检"} if at % 2 else row for at, row in enumerate(page)]
    return page


def _cursor(offset: int, turn: int) -> str:
    """Says nothing to whoever reads it, as cursors should."""
    return f"c{(offset * 7919 + 13):x}.{turn}"


def _place(cursor: str) -> tuple[int, int]:
    if not cursor:
        return 0, 0
    offset, _, turn = cursor.removeprefix("c").partition(".")
    return (int(offset, 16) - 13) // 7919, int(turn)


def _time(text: str) -> datetime | None:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S") if text else None
