"""A programme drawn up anew: after something spoke against somebody, or under another version of the protocol. What is
still due stays the row that it was."""

from datetime import datetime
from typing import Any

from fangxian.lib import clock
from fangxian.programme import protocols, rules, tasks
from fangxian.programme.changes import Changes
from fangxian.programme.enrolling import OBLIGATION
from fangxian.programme.models import Breach, Enrolment, Obligation, Stage
from fangxian.programme.rules import Due, Move
from fangxian.programme.wanting import unmet
from fangxian.store import bulk


def replan(enrolment: int, told: Changes) -> None:
    """Draws one up from its anchor, its version and what stands against them. The caller's transaction."""
    found = Enrolment.rows.select_related("roll").get(pk=enrolment)
    protocol, now = protocols.of(found.protocol_id), clock.now()
    of = protocols.class_of(protocol, found.person_class)
    planned = rules.stages(of, found.anchor_at, unfit=bool(found.evidence.get("unfit")), moves=moves(enrolment))
    before = {one.number for one in Stage.objects.filter(enrolment=found)}
    Stage.objects.filter(enrolment=found).delete()
    Stage.objects.bulk_create(
        Stage(
            enrolment=found, number=one.number, kind=one.kind, starts_at=one.starts_at, ends_at=one.ends_at,
            effect=one.effect, place=found.place,
        )
        for one in planned
    )  # fmt: skip
    found.starts_at, found.ends_at = planned[0].starts_at, planned[-1].ends_at
    found.stage = sum(one.starts_at <= now for one in planned)
    found.save(update_fields=["starts_at", "ends_at", "stage"])
    since, until = found.roll.decided_at or found.roll.at, went_on(enrolment)
    dues = rules.dues(planned, found.anchor_at, since=since, until=until)
    if found.closed_at is None or until is not None:
        _bring(found, {(one.duty, one.due_at): one for one in dues}, told)
    if found.closed_at is not None:
        return
    for one in planned:
        laid = rules.effects([one.effect], protocol) if one.starts_at <= now < one.ends_at else ()
        told.lays(
            enrolment,
            found.person,
            "planned",
            source=f"stage/{one.number}",
            effects=laid,
            until=one.ends_at,
            stage=one.kind,
        )
    for number in before - {one.number for one in planned}:
        told.lays(enrolment, found.person, "planned", source=f"stage/{number}", effects=())


def went_on(enrolment: int) -> datetime | None:
    """When somebody went on in another class, by what stands against them; None where they did not."""
    standing = Breach.objects.filter(enrolment=enrolment, cleared_at=None)
    return min((one.at for one in standing if any(name.startswith("class:") for name in one.leads_to)), default=None)


def moves(enrolment: int) -> list[Move]:
    """Where what stands against somebody puts them."""
    standing = Breach.objects.filter(enrolment=enrolment, cleared_at=None)
    return [
        Move(one.at, name.removeprefix("phase:"))
        for one in standing
        for name in one.leads_to
        if name.startswith("phase:")
    ]


def _bring(found: Enrolment, wanted: dict[tuple[str, Any], Due], told: Changes) -> None:
    """Brings what is due to what is wanted; what became of it is decided anew by whoever called."""
    there = {(one.duty, one.due_at): one for one in Obligation.rows.filter(enrolment=found)}
    changed: list[tuple[Any, ...]] = []
    spared = [one.pk for key, one in there.items() if key not in wanted and one.state == "overdue" and one.fact is None]
    tasks.spare(unmet(spared), outbreak=told.outbreak, by=told.by)
    for pk in spared:
        told.lays(found.pk, found.person, "planned", source=f"obligation/{pk}", effects=())
    for key, one in there.items():
        due = wanted.get(key)
        if due is None:
            if one.state != Obligation.State.WAIVED:
                changed.append((one.pk, "cancelled", None, None, one.number, one.from_at, one.until_at))
        elif one.state == Obligation.State.CANCELLED:
            changed.append((one.pk, "open", None, None, due.number, due.from_at, due.until_at))
        elif (one.number, one.from_at, one.until_at) != (due.number, due.from_at, due.until_at):
            changed.append((one.pk, one.state, one.fact, one.met_at, due.number, due.from_at, due.until_at))
    bulk.update(Obligation, ["state", "fact", "met_at", "number", "from_at", "until_at"], changed)
    new = [
        (
            found.pk,
            found.person,
            found.area_code,
            due.duty,
            due.evidence,
            due.number,
            due.from_at,
            due.due_at,
            due.until_at,
            "open",
        )
        for key, due in wanted.items()
        if key not in there
    ]
    bulk.insert(Obligation, OBLIGATION, new)
