"""The list of somebody's day, one door of it, and how many tasks there are. A list names doors, no people: who is asked
for is read at the door, through the gate.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import Length

from fangxian.access import gate
from fangxian.access.faults import NotHere
from fangxian.access.reader import Kind, Reader
from fangxian.access.scope import within
from fangxian.fieldwork import rules
from fangxian.fieldwork.models import Holding, Line, Task, Visit
from fangxian.fieldwork.sealed import Sealed
from fangxian.lib import clock
from fangxian.registry.queries import all_records, people_by_key
from fangxian.store import blocks

#: Digits of the code of a grid: a task of a larger area waits in a pool.
_GRID = 15
#: What is told of a task that an act opens or closes.
_TOLD = ("pk", "kind", "area_code", "why", "parameters")


@dataclass(frozen=True)
class Door:
    """A door at which something is to be done, whatever asked for it; or, without a dwelling, one who has none."""

    dwelling: int | None
    task: int  # the first of its tasks
    area_code: str
    compound: str
    building: str
    unit: str
    floor: int | None
    room: str
    address: str
    tasks: int
    people: int
    kinds: tuple[str, ...]
    whys: tuple[tuple[str, str], ...]  # sentences (zh, en), each once
    due_at: datetime  # the earliest
    level: str  # whose list it has reached: grid, community, street
    held_by: str  # who is on the way, or ''
    tried: datetime | None  # when nobody was at home, the last time


@dataclass(frozen=True)
class Caller:
    """One of the people of a task, masked for who reads."""

    line: int
    person: int | None
    name: str
    sex: str
    born: str
    number: str
    phone: str
    site: str
    sampled_at: str
    outcome: str
    visits: tuple[Visit, ...] = ()
    address: str = ""  # where somebody in no register said that they live


@dataclass(frozen=True)
class Asked:
    """A task with its people."""

    pk: int
    kind: str
    area_code: str
    why: tuple[str, str]
    due_at: datetime
    opened_at: datetime
    level: str
    state: str
    held_by: str
    held_until: datetime | None
    callers: tuple[Caller, ...] = field(default=())


@dataclass(frozen=True)
class Counts:
    """How many tasks stand how, in the reader's areas."""

    open: int
    doors: int
    overdue: int
    pool: int  # of the open ones, those without a door
    done_today: int


@dataclass(frozen=True)
class Standing:
    """How the doors of an area stand; who has no door counts as one."""

    doors: int = 0
    overdue: int = 0
    pool: int = 0  # of the doors, those of whom nobody knows where they live
    done_today: int = 0  # tasks

    def __add__(self, other: "Standing") -> "Standing":
        """Two areas together."""
        return Standing(
            self.doors + other.doors,
            self.overdue + other.overdue,
            self.pool + other.pool,
            self.done_today + other.done_today,
        )


_PLACE = ("building__compound__name", "building__name", "unit", "floor", "room", "address")
_DOOR = tuple(f"dwelling__{name}" for name in _PLACE)


def worklist(reader: Reader, *, area: str = "", kind: str = "", overdue: bool = False) -> list[Door]:
    """The doors of the reader's areas at which something is to be done, by compound, building, floor from the top, unit
    and room, the street's pool last. Two queries, however many there are."""
    found = _open(reader, area=area, kind=kind)
    if overdue:
        found = found.filter(due_at__lte=clock.now())
    columns = ("pk", "dwelling", "area_code", "kind", "why", "parameters", "due_at", *_DOOR)
    rows = list(found.annotate(people=Count("lines", filter=Q(lines__outcome=""))).values(*columns, "people"))
    held, tried = _held(row["pk"] for row in rows), _tried(reader, rows)
    doors: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        doors[row["dwelling"] or ("task", row["pk"])].append(row)
    return sorted((_door(rows, held, tried) for rows in doors.values()), key=walking)


def counts(reader: Reader, *, area: str = "") -> Counts:
    """How many tasks the reader's areas have. They name nobody."""
    found, now = _open(reader, area=area), clock.now()
    without = found.filter(dwelling=None).count()
    homes = found.exclude(dwelling=None).order_by().values("dwelling").distinct().count()
    done = done_today(reader, area=area).count()
    return Counts(found.count(), homes + without, found.filter(due_at__lte=now).count(), without, done)


