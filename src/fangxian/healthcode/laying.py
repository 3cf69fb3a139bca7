"""Restrictions begin: what a protocol asks for, one or hundreds of thousands at once. Called with grounds, never with a
colour: colour and reason are an effect's, in the protocol version that is named (law 3).

A source lays on somebody exactly the effects of its ground; what it had laid beyond them ends. What is there already
stays (law 7). Nothing is laid while codes are off, on evidence that was answered in somebody's favour, or further on
the same evidence while they wait for an answer."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import batched

from django.db import transaction
from django.db.models import Q

from fangxian.healthcode import care, events, keeping, rules
from fangxian.healthcode.colouring import recolour
from fangxian.healthcode.ending import REPLACED, end_each, end_rows, expire
from fangxian.healthcode.grounds import ENROLMENT
from fangxian.healthcode.models import Appeal, Restriction
from fangxian.healthcode.rules import COLOURS
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.outbreak.protocol import Effect
from fangxian.outbreak.queries import protocol
from fangxian.registry.queries import whereabouts
from fangxian.store import acts, bulk

_STRIDE = 500
_FIELDS = (
    *("outbreak_id", "person", "area_code", "effect", "colour", "reason", "evidence", "rule", "version", "issuer"),
    *("second", "by_hand", "source", "starts_at", "expires_at", "ended_for"),
)
#: Ended so, a restriction is not laid again on the same evidence.
_IN_FAVOUR = ("overturned", "lifted", "undone")


@dataclass(frozen=True)
class Ground:
    """Why somebody comes under effects of a protocol, or does no more.

    source     what asks for it: for one person each effect of it stands once; `rule` is where in the protocol
    effects    names of the protocol's effects; () what the source had laid ends, for `ended_for` (endings.toml)
    evidence   references, as healthcode.grounds has them: none only where there are no effects
    until      when it ends by itself, where that is before an effect's own end
    since      since when it is so; None: from now on
    """

    person: int
    source: str
    effects: tuple[str, ...]
    evidence: tuple[str, ...]
    rule: str
    until: datetime | None = None
    ended_for: str = "released"
    since: datetime | None = None


@dataclass(frozen=True)
class _Asked:
    """A restriction that is to stand."""

    ground: Ground
    name: str
    effect: Effect
    expires_at: datetime


@dataclass(frozen=True)
class _Standing:
    pk: int
    person: int
    expires_at: datetime
    evidence: frozenset[str]


#: Source, person, effect: of these there is one.
_Key = tuple[str, int, str]
#: Person -> the evidence of what was ended in their favour, each restriction's together.
_Settled = dict[int, list[frozenset[str]]]
#: Person -> (colour, evidence) of what they wait for an answer about.
_Appealed = dict[int, list[tuple[str, frozenset[str]]]]
_READ = ("source", "person", "effect", "pk", "expires_at", "evidence", "ended_for")


@acts.atomic
def lay(grounds: Iterable[Ground], *, outbreak: int, version: int, issuer: str, second: str = "") -> int:
    """Lays what a protocol version says of these grounds, and ends what their sources had laid beyond it; answers how
    many restrictions began. With `second`, it is the approved proposal of two people that the sources name. Raises
    KeyError for an effect that the version has not, ValueError for a ground without evidence."""
    given = {(one.source, one.person): one for one in grounds}
    if any(one.effects and not one.evidence for one in given.values()):
        raise ValueError("a restriction without evidence")
    people = {person for _, person in given}
    standing, settled = _there(given, people)
    asked = _asked(given.values(), version)
    _end_what_is_over(given, standing, asked, issuer)
    new = list(_new(asked, standing, settled, _appealed(people), issuer))
    end_rows([there.pk for key, _ in new if (there := standing.get(key))], ended_for=REPLACED)
    keeping.given([_kept(one, version, issuer) for _, one in new], outbreak=outbreak)
    return _begin([one for _, one in new], outbreak=outbreak, version=version, issuer=issuer, second=second)


@transaction.atomic
def lay_again(grounds: Iterable[Ground], *, outbreak: int, version: int, issuer: str, second: str = "") -> int:
    """Lays what is not there of what was given before, as of when it was (law 8); answers how many restrictions were
    lost. Each ground is of one effect and says since when it is so. It ends nothing, and raises as `lay`."""
    asked = _asked(grounds, version)
    people = {person for _, person, _ in asked}
    standing, settled = _there({key[:2] for key in asked}, people)
    lost = {key: one for key, one in asked.items() if key not in standing}
    new = [one for _, one in _new(lost, {}, settled, _appealed(people), issuer)]
    return _begin(new, outbreak=outbreak, version=version, issuer=issuer, second=second)


def _begin(new: Collection[_Asked], *, outbreak: int, version: int, issuer: str, second: str) -> int:
    began = _insert(new, outbreak=outbreak, version=version, issuer=issuer, second=second)
    restricted = {one.ground.person for one in new}
    if began:
        _tell(new, outbreak, issuer)
        care.opened(restricted, outbreak=outbreak)
    recolour(restricted, outbreak=outbreak, by=issuer)
    return began


def _kept(one: _Asked, version: int, issuer: str) -> keeping.Row:
    ground = one.ground
    return (
        *(ground.person, ground.source, one.name, sorted(ground.evidence), ground.rule, version, issuer),
        *(ground.until, ""),
    )


def _asked(grounds: Iterable[Ground], version: int) -> dict[_Key, _Asked]:
    """What is to stand, by its key; nothing where the version lays no codes."""
    in_force, at = protocol(version), clock.now()
    found: dict[_Key, _Asked] = {}
    for one in grounds if in_force.codes_on else ():
        for name in one.effects:
            effect = in_force.effects[name]
            begins, colour = one.since or at, effect.colour or rules.HOLD
            expires = rules.expiry(begins, colour=colour, until=one.until, hours=effect.hours)
            if expires > at:
                found[one.source, one.person, name] = _Asked(one, name, effect, expires)
    return found


def _end_what_is_over(
    given: Mapping[tuple[str, int], Ground], standing: Mapping[_Key, _Standing], asked: Collection[_Key], issuer: str
) -> None:
    over = {there.pk: given[key[:2]].ended_for for key, there in standing.items() if key not in asked}
    end_each(over, by=issuer)


def _new(
    asked: Mapping[_Key, _Asked],
    standing: Mapping[_Key, _Standing],
    settled: _Settled,
    appealed: _Appealed,
    issuer: str,
) -> Iterator[tuple[_Key, _Asked]]:
    """Of what is to stand, what does not and may."""
    for key, one in asked.items():
        person, evidence = one.ground.person, set(one.ground.evidence)
        if _same(one, standing.get(key)) or any(evidence <= known for known in settled[person]):
            continue
        if any(evidence <= known and _worse(one, was, standing.get(key)) for was, known in appealed[person]):
            _note_frozen(one, issuer)
            continue
        yield key, one


def _insert(new: Collection[_Asked], *, outbreak: int, version: int, issuer: str, second: str) -> int:
    where, at = whereabouts({one.ground.person for one in new}), clock.now()
    return bulk.insert(
        Restriction,
        _FIELDS,
        (
            (
                *(outbreak, one.ground.person, where[one.ground.person].area_code, one.name),
                *(one.effect.colour or rules.HOLD, one.effect.reason, sorted(one.ground.evidence), one.ground.rule),
                *(version, issuer, second, bool(second), one.ground.source, one.ground.since or at, one.expires_at, ""),
            )
            for one in new
            if one.ground.person in where
        ),
    )


def _there(given: Collection[tuple[str, int]], people: Collection[int]) -> tuple[dict[_Key, _Standing], _Settled]:
    """What stands of these sources and people, and what was settled of the people. What has reached its end is ended
    first."""
    standing: dict[_Key, _Standing] = {}
    settled: _Settled = defaultdict(list)
    known, at, lapsed = Restriction.rows.filter(Q(ended_at=None) | Q(ended_for__in=_IN_FAVOUR)), clock.now(), False
    for some in batched(people, _STRIDE):
        rows = known.filter(person__in=some).values_list(*_READ)
        for source, person, effect, pk, expires, evidence, ended_for in rows:
            if ended_for:
                settled[person].append(frozenset(evidence))
            elif expires <= at:
                lapsed = True
            elif (source, person) in given:
                standing[source, person, effect] = _Standing(pk, person, expires, frozenset(evidence))
    if lapsed:
        expire(people)
    return standing, settled


def _appealed(people: Collection[int]) -> _Appealed:
    found: _Appealed = defaultdict(list)
    for some in batched(people, _STRIDE):
        waiting = Appeal.rows.filter(person__in=some, closed_at=None)
        for person, colour, evidence in waiting.values_list("person", "restriction__colour", "restriction__evidence"):
            found[person].append((colour, frozenset(evidence)))
    return found


def _same(one: _Asked, there: _Standing | None) -> bool:
    """Whether what is asked for stands already. What would end at another time that was named, or rests on something
    else, takes its place; hours that are merely counted anew do not prolong anything."""
    if there is None or there.evidence != frozenset(one.ground.evidence):
        return False
    return one.expires_at != one.ground.until or one.expires_at == there.expires_at


def _worse(one: _Asked, was: str, there: _Standing | None) -> bool:
    """Whether it would restrict more than what an appeal is about, or for longer (law 3)."""
    longer = there is not None and one.expires_at > there.expires_at
    return longer or COLOURS.index(one.effect.colour or rules.HOLD) > COLOURS.index(was)


def _note_frozen(one: _Asked, issuer: str) -> None:
    payload = {"rule": one.ground.rule, "effect": one.name}
    ledger.record(kind=events.FROZEN, subject_kind="person", subject=one.ground.person, by=issuer, payload=payload)


def _tell(new: Collection[_Asked], outbreak: int, issuer: str) -> None:
    for (batch, rule), people in Counter((_batch(one.ground.source, outbreak), one.ground.rule) for one in new).items():
        payload = {"outbreak": outbreak, "rule": rule, "people": people}
        ledger.record_batch(kind=events.LAID, batch=batch, by=issuer, payload=payload)


def _batch(source: str, outbreak: int) -> str:
    """What an event names as asking: the source, or the outbreak where each source is one person's."""
    return f"outbreak/{outbreak}" if source.startswith(f"{ENROLMENT}/") else source
