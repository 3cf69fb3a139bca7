"""What the sources of restrictions that keep no record of their own said: appended, so that restrictions that were lost
are laid again from it (law 8). Programmes have their changes, what is done by hand has its proposals."""

from collections.abc import Collection, Iterator
from typing import Any

from fangxian.healthcode import grounds
from fangxian.healthcode.models import KeptGround
from fangxian.lib import clock
from fangxian.registry.queries import whereabouts
from fangxian.store import blocks, bulk

_FIELDS = ("outbreak_id", "person", "area_code", "source", "effect", "evidence", "rule", "version", "by", "until",
           "ended_for", "at")  # fmt: skip
CORRECTED = "corrected"
_ELSEWHERE = (f"{grounds.ENROLMENT}/", f"{grounds.PROPOSAL}/")
#: (person, source, effect, evidence, rule, version, by, until, ended_for)
Row = tuple[Any, ...]


def given(rows: Collection[Row], *, outbreak: int) -> None:
    """Keeps grounds that were given just now, of sources that keep none."""
    mine = [one for one in rows if not one[1].startswith(_ELSEWHERE)]
    if mine:
        _write(mine, outbreak)


def ended(found: Collection[tuple[int, int, int, str, str]], *, ended_for: str, by: str) -> None:
    """Keeps that they are grounds no more: (key, person, outbreak, source, effect) of restrictions. What was ended to
    be put right is a ground still."""
    if ended_for == CORRECTED:
        return
    parts: dict[int, list[Row]] = {}
    for _, person, outbreak, source, effect in found:
        if not source.startswith(_ELSEWHERE):
            parts.setdefault(outbreak, []).append((person, source, effect, [], "", None, by, None, ended_for))
    for outbreak, rows in parts.items():
        _write(rows, outbreak)


def so_far(outbreak: int) -> Iterator[KeptGround]:
    """What was said last of each person, source and effect."""
    latest: dict[tuple[int, str, str], int] = {}
    found = KeptGround.rows.filter(outbreak=outbreak).order_by("pk")
    for pk, person, source, effect in blocks.rows(found.values_list("pk", "person", "source", "effect")):
        latest[person, source, effect] = pk
    wanted = set(latest.values())
    yield from (one for one in found.iterator(2_000) if one.pk in wanted)


def _write(rows: Collection[Row], outbreak: int) -> None:
    where, at = whereabouts({person for person, *_ in rows}), clock.now()
    bulk.insert(
        KeptGround,
        _FIELDS,
        ((outbreak, one[0], where[one[0]].area_code, *one[1:], at) for one in rows if one[0] in where),
    )