def standing(reader: Reader) -> dict[str, Standing]:
    """Area of tasks (a grid, or the larger area whose pool they wait in) -> how its doors stand: in two queries."""
    late = Q(due_at__lte=clock.now())
    rows = _open(reader).order_by().values_list("area_code")
    rows = rows.annotate(
        homes=Count("dwelling", distinct=True),
        late_homes=Count("dwelling", distinct=True, filter=late),
        pool=Count("pk", filter=Q(dwelling=None)),
        late_pool=Count("pk", filter=Q(dwelling=None) & late),
    )
    done = dict(done_today(reader).order_by().values_list("area_code").annotate(many=Count("pk")))
    found = {
        area: Standing(homes + pool, late_homes + late_pool, pool, done.pop(area, 0))
        for area, homes, late_homes, pool, late_pool in rows
    }
    return found | {area: Standing(done_today=many) for area, many in done.items()}


def pool(reader: Reader, *, area: str = "", most: int = 300) -> list[Asked]:
    """The open tasks that wait in a pool of the reader's areas to be handed to a grid, the first due first:
    with what is said of who is looked for, masked, and noted as read."""
    waiting = _open(reader, area=area).annotate(digits=Length("area_code")).filter(dwelling=None, digits__lt=_GRID)
    return list(_asked(reader, list(waiting.order_by("due_at", "pk")[:most])))


def done_today(reader: Reader, *, area: str = "") -> Any:
    """The tasks of the reader's areas that were settled at the door since midnight, the latest first, each with its
    dwelling at hand."""
    found = _tasks(reader, area).filter(state=Task.State.DONE, closed_at__gte=clock.midnight())
    return found.select_related("dwelling").order_by("-closed_at", "-pk")


def at_door(reader: Reader, dwelling: int) -> tuple[Asked, ...]:
    """The open tasks at a door with their people, masked, and noted as read; () where nothing is to be done."""
    return _asked(reader, list(_open(reader).filter(dwelling=dwelling).order_by("due_at", "pk")), dwelling=dwelling)


def task(reader: Reader, pk: int) -> Asked:
    """One task with its people, open or closed, masked, and noted as read. Raises NotHere."""
    found: Any = Task.objects.seen_by(reader)
    one = found.filter(pk=pk).first()
    if one is None:
        raise NotHere.of("task")
    return _asked(reader, [one], task=pk)[0]


def reported(reader: Reader, *, hours: int = 24) -> list[Visit]:
    """What the reader has reported lately, the latest first, what was taken back too; of their areas."""
    since = clock.now() - timedelta(hours=hours)
    found = Visit.objects.filter(within(reader.areas, "line__task__area_code"), by=reader.account, at__gte=since)
    return list(found.select_related("line__task__dwelling").order_by("-at", "-pk"))


def visit(reader: Reader, pk: int) -> Visit:
    """One visit of the reader's areas. Raises NotHere."""
    found = Visit.objects.filter(within(reader.areas, "line__task__area_code"), pk=pk).select_related("line__task")
    one = found.first()
    if one is None:
        raise NotHere.of("visit")
    return one


def closed(reader: Reader, *, area: str = "", days: int = 7) -> Any:
    """The tasks of the reader's areas that were closed lately, the latest first, each with its dwelling at hand."""
    since = clock.now() - timedelta(days=days)
    found = _tasks(reader, area).filter(closed_at__gte=since).exclude(state=Task.State.OPEN)
    return found.select_related("dwelling").order_by("-closed_at", "-pk")


def of_origin(origin: str) -> dict[tuple[str, str], int]:
    """(kind, state) -> how many tasks somebody asked for whose origin begins so. They name nobody."""
    rows = Task.rows.filter(origin__startswith=origin).values_list("kind", "state")
    return {(kind, state): many for kind, state, many in rows.annotate(many=Count("pk")).order_by()}


def lines_of(origin: str) -> list[tuple[int, str, str, bool]]:
    """(line, kind, name, whether there is a door) of what is open of an origin's tasks; the name is the task's key and,
    of a dwelling's people, the person's. Not to be shown."""
    rows = Line.objects.filter(task__origin=origin, task__state=Task.State.OPEN, outcome="").order_by("pk")
    columns = ("pk", "task__kind", "task__key", "person", "task__dwelling")
    return [
        (pk, kind, f"{key}/{person or ''}", dwelling is not None)
        for pk, kind, key, person, dwelling in blocks.rows(rows.values_list(*columns))
    ]


