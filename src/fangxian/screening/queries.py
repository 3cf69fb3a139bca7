"""Rounds, their figures, and the list behind each figure: a list has as many lines as its number says (law 9)."""

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched
from typing import Any

from django.db.models import BooleanField, Count, Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Substr

from fangxian.access import gate
from fangxian.access.faults import NotHere
from fangxian.access.reader import Kind, Reader
from fangxian.access.scope import ScopedQuerySet, within
from fangxian.lib import clock
from fangxian.lib.sealing import Seal
from fangxian.outbreak.queries import seal
from fangxian.screening import rules
from fangxian.screening.laboratory import Said, Sorted
from fangxian.screening.models import Arrival, Judgement, LaboratoryFile, Round, Sample, Standing, Stray
from fangxian.store import blocks

__all__ = ["Arrival", "Round", "Said", "Sorted", "Standing", "Stray"]

#: What is sealed of a stray.
STRAY = "screening.stray"
#: What the batches of rounds are called wherever rows are.
DATASET = "test_results"
#: What laboratories send by tube.
TUBES = "tube_results"
#: So many people are asked for by name; of more, all are looked through.
_FEW = 5_000
HOUR = timedelta(hours=1)
#: How those who are expected stand: each is counted in one.
STATUSES = ("tested", "pending", "in_review", "untested", "excused")
#: Of them: a sample is there.
_SAMPLED = ("tested", "pending")
#: Held by a lead no longer, though nobody was tested again.
LAPSED = "lapsed"
#: Of those who are expected: sampled elsewhere than in the district; held by a lead; held no longer.
AMONG = ("elsewhere", "on_hold", LAPSED)
#: Who was sampled and is not expected: in no register, or recorded as living elsewhere.
STRAYS = {"unknown": Q(away=False), "away": Q(away=True)}
#: The few with a lead, said as the index of them says it: a value that comes apart from the statement would not do.
_LED = RawSQL("NOT (screening_standing.lead = '')", (), output_field=BooleanField())
#: All figures of a round.
FIGURES = (*STATUSES, *AMONG, *STRAYS)


def rounds(outbreak: int | None = None) -> QuerySet[Round]:
    """Rounds, the latest first. They name nobody."""
    found = Round.objects.order_by("-starts_at", "-pk")
    return found.filter(outbreak=outbreak) if outbreak is not None else found


def one(round: int) -> Round:
    """A round. Raises NotHere."""
    found = Round.objects.filter(pk=round).first()
    if found is None:
        raise NotHere.of("round")
    return found


def numbered(outbreak: int, number: int) -> Round | None:
    """An outbreak's round of that number, or None."""
    return Round.objects.filter(outbreak=outbreak, number=number).first()


def earlier(round: Round) -> QuerySet[Round]:
    """The complete rounds of the outbreak that ended before one, in areas of its own."""
    before = Round.objects.filter(outbreak=round.outbreak_id, state=Round.State.COMPLETE, ends_at__lt=round.starts_at)
    return before.filter(within([round.area_code]))


def before(round: Round) -> QuerySet[Round]:
    """The rounds of the outbreak that began before one."""
    return Round.objects.filter(outbreak=round.outbreak_id, starts_at__lt=round.starts_at)


def arrivals(round: int, *, standing: bool = False) -> QuerySet[Arrival]:
    """The batches of a round in the order in which they came; `standing`: without those that were withdrawn."""
    found = Arrival.objects.filter(round=round).order_by("number")
    return found.filter(state=Arrival.State.COMPARED) if standing else found


def arrival_of(round: int, sha256: str) -> Arrival | None:
    """The batch that a file of this hash became in a round, if it stands."""
    return arrivals(round, standing=True).filter(sha256=sha256).first()


def batch(name: str) -> Arrival | None:
    """A batch by its name, with its round."""
    return Arrival.objects.select_related("round").filter(batch=name).order_by("-pk").first()


def last_arrival() -> Arrival | None:
    """The last batch of any round that stands and was sent as one: no laboratory's tubes were turned into it."""
    of_tubes = LaboratoryFile.objects.filter(arrival=OuterRef("pk"))
    found = Arrival.objects.filter(~Exists(of_tubes), state=Arrival.State.COMPARED)
    return found.order_by("-received_at", "-pk").first()


def last_of_tubes() -> LaboratoryFile | None:
    """The last file that a laboratory sent of tubes."""
    return LaboratoryFile.objects.order_by("-received_at", "-pk").first()


