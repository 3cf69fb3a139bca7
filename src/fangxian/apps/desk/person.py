"""One person: who they are, where they live and lived, with whom, where it is known from, who has looked."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from fangxian.access.gate import requires
from fangxian.access.queries import signatures
from fangxian.access.reader import Reader
from fangxian.access.roles import purposes
from fangxian.apps.desk import sources, words
from fangxian.apps.desk.areas import crumbs
from fangxian.apps.desk.audit import words as action_words
from fangxian.apps.desk.contradictions import rows_of
from fangxian.apps.desk.merges import merges
from fangxian.ledger.queries import readers_of
from fangxian.lib import clock
from fangxian.registry import queries
from fangxian.web import moments
from fangxian.web.formats import day
from fangxian.web.language import say

#: How many lines say who looked; and how many readings they are made of.
READINGS, READ = 12, 200


@dataclass(frozen=True)
class Happening:
    """A line of the timeline: when it held or was learnt, and what."""

    at: date
    sentence: str
    past: bool = False


@requires("people.read")
def person(request: HttpRequest, number: int) -> HttpResponse:
    """A person's page, now or as they were known at the end of a past day (`as_of`)."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    as_of = moments.as_of(request)
    found = queries.person(reader, number, as_of=as_of)
    if found.pk != number:
        return redirect("desk:person", found.pk)
    readings = who_looked(number)
    origins, rows = sources.of(reader, found)
    context = {
        "section": "desk:people",
        "person": found,
        "known": found.known,
        "crumbs": crumbs(found.area_code),
        "sees": dict(reader.sees),
        "sex": words.sex(found.known.sex),
        "status": words.status(found.known.status),
        "homes": [(home, words.home(home)) for home in found.homes],
        "groups": [(queries.groups()[one.group], one) for one in found.groups if one.group in queries.groups()],
        "household": [(line, words.sex(line.sex)) for line in found.household],
        "origins": origins,
        "sources": rows,
        "merges": merges(reader, found.records),
        "contradictions": [] if as_of else rows_of(reader, queries.contradicted_of(reader, found.records)),
        "otherwise": [words.otherwise(one) for one in found.otherwise],
        "happenings": timeline(found),
        "readings": readings[:READINGS],
        "more_readings": len(readings) > READINGS,
        "today": clock.now().date(),
        "past_day": as_of.date() if as_of else None,
    }
    return render(request, "desk/person.html", context)


def timeline(person: Any) -> list[Happening]:
    """What held and what was learnt, the latest first."""
    found = []
    for home in person.homes:
        where = home.address or say("一处住址", "an address")
        words_of_it = say("入住", "Moved to") if home.kind == "lives" else say("户籍迁入", "Registered at")
        found.append(Happening(home.since or home.recorded_at.astimezone(clock.LOCAL).date(), f"{words_of_it} {where}"))
        if home.until:
            found.append(Happening(home.until, say("离开", "Left") + f" {where}", past=True))
    for one in person.work:
        if one.since:
            found.append(Happening(one.since, say(f"在{one.name}任{one.post}", f"{one.post} at {one.name}")))
        if one.until:
            found.append(Happening(one.until, say(f"离开{one.name}", f"Left {one.name}"), past=True))
    for earlier in person.versions:
        if earlier.until is not None:
            at = earlier.until.astimezone(clock.LOCAL).date()
            found.append(Happening(at, say("登记信息有更正", "What was recorded was corrected"), past=True))
    first = min((one.recorded_at for one in person.versions), default=None)
    if first is not None:
        found.append(Happening(first.astimezone(clock.LOCAL).date(), say("首次入库", "First recorded"), past=True))
    return sorted(found, key=lambda one: day(one.at), reverse=True)


def who_looked(person: int) -> list[tuple[Any, str, str, str, int]]:
    """Who saw the record, the latest first: the last time of each day, act, purpose, and how often that day."""
    lines: dict[tuple[str, str, str, str], list[Any]] = {}
    for one in readers_of("person", person, READ):
        lines.setdefault((one.actor, one.action, one.purpose, day(one.at)), []).append(one)
    signed = signatures(actor for actor, *_ in lines)
    return [
        (seen[0], signed.get(actor, actor), action_words(action), _purpose(purpose), len(seen))
        for (actor, action, purpose, _), seen in lines.items()
    ]


def _purpose(name: str) -> str:
    found = purposes().get(name)
    return say(found.zh, found.en) if found else ""