def asked_of(reader: Reader, records: Collection[int]) -> list[Task]:
    """The tasks of the reader's areas in which somebody stands, by any of their records, the latest first. They name
    nobody."""
    return list(_tasks(reader).filter(lines__person__in=records).order_by("-opened_at", "-pk").distinct())


def people_asked(origin: str) -> set[int]:
    """The people of whom an origin's open tasks have nothing yet, for whoever asked. Not to be shown."""
    rows = Line.objects.filter(task__origin=origin, task__state=Task.State.OPEN, outcome="", person__isnull=False)
    return set(rows.values_list("person_id", flat=True))


def people_awaited(outbreak: int, kind: str) -> set[int]:
    """The people, by all their records, of whom open tasks of a kind have nothing yet, whoever asked. Not to be
    shown."""
    found = Line.objects.filter(task__outbreak=outbreak, task__kind=kind, task__state=Task.State.OPEN, outcome="")
    return all_records(set(found.filter(person__isnull=False).values_list("person_id", flat=True)))


def settled(first: int, last: int) -> Iterator[tuple[str, str, str, str, int | None, int | None]]:
    """(origin, kind, key, outcome, person who was expected, person who was entered) of the lines that a run of visits
    settled, for whoever asked. Not to be shown."""
    rows = Visit.objects.filter(pk__gte=first, pk__lte=last, undone_at=None).exclude(line__outcome="")
    columns = ("line__task__origin", "line__task__kind", "line__task__key", "outcome", "line__person")
    for origin, kind, key, outcome, person in blocks.rows(rows.order_by("pk").values_list(*columns)):
        entered = kind == rules.VERIFICATION
        yield origin, kind, key, outcome, None if entered else person, person if entered else None


def last_task() -> int:
    """The key of the last task; 0 before the first."""
    return Task.rows.order_by("-pk").values_list("pk", flat=True).first() or 0


def opened_since(task: int) -> list[Any]:
    """The tasks that were opened after one: key, kind, area, why. They name nobody."""
    return list(Task.rows.filter(pk__gt=task, state=Task.State.OPEN).order_by("pk").values_list(*_TOLD, named=True))


def closed_at(at: datetime) -> list[Any]:
    """The tasks that were closed at just this moment, as `opened_since`."""
    found = Task.rows.filter(closed_at=at).exclude(state=Task.State.OPEN)
    return list(found.order_by("pk").values_list(*_TOLD, named=True))


def last_found(origin: str) -> dict[int, tuple[int, str]]:
    """Person -> (visit, outcome): what was found the last time that somebody stood at the door of those whom tasks of
    an origin that begins so ask for. Not to be shown."""
    visits = Visit.objects.filter(line__task__origin__startswith=origin, undone_at=None, line__person__isnull=False)
    rows = visits.order_by("at", "pk").values_list("line__person", "pk", "outcome")
    return {person: (visit, outcome) for person, visit, outcome in blocks.rows(rows)}


def sentence(why: str, parameters: dict[str, Any]) -> tuple[str, str]:
    """Why somebody is asked, in words (zh, en)."""
    words = rules.reasons()[why]
    return words.zh.format(**parameters), words.en.format(**parameters)


def _open(reader: Reader, *, area: str = "", kind: str = "") -> Any:
    found = _tasks(reader, area).filter(state=Task.State.OPEN)
    return found.filter(kind=kind) if kind else found


def _tasks(reader: Reader, area: str = "") -> Any:
    """The tasks of the reader's areas. They name nobody: their people are read by `_asked`, through the gate."""
    return Task.rows.filter(within(reader.areas), within([area]) if area else Q())


def _held(tasks: Iterable[int]) -> dict[int, Holding]:
    wanted = set(tasks)
    standing = Holding.objects.filter(until__gt=clock.now())
    return {one.task_id: one for one in standing if one.task_id in wanted}