def has_open_round() -> bool:
    """Whether a round waits for results."""
    return Round.objects.filter(state=Round.State.OPEN).exists()


def condition(figure: str) -> Q:
    """Which standings a figure counts, those of STRAYS apart. Raises NotHere for what is none."""
    if figure == "on_hold":
        return Q(lead__in=rules.HOLDING, hold_until__gt=clock.now())
    if figure == LAPSED:
        return Q(lead__in=rules.HOLDING, hold_until__lte=clock.now()) & ~Q(_tested_since())
    if figure == "elsewhere":
        return Q(status="tested", batch__outside=True)
    if figure not in STATUSES:
        raise NotHere.of("measure")
    return Q(status=figure)


def _tested_since() -> Exists:
    """Whether somebody has a sample of a later round that no lead hangs on: it answers for a re-test."""
    later = Standing.rows.filter(person=OuterRef("person"), status="tested", lead="")
    same = {"round__outbreak": OuterRef("round__outbreak"), "round__starts_at__gt": OuterRef("round__starts_at")}
    return Exists(later.filter(**same))


def standings(reader: Reader, round: int, figure: str, area: str, *, outcome: str = "") -> ScopedQuerySet:
    """Those whom a figure of a round counts in an area, along their grids; note them before they are shown. `outcome`:
    those of whom this was found at the door, whatever the figure."""
    seen: ScopedQuerySet = Standing.objects.seen_by(reader)
    found = seen.filter(Q(outcome=outcome) if outcome else condition(figure), within([area]), round=round)
    return found.select_related("batch").order_by("area_code", "dwelling", "person")


def strays(
    reader: Reader, round: int, area: str, *, figure: str = "", open_only: bool = False, outcome: str = ""
) -> ScopedQuerySet:
    """Those of a round who were sampled and are not expected (`figure`: of STRAYS, else all), in an area; what they
    said is sealed (`said`)."""
    seen: ScopedQuerySet = Stray.objects.seen_by(reader)
    found = seen.filter(STRAYS[figure] if figure else Q(), within([area]), round=round)
    if outcome:
        found = found.filter(outcome=outcome)
    if open_only:
        found = found.filter(state=Stray.State.OPEN)
    return found.select_related("batch", "round").order_by("area_code", "pk")


def said(reader: Reader, stray: Stray, *, sealed: Callable[[int, str], Seal] = seal) -> dict[str, str]:
    """What the row of somebody in no register says, opened and masked for the reader: name, number, phone, address, and
    site and sampled_at as they are. The result itself is not told. Raises NotHere outside the reader's areas, and as
    outbreak.queries.seal.

    sealed  answers that, and for the rows of a page remembers it: functools.cache(outbreak.queries.seal)
    """
    if not reader.covers(stray.area_code):
        raise NotHere.of("stray")
    opened = json.loads(sealed(stray.round.outbreak_id, STRAY).open(bytes(stray.said)))
    kinds: tuple[Kind, ...] = ("name", "number", "phone", "address")
    shown = {kind: gate.show(reader, kind, opened[kind]) if opened[kind] else "" for kind in kinds}
    return shown | {name: opened[name] or "" for name in ("site", "sampled_at")}


@dataclass(frozen=True)
class Stands:
    """How somebody stands in a round, with the row of the file that says so; for rules, not to be shown."""

    person: int
    round: int
    complete: bool
    status: str
    sampled_at: datetime | None
    lead: str
    batch: str
    row: int | None


def stands(outbreak: int, people: Collection[int]) -> Iterator[Stands]:
    """How people stand in the rounds of an outbreak, the latest round first."""
    columns = ("person", "status", "sampled_at", "lead", "batch__batch", "row")
    for one in rounds(outbreak):
        complete = one.state == Round.State.COMPLETE
        for some in batched(people, 500):
            found = Standing.rows.filter(round=one, person__in=some).order_by("person").values_list(*columns)
            for person, status, sampled, lead, batch, row in found:
                yield Stands(person, one.pk, complete, status, sampled, lead, batch or "", row)


@dataclass(frozen=True)
class Figures:
    """How many of each figure an area of a round has; `expected` is the sum of the statuses."""

    expected: int
    counts: dict[str, int]


