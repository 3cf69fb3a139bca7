"""Restrictions held against all that asked for them (law 8): programmes' changes, rounds' grounds as they were given,
proposals that two people approved. What was lost is laid again as of when it was laid; what nobody asks for, or what
was decided against, is ended; what stands otherwise than it was asked for is ended, and laid as it was asked for.

What was ended in somebody's favour, or has lapsed since, is not laid again."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache

from django.db import transaction

from fangxian.healthcode import grounds, keeping, rules
from fangxian.healthcode.ending import REPLACED, end_each
from fangxian.healthcode.followed import said_so_far
from fangxian.healthcode.keeping import CORRECTED
from fangxian.healthcode.laying import Ground, lay_again
from fangxian.healthcode.models import Appeal, Line, Proposal, Restriction
from fangxian.healthcode.proposals import ground
from fangxian.healthcode.proposals import source as of_proposal
from fangxian.lib import clock
from fangxian.outbreak.protocol import Protocol
from fangxian.outbreak.queries import outbreak_of, protocol

_WITHDRAWN, _OVERTURNED, _LIFTED, _UNDONE = "withdrawn", "overturned", "lifted", "undone"
#: A restriction begins with the act that asks for it, which for many takes a while.
_AT_ONCE = timedelta(minutes=10)
_ROUNDING = timedelta(minutes=1)


@dataclass(frozen=True)
class _Wanted:
    """A ground of one effect that is so still; `second`: the other of two people, where it is by hand."""

    ground: Ground
    version: int
    issuer: str
    second: str = ""


#: Source, person, effect: of these there is one.
_Key = tuple[str, int, str]


@transaction.atomic
def follow_again(outbreak: int, *, by: str) -> int:
    """Brings the restrictions of an outbreak to what was asked for; answers how many stood otherwise."""
    wanted, over = _asked_for(outbreak)
    decided = _decided_against(outbreak)
    why: dict[int, str] = {}
    known = cache(protocol)
    for one in Restriction.rows.filter(outbreak=outbreak, ended_at=None, expires_at__gt=clock.now()).iterator(2_000):
        asked = wanted.get((one.source, one.person, one.effect))
        if one.pk in decided:
            why[one.pk] = decided[one.pk]
        elif asked is None:
            why[one.pk] = over.get((one.person, one.source), _WITHDRAWN)
        elif not _as_asked(one, asked, known):
            why[one.pk] = CORRECTED
    otherwise = end_each(why, by=by)
    for (version, issuer, second), those in _by_act(wanted.values()).items():
        otherwise += lay_again(those, outbreak=outbreak, version=version, issuer=issuer, second=second)
    return otherwise


def _asked_for(outbreak: int) -> tuple[dict[_Key, _Wanted], dict[tuple[int, str], str]]:
    """What is to stand; (person, source) -> for what what it had laid is over."""
    said, over = said_so_far(outbreak)
    wanted = [_Wanted(one, version, by) for version, by, one in said]
    for kept in keeping.so_far(outbreak):
        if kept.ended_for or kept.version is None:
            over[kept.person, kept.source] = kept.ended_for
            continue
        evidence = tuple(kept.evidence)
        one = Ground(kept.person, kept.source, (kept.effect,), evidence, kept.rule, kept.until, since=kept.at)
        wanted.append(_Wanted(one, kept.version, kept.by))
    for proposal in Proposal.objects.filter(outbreak=outbreak).exclude(kind=Proposal.Kind.LIFT).order_by("pk"):
        if proposal.state == Proposal.State.APPROVED:
            wanted += _by_hand(proposal)
        elif proposal.state == Proposal.State.UNDONE:
            people = Line.rows.filter(proposal=proposal).values_list("person", flat=True)
            over |= dict.fromkeys(((person, of_proposal(proposal.pk)) for person in people), _UNDONE)
    return {
        (one.ground.source, one.ground.person, name): replace(one, ground=replace(one.ground, effects=(name,)))
        for one in wanted
        for name in one.ground.effects
    }, over


def _by_hand(proposal: Proposal) -> Iterator[_Wanted]:
    decided = _taken_from(proposal.outbreak_id, of_proposal(proposal.pk))
    for person, evidence in Line.rows.filter(proposal=proposal).values_list("person", "evidence"):
        if person not in decided:
            asked = ground(proposal, person, evidence)
            yield _Wanted(asked, proposal.version, proposal.proposed_by, proposal.decided_by or "")


def _taken_from(outbreak: int, source: str) -> set[int]:
    """Whose restriction by a source another proposal has lifted or changed since."""
    taken = Line.rows.filter(proposal__outbreak=outbreak, proposal__state=Proposal.State.APPROVED)
    return set(taken.filter(restriction__source=source).values_list("person", flat=True))


def _decided_against(outbreak: int) -> dict[int, str]:
    """Restriction -> for what it is over, of those that two people lifted or changed, or an appeal has ended."""
    approved = Line.rows.filter(proposal__outbreak=outbreak, proposal__state=Proposal.State.APPROVED)
    lines = approved.exclude(restriction=None).values_list("restriction", "proposal__kind")
    found = {pk: _LIFTED if kind == Proposal.Kind.LIFT else REPLACED for pk, kind in lines if pk is not None}
    upheld = Appeal.rows.filter(restriction__outbreak=outbreak, state=Appeal.State.OVERTURNED)
    return found | dict.fromkeys(upheld.values_list("restriction", flat=True), _OVERTURNED)


def _as_asked(one: Restriction, asked: _Wanted, known: Callable[[int], Protocol]) -> bool:
    """Whether a restriction says what was asked for, and stands from then on for as long. Who is followed may stand
    under it since before that, and under another version: what was the same was left as it was."""
    followed = one.source.startswith(f"{grounds.ENROLMENT}/")
    if one.version != asked.version and not (followed and outbreak_of(one.version) == one.outbreak_id):
        return False
    effect, since = known(one.version).effects.get(one.effect), asked.ground.since or one.starts_at
    if effect is None or not (followed or one.starts_at >= since) or one.starts_at > since + _AT_ONCE:
        return False
    colour = effect.colour or rules.HOLD
    ends = rules.expiry(one.starts_at, colour=colour, until=asked.ground.until, hours=effect.hours)
    said = (one.colour, one.reason, frozenset(one.evidence), one.by_hand, one.second)
    wanted = (colour, effect.reason, frozenset(asked.ground.evidence), bool(asked.second), asked.second)
    return said == wanted and abs(one.expires_at - ends) < _ROUNDING


def _by_act(wanted: Iterable[_Wanted]) -> Mapping[tuple[int, str, str], list[Ground]]:
    parts: dict[tuple[int, str, str], list[Ground]] = defaultdict(list)
    for one in wanted:
        parts[one.version, one.issuer, one.second].append(one.ground)
    return parts