def _tried(reader: Reader, rows: Sequence[dict[str, Any]]) -> dict[int, datetime]:
    """Task -> when somebody was there last and it is open still."""
    wanted = {row["pk"] for row in rows}
    found = Visit.objects.filter(within(reader.areas, "line__task__area_code"), line__task__state=Task.State.OPEN)
    rows_of = found.filter(undone_at=None).order_by("at").values_list("line__task", "at")
    return {task: at for task, at in rows_of if task in wanted}


def _door(rows: list[dict[str, Any]], held: dict[int, Holding], tried: dict[int, datetime]) -> Door:
    first = min(rows, key=lambda row: (row["due_at"], row["pk"]))
    compound, building, unit, floor, room, address = (first[name] for name in _DOOR)
    holding = [held[row["pk"]].by for row in rows if row["pk"] in held]
    return Door(
        dwelling=first["dwelling"],
        task=first["pk"],
        area_code=first["area_code"],
        compound=compound or "",
        building=building or "",
        unit=unit or "",
        floor=floor,
        room=room or "",
        address=address or "",
        tasks=len(rows),
        people=sum(row["people"] for row in rows),
        kinds=tuple(sorted({row["kind"] for row in rows})),
        whys=tuple(dict.fromkeys(sentence(row["why"], row["parameters"]) for row in rows)),
        due_at=first["due_at"],
        level=rules.level(first["due_at"], clock.now()),
        held_by=holding[0] if holding else "",
        tried=max((tried[row["pk"]] for row in rows if row["pk"] in tried), default=None),
    )


def walking(door: Door) -> tuple[Any, ...]:
    """As one walks: a building from its top floor down, houses by their number; who has no door comes last."""
    building = (len(door.building), door.building)
    floor = -door.floor if door.floor is not None else 0
    return (door.dwelling is None, door.compound, *building, floor, door.unit, len(door.room), door.room, door.task)


def _asked(reader: Reader, tasks: list[Task], **details_noted: Any) -> tuple[Asked, ...]:
    if not tasks:
        return ()
    lines = list(Line.objects.filter(task__in=tasks).order_by("pk").prefetch_related("visits"))
    people = [one.person_id for one in lines if one.person_id is not None]
    if people:
        gate.listed(reader, kind="person", subjects=people, **details_noted)
    strays = [one.pk for one in lines if one.person_id is None]
    if strays:
        gate.listed(reader, kind="stray", subjects=strays, **details_noted)
    known = {one.pk: one for one in people_by_key(reader, people)}
    held, now = _held(one.pk for one in tasks), clock.now()
    by_task: dict[int, list[Caller]] = defaultdict(list)
    outbreaks = {one.pk: one.outbreak_id for one in tasks}
    sealed = Sealed()
    for line in lines:
        said = sealed.details(outbreaks[line.task_id], line)
        by_task[line.task_id].append(_caller(reader, line, known, said))
    return tuple(
        Asked(
            pk=one.pk,
            kind=one.kind,
            area_code=one.area_code,
            why=sentence(one.why, one.parameters),
            due_at=one.due_at,
            opened_at=one.opened_at,
            level=rules.level(one.due_at, now) if one.state == Task.State.OPEN else "grid",
            state=one.state,
            held_by=held[one.pk].by if one.pk in held else "",
            held_until=held[one.pk].until if one.pk in held else None,
            callers=tuple(by_task[one.pk]),
        )
        for one in tasks
    )


def _caller(reader: Reader, line: Line, known: dict[int, Any], opened: dict[str, str]) -> Caller:
    visits = tuple(one for one in line.visits.all() if one.undone_at is None)
    if line.person_id is not None:
        person = known.get(line.person_id)
        said = {name: getattr(person, name, "") or "" for name in ("name", "sex", "born", "phone")}
        return Caller(line.pk, line.person_id, **said, number="", site="", sampled_at="", outcome=line.outcome,
                      visits=visits)  # fmt: skip
    kinds: tuple[Kind, ...] = ("name", "number", "phone", "address")
    shown = {kind: gate.show(reader, kind, opened[kind]) if opened.get(kind) else "" for kind in kinds}
    return Caller(
        line.pk, None, **shown, sex="", born="", site=opened.get("site", ""),
        sampled_at=opened.get("sampled_at", ""), outcome=line.outcome, visits=visits,
    )  # fmt: skip