def figures(round: int, area: str = "") -> Figures:
    """The figures of an area, counted from the standings themselves. They name nobody."""
    inside = within([area]) if area else Q()
    found = dict.fromkeys(FIGURES, 0)
    rows = Standing.rows.filter(inside, round=round).values_list("status").annotate(people=Count("pk")).order_by()
    found |= dict(rows)
    expected = sum(found[status] for status in STATUSES)
    for figure in AMONG:
        found[figure] = _among_them(round, figure, inside)
    for figure, which in STRAYS.items():
        found[figure] = Stray.rows.filter(inside, which, round=round).count()
    return Figures(expected, found)


def found_at_doors(round: int, area: str) -> dict[tuple[str, str], int]:
    """('expected' or 'unknown', outcome) -> of how many of an area that was found. They name nobody."""
    counted: dict[tuple[str, str], int] = {}
    for kind, table in (("expected", Standing), ("unknown", Stray)):
        rows = table.rows.filter(within([area]), round=round).exclude(outcome="").values_list("outcome")
        for outcome, many in rows.annotate(many=Count("pk")).order_by():
            counted[kind, outcome] = many
    return counted


def judgements(outbreak: int) -> dict[bytes, tuple[int | None, tuple[int, ...]]]:
    """What was decided by hand: index -> (person, whom it is not)."""
    rows = Judgement.objects.filter(outbreak=outbreak).values_list("key", "person", "not_these")
    return {bytes(key): (person, tuple(not_these)) for key, person, not_these in rows}


def by_grid(round: int) -> dict[tuple[str, str], int]:
    """(figure, area) -> how many, of everybody in a round: what boards are built from."""
    found: dict[tuple[str, str], int] = {}
    rows = Standing.rows.filter(round=round).values_list("status", "area_code").annotate(people=Count("pk")).order_by()
    for status, area, people in rows:
        found[status, area] = people
    more: dict[str, QuerySet[Any]] = {
        figure: Standing.rows.filter(_LED, condition(figure), round=round) for figure in ("on_hold", LAPSED)
    }
    if Arrival.objects.filter(round=round, outside=True).exists():
        more["elsewhere"] = Standing.rows.filter(condition("elsewhere"), round=round)
    for figure, which in STRAYS.items():
        more[figure] = Stray.rows.filter(which, round=round)
    for figure, counted in more.items():
        for area, people in counted.values_list("area_code").annotate(people=Count("pk")).order_by():
            found[figure, area] = people
    return found


def by_hour(round: int) -> dict[tuple[int, str], int]:
    """(whole hours since the start, street) -> people tested whose sample that counts was taken in that hour."""
    made = one(round)
    hours = range(int((made.ends_at - made.starts_at) / HOUR) + 1)
    tested = Standing.rows.filter(round=round, status="tested").annotate(street=Substr("area_code", 1, 9))
    found: dict[tuple[int, str], int] = {}
    # Counted by the database, some hours at a time: it would take a statement apart that asks for all of a week.
    for some in batched(hours, 24):
        counted = {}
        for hour in some:
            begin = made.starts_at + hour * HOUR
            counted[f"h{hour}"] = Count("pk", filter=Q(sampled_at__gte=begin, sampled_at__lt=begin + HOUR))
        for street, *people in tested.values_list("street").annotate(**counted).order_by():
            found |= {(hour, street): count for hour, count in zip(some, people, strict=True) if count}
    return found


def to_remind(round: int, people: Collection[int] | None = None) -> Iterator[tuple[int, int | None, str]]:
    """(person, dwelling, area) of those to be reminded once the round is complete (rules.asked), by their dwelling:
    untested, nothing in doubt, held by no lead, nothing found at their door. `people`: of these alone."""
    if people is not None and len(people) <= _FEW:
        return iter(_of_named(round, people))
    found = Standing.rows.filter(round=round, status="untested", outcome="", lead="")
    rows = blocks.rows(found.order_by("dwelling", "person").values_list("person", "dwelling", "area_code"))
    return rows if people is None else _among(rows, set(people))


def accounted_for(round: int, people: Collection[int]) -> set[int]:
    """Those of the people of whom anything is there in a round: a sample, in a tube or told of, a doubt, a lead, or
    what was found at their door."""
    nothing = Q(status="untested", outcome="", lead="")
    found = Standing.rows.filter(round=round, person__in=people).exclude(nothing).values_list("person", flat=True)
    waits = Sample.rows.filter(round=round, person__in=people, open=True).values_list("person", flat=True)
    return {*found, *(person for person in waits if person is not None)}


