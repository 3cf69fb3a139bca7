"""What a testing round leads to, as the protocol's `rounds` says: a positive tube holds its people without a colour
until the single re-test (law 13); a positive of one's own does more; having no sample restricts nobody by itself (law
14)."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from fangxian.evidence.queries import facts_table
from fangxian.fieldwork import queries as fieldwork
from fangxian.healthcode import grounds, retests
from fangxian.healthcode.ending import end
from fangxian.healthcode.laying import Ground, lay
from fangxian.healthcode.models import Restriction
from fangxian.identity.queries import people_in_doubt
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.outbreak.queries import active, protocol, version_in_force
from fangxian.screening import queries as screening
from fangxian.screening.handlers import origins
from fangxian.screening.queries import DATASET, Round
from fangxian.screening.rules import HOLDING
from fangxian.store import blocks

POOL, SUSPECT, POSITIVE, UNTESTED = "pool", "suspect", "positive", "untested"
_SINGLE_POSITIVE, _RELEASED = "single_positive", "released"
#: What was found at a door that a restriction for want of a sample may follow on; who said that they will go is not
#: restricted, nor who was tested elsewhere or cannot be.
ATTEMPTS = frozenset({"not_at_home", "refuses"})


@dataclass(frozen=True)
class Led:
    """How somebody stands in a round since a comparison, and the rows of files that a lead of theirs rests on."""

    person: int
    status: str
    lead: str
    hold_until: datetime | None
    rows: tuple[tuple[str, int], ...] = ()  # batch, row


def source(round: int, what: str) -> str:
    """What a round's restrictions are asked for by."""
    return f"round/{round}/{what}"


def restricted(round: int) -> set[int]:
    """Who is restricted by a round. For rules."""
    return {person for what in (POOL, POSITIVE, UNTESTED) for person in _people(source(round, what))}


@transaction.atomic
def follow_round(found: Round, led: Sequence[Led], *, by: str) -> int:
    """Lays and ends what a comparison of a round says of those with a lead, and of those whom it restricts already;
    answers how many restrictions began. Nothing where no protocol is in force that lays codes."""
    version = version_in_force(found.outbreak_id)
    if version is None:
        return 0
    asked = dict(protocol(version).rounds)
    standing = {what: _people(source(found.pk, what)) for what in (POOL, POSITIVE, UNTESTED)}
    settled = [one.person for one in led if one.lead in (_RELEASED, _SINGLE_POSITIVE)]
    retests.come(settled, source=source(found.pk, POOL))
    given = list(_grounds(found.pk, led, asked, standing))
    return lay(given, outbreak=found.outbreak_id, version=version, issuer=by)


def untested() -> int:
    """Lays what complete rounds say of those without a sample, where law 14 is kept to: nothing of them is in doubt,
    they were asked, and somebody had gone to their door; frees whom a test elsewhere has shown since. Answers how many
    restrictions began."""
    began = 0
    for outbreak in active():
        version = version_in_force(outbreak.pk)
        effects = tuple(protocol(version).rounds.get(UNTESTED, ())) if version is not None else ()
        if version is None or not effects:
            continue
        for found in screening.rounds(outbreak.pk):
            if found.state == Round.State.COMPLETE:
                began += _untested(found, effects, version)
    return began


@transaction.atomic
def _untested(found: Round, effects: tuple[str, ...], version: int) -> int:
    asked = source(found.pk, UNTESTED)
    end(source=asked, people=_sampled_since(found.outbreak_id, asked), ended_for="sampled", by=ledger.SYSTEM)
    tried = fieldwork.last_found(origins(found.pk))
    wanting = {
        one.person
        for one in screening.stands(found.outbreak_id, list(tried))
        if one.round == found.pk and one.status == UNTESTED and not one.lead
    }
    doubted = people_in_doubt(DATASET, [one.batch for one in screening.arrivals(found.pk, standing=True)])
    given = [
        Ground(person, asked, effects, (f"{grounds.ROUND}/{found.pk}", f"visit/{visit}"), f"rounds.{UNTESTED}")
        for person, (visit, outcome) in tried.items()
        if person in wanting - doubted and outcome in ATTEMPTS
    ]
    return lay(given, outbreak=found.outbreak_id, version=version, issuer=ledger.SYSTEM)


def _grounds(
    round: int, led: Sequence[Led], asked: Mapping[str, tuple[str, ...]], standing: Mapping[str, Collection[int]]
) -> Iterator[Ground]:
    for one in led:
        evidence = tuple(grounds.row(batch, number) for batch, number in one.rows)
        held = one.lead in HOLDING
        if held or one.person in standing[POOL]:
            effects = asked.get(one.lead if one.lead in asked else POOL, ()) if held and evidence else ()
            ended_for = {_RELEASED: "retested", _SINGLE_POSITIVE: "confirmed"}.get(one.lead, "withdrawn")
            rule = f"rounds.{POOL}"
            yield Ground(one.person, source(round, POOL), effects, evidence, rule, one.hold_until, ended_for)
        if one.lead == _SINGLE_POSITIVE or one.person in standing[POSITIVE]:
            effects = asked.get(POSITIVE, ()) if one.lead == _SINGLE_POSITIVE and evidence else ()
            rule = f"rounds.{POSITIVE}"
            yield Ground(one.person, source(round, POSITIVE), effects, evidence, rule, ended_for="withdrawn")
        if one.person in standing[UNTESTED] and one.status != UNTESTED:
            yield Ground(one.person, source(round, UNTESTED), (), (), f"rounds.{UNTESTED}", ended_for="sampled")


def _people(asked: str) -> set[int]:
    """Who is restricted by a source."""
    standing = Restriction.rows.filter(source=asked, ended_at=None)
    return {person for (person,) in blocks.rows(standing.values_list("person"))}


def _sampled_since(outbreak: int, asked: str) -> list[int]:
    """Those restricted by a source of whom a test is known that was taken since."""
    since = dict(Restriction.rows.filter(source=asked, ended_at=None).values_list("person", "starts_at"))
    facts = facts_table(outbreak, list(since))
    columns = (facts[name].to_pylist() for name in ("person", "kind", "moment"))
    return [
        person
        for person, kind, at in zip(*columns, strict=True)
        if kind == grounds.TEST and at.replace(tzinfo=clock.LOCAL) >= since[person]
    ]
