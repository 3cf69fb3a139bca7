"""What programmes ask for (programme.events): a range of changes becomes grounds, for one person as for 100,000."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import batched
from typing import Any

from fangxian.healthcode import grounds, rules
from fangxian.healthcode.ending import end_each
from fangxian.healthcode.laying import Ground, lay
from fangxian.healthcode.models import Restriction
from fangxian.outbreak.queries import protocol
from fangxian.programme.queries import Changed, changes, changes_under, facts_of_breaches, rests_on
from fangxian.store import acts, blocks

#: What happened -> for what it ends what the source had laid (endings.toml).
_ENDED_FOR = {
    "stage": "replaced", "planned": "replaced", "made_good": "made_good", "waived": "waived",
    "in_doubt": "doubted", "cleared": "withdrawn", "withdrawn": "withdrawn",
}  # fmt: skip
_RELEASED = "released"
#: Sources that are evidence of their own: an appeal about the enrolment does not silence them.
_BREACH = "breach"
_OF_THEIR_OWN = (_BREACH, "obligation")


@acts.atomic
def follow(first: int, last: int, *, by: str) -> int:
    """Lays and ends what a range of changes says; answers how many restrictions began."""
    found = [one for one in changes(first, last) if "source" in one.payload]
    over = {one.enrolment: one for one in found if not one.payload["source"]}
    _close(over, by)
    latest = {(one.enrolment, one.payload["source"]): one for one in found if one.enrolment not in over}
    began = 0
    for (outbreak, version), those in _by_version(latest.values()).items():
        began += lay(_grounds(those), outbreak=outbreak, version=version, issuer=by)
    return began


def said_so_far(outbreak: int) -> tuple[list[tuple[int, str, Ground]], dict[tuple[int, str], str]]:
    """What all changes of an outbreak together say: (version, by whom, ground, since when it is so) of what they lay;
    (person, source) -> for what what it had laid is over (endings.toml)."""
    said: dict[int, dict[str, Changed]] = defaultdict(dict)
    over: dict[tuple[int, str], str] = {}
    for one in changes_under(outbreak):
        source = one.payload.get("source")
        if source is None:
            continue
        mine = said[one.enrolment]
        for closed in mine.values() if source == "" else [one] * (not one.payload["effects"]):
            over[one.person, _source(closed)] = _ENDED_FOR.get(one.what, _RELEASED)
        if source == "":
            mine.clear()
        elif not (source in mine and _goes_on(mine[source], one)):
            mine[source] = one
    laid = [one for those in said.values() for one in those.values() if one.payload["effects"]]
    grounds_of = zip(laid, _grounds(laid), strict=True)
    return [(one.protocol, one.by, replace(ground, since=one.at)) for one, ground in grounds_of], over


def _goes_on(before: Changed, one: Changed) -> bool:
    """Whether what is said is what was said before, and has not lapsed since: it is so since then."""
    if before.payload != one.payload or before.protocol != one.protocol:
        return False
    effects, until = protocol(one.protocol).effects, one.payload.get("until")
    ends = datetime.fromisoformat(until) if until else None
    named = [effects[name] for name in one.payload["effects"]]
    return all(
        rules.expiry(before.at, colour=effect.colour or rules.HOLD, until=ends, hours=effect.hours) > one.at
        for effect in named
    )


def _by_version(found: Collection[Changed]) -> dict[tuple[int, int], list[Changed]]:
    parts: dict[tuple[int, int], list[Changed]] = defaultdict(list)
    for one in found:
        parts[one.outbreak, one.protocol].append(one)
    return parts


def _grounds(found: Collection[Changed]) -> Iterator[Ground]:
    sources = [one.payload["source"].split("/") for one in found]
    rests = rests_on(
        {one.enrolment for one, (kind, _) in zip(found, sources, strict=True) if kind not in _OF_THEIR_OWN}
    )
    facts = facts_of_breaches([int(key) for kind, key in sources if kind == _BREACH])
    for one, (kind, key) in zip(found, sources, strict=True):
        until = one.payload.get("until")
        yield Ground(
            person=one.person,
            source=_source(one),
            effects=tuple(one.payload["effects"]),
            evidence=_evidence(one.enrolment, kind, int(key), rests.get(one.enrolment, {}), facts),
            rule=f"{one.person_class}.{one.payload.get('stage') or one.payload.get('duty') or kind}",
            until=datetime.fromisoformat(until) if until else None,
            ended_for=_ENDED_FOR.get(one.what, _RELEASED),
        )


def _source(one: Changed) -> str:
    return f"{grounds.ENROLMENT}/{one.enrolment}/{one.payload['source']}"


def _evidence(
    enrolment: int, kind: str, key: int, rests: Mapping[str, Any], facts: Mapping[int, int]
) -> tuple[str, ...]:
    """A breach rests on the fact that spoke against them, a duty on its being unmet; a stage on what they were enrolled
    for."""
    if kind == _BREACH:
        return (f"{grounds.FACT}/{facts[key]}",) if key in facts else (f"breach/{key}",)
    if kind in _OF_THEIR_OWN:
        return (f"obligation/{key}",)
    return (f"{grounds.ENROLMENT}/{enrolment}", *grounds.references(rests))


def _close(over: Mapping[int, Changed], by: str) -> None:
    """Ends all that closed enrolments had laid."""
    why: dict[int, str] = {}
    for some in batched({one.person for one in over.values()}, 500):
        standing = Restriction.rows.filter(person__in=some, ended_at=None, source__startswith=f"{grounds.ENROLMENT}/")
        for pk, source in blocks.rows(standing.values_list("pk", "source")):
            closed = over.get(int(source.split("/")[1]))
            if closed is not None:
                why[pk] = _ENDED_FOR.get(closed.what, _RELEASED)
    end_each(why, by=by)