def _of_named(round: int, people: Collection[int]) -> list[tuple[int, int | None, str]]:
    columns = ("person", "dwelling", "area_code", "status", "outcome", "lead")
    rows = [
        (person, dwelling, area)
        for some in batched(people, 500)
        for person, dwelling, area, *how in Standing.rows.filter(round=round, person__in=some).values_list(*columns)
        if how == ["untested", "", ""]
    ]
    return sorted(rows, key=lambda row: (row[1] or 0, row[0]))


def batches(outbreak: int) -> list[str]:
    """The batches of an outbreak's rounds, those that were withdrawn too."""
    return list(Arrival.objects.filter(round__outbreak=outbreak).values_list("batch", flat=True))


def samples(outbreak: int, people: Collection[int]) -> Iterator[tuple[int, str, int | None, datetime, str, str]]:
    """(person, batch, row, sampled_at, status, lead) of the samples that count in rounds of an outbreak, of these
    people. For rules; not to be shown."""
    columns = ("person", "batch__batch", "row", "sampled_at", "status", "lead")
    found = Standing.rows.filter(round__outbreak=outbreak, sampled_at__isnull=False, batch__isnull=False)
    if len(people) > _FEW:
        wanted, counting = set(people), found.filter(status__in=_SAMPLED).values_list(*columns)
        yield from (row for row in blocks.rows(counting) if row[0] in wanted)
        return
    # Asked for their status as well, SQLite would look through all who have it, in each round, for each of these.
    for some in batched(people, 500):
        named = found.filter(person__in=some).values_list(*columns)
        yield from (row for row in named if row[4] in _SAMPLED)


def to_locate(round: Round, people: Collection[int] | None = None) -> Iterator[tuple[int, int | None, str]]:
    """The same of those whose sample was taken elsewhere than in the district, and of whom no door of the outbreak has
    said yet that they live where they are recorded."""
    if not Arrival.objects.filter(round=round, outside=True).exists():
        return iter(())
    found = Standing.rows.filter(condition("elsewhere"), round=round, outcome="")
    known = Standing.rows.filter(round__outbreak=round.outbreak_id, outcome="lives_here").values("person")
    found = found.exclude(person__in=known).order_by("dwelling", "person")
    rows = blocks.rows(found.values_list("person", "dwelling", "area_code"))
    return rows if people is None else _among(rows, set(people))


def to_retest(
    round: int, people: Collection[int] | None = None, *, lapsed: bool = False
) -> list[tuple[int, int | None, str, datetime]]:
    """(person, dwelling, area, until when they are held) of those whom a lead holds until a single re-test; `lapsed`:
    of those whose hold has ended without one."""
    found = Standing.rows.filter(round=round, lead__in=rules.HOLDING).order_by("dwelling", "person")
    if lapsed:
        found = found.filter(condition(LAPSED))
    rows = found.exclude(hold_until=None).values_list("person", "dwelling", "area_code", "hold_until")
    wanted = None if people is None else set(people)
    return [(*row[:3], row[3]) for row in rows if row[3] is not None and (wanted is None or row[0] in wanted)]


def lapsed(round: int) -> int:
    """Of how many of a round the hold has ended without a re-test. It names nobody."""
    return _among_them(round, LAPSED, Q())


def _among_them(round: int, figure: str, inside: Q) -> int:
    return Standing.rows.filter(inside, condition(figure), round=round).count()


def with_lapsed_holds() -> QuerySet[Round]:
    """Rounds in which a hold has ended without a re-test. They name nobody."""
    lapsed = Standing.rows.filter(condition(LAPSED)).values("round")
    return Round.objects.filter(pk__in=lapsed).exclude(state=Round.State.CLOSED).order_by("pk")


def to_verify(
    round: int, keys: Collection[bytes] | None = None
) -> Iterator[tuple[bytes | memoryview, int | None, str, bytes | memoryview, bool]]:
    """(key, dwelling, area, what was said, sealed, whether the registry has them as living elsewhere) of those who are
    not expected and of whom nothing was found yet. `keys`: of these alone."""
    found = Stray.rows.filter(round=round, state=Stray.State.OPEN).order_by("pk")
    rows = blocks.rows(found.values_list("key", "dwelling", "area_code", "said", "away"))
    if keys is None:
        return rows
    wanted = {bytes(key) for key in keys}
    return (row for row in rows if bytes(row[0]) in wanted)


def _among(rows: Iterator[tuple[int, int | None, str]], people: set[int]) -> Iterator[tuple[int, int | None, str]]:
    return (row for row in rows if row[0] in people)
