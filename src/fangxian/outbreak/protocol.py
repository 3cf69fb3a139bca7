"""A protocol as it is applied: a pack's figures with a district's overlay on them, nothing left open that is needed.

What a file says is read in `packs`; what of it may stand is judged in `soundness`. Here are its shapes alone: they go
into the database as plain data (`Protocol.data`) and come back the same, so that a person stays on the version they
were enrolled with. Pure.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from fangxian.lib.words import Words


@dataclass(frozen=True)
class Duty:
    """What is due in a phase, shown by evidence of one kind: on days, every so many hours, at hours of each day, or
    once within hours of the anchor. Of the four, one is said.

    name         of the phase's duties: 'test', 'temperature', 'door_shut'
    evidence     a kind of evidence (evidence/kinds.toml): 'test', 'temperature', 'door', 'visit', 'report'
    days         days of the phase, 1 the first; () where `every_hours` or `at_hours` says when
    every_hours  an interval, from the start of the phase
    at_hours     hours of each day (local), 8 and 20: due by then, from the hour before that
    within_hours once, from the minute of the anchor (a purchase at 10:40, 72: due until 10:40 three days later)
    grace_hours  late is not yet unmet
    unmet        what follows: 'task', and names of effects (Protocol.effects)
    """

    name: str
    evidence: str
    days: tuple[int, ...] = ()
    every_hours: int | None = None
    at_hours: tuple[int, ...] = ()
    within_hours: int | None = None
    grace_hours: int = 0
    unmet: tuple[str, ...] = ("task",)


@dataclass(frozen=True)
class Phase:
    """A stretch of a programme. `kind`: hospital, quarantine_site, home, health_monitoring, self_monitoring, follow_up;
    once in a class. `effect`: what it lays on the health code, a name of Protocol.effects, or None."""

    kind: str
    days: int
    duties: tuple[Duty, ...] = ()
    effect: str | None = None


@dataclass(frozen=True)
class Violation:
    """What evidence against somebody leads to. `when`: a finding (evidence/kinds.toml): 'positive', 'suspect',
    'symptom', 'fever', 'door_opened'. `leads_to`: 'task', 'call', 'phase:<kind>', 'class:<person class>', an effect."""

    when: str
    leads_to: tuple[str, ...]


@dataclass(frozen=True)
class Release:
    """When a programme ends well. `conditions`: period_over, duties_met, all_negative, no_symptom,
    linked_contact_negative; `by`: 'itself' or 'approver', who confirms what no row shows: `confirm`."""

    conditions: tuple[str, ...]
    by: str = "itself"
    confirm: tuple[Words, ...] = ()


@dataclass(frozen=True)
class PersonClass:
    """People to whom the same applies: close contacts, arrivals from a high-risk area, buyers of fever drugs.

    clock_start  last_exposure, leave_area, arrival, purchase, report: what the anchor is the time of
    day1_offset  days from the anchor's date to day 1: 0 the same day, 1 the next
    unfit_home   the kind of phase that takes the place of 'home' where the home is unfit; None: the same
    """

    name: str
    zh: str
    en: str
    clock_start: str
    phases: tuple[Phase, ...]
    day1_offset: int = 0
    violations: tuple[Violation, ...] = ()
    release: Release = Release(("period_over", "duties_met"))
    unfit_home: str | None = None


@dataclass(frozen=True)
class Effect:
    """What may be laid on a person. `colour`: red, yellow, or None for a hold; `reason`: a name of reasons.toml;
    `hours`: how long it stands at most, where no phase says so (a hold: at most 24)."""

    colour: str | None
    reason: str
    hours: int | None = None


@dataclass(frozen=True)
class AreaLevel:
    """What an area of a level asks: `measure` in both languages, after how many days without a case it steps down
    (None: not by days), to which level ('' none), and what is to be confirmed before it does.

    after_step_down  the days for an area that has come down from a higher level; None: the same
    resets_on        'any_case', or 'assessed': a case among people strictly isolated restarts no clock once assessed
    """

    name: str
    zh: str
    en: str
    clear_days: int | None
    then: str
    measure_zh: str = ""
    measure_en: str = ""
    after_step_down: int | None = None
    resets_on: str = "any_case"
    confirm: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Occupation:
    """People of an occupation: how often a test is due (hours), how late it may be, what follows ('task', effects)."""

    name: str
    zh: str
    en: str
    interval_hours: int
    grace_hours: int = 0
    unmet: tuple[str, ...] = ("task",)


@dataclass(frozen=True)
class Protocol:
    """All of it. `codes_on`: whether effects are laid at all; with False, a programme asks and restricts nobody.

    rounds     'untested', 'positive', 'pool' -> names of effects
    deadlines  in hours: 'close_contact_moved' -> 8
    figures    whatever else an application asks for by name: 'contacts.lookback_days' -> 2, 'lorries.valid_hours' -> 48
    """

    pack: str
    overlay: str
    codes_on: bool
    classes: Mapping[str, PersonClass]
    effects: Mapping[str, Effect]
    rounds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    levels: Mapping[str, AreaLevel] = field(default_factory=dict)
    occupations: Mapping[str, Occupation] = field(default_factory=dict)
    deadlines: Mapping[str, int] = field(default_factory=dict)
    figures: Mapping[str, float] = field(default_factory=dict)
    hold_hours: int = 24

    def data(self) -> dict[str, Any]:
        """As plain data: dicts, lists, text, numbers."""
        return asdict(self)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Protocol":
        """The protocol of such data. Raises KeyError or TypeError for data that is none."""
        said = dict(data)
        for name, of in _SHAPES.items():
            said[name] = {key: of(one) for key, one in said.get(name, {}).items()}
        return cls(**said)


def _person_class(said: Mapping[str, Any]) -> PersonClass:
    phases = tuple(Phase(**{**one, "duties": tuple(map(_duty, one["duties"]))}) for one in said["phases"])
    violations = tuple(Violation(one["when"], tuple(one["leads_to"])) for one in said["violations"])
    release = Release(**_with(said["release"], conditions=tuple, confirm=_confirmations))
    return PersonClass(**{**said, "phases": phases, "violations": violations, "release": release})


def _duty(said: Mapping[str, Any]) -> Duty:
    return Duty(**_with(said, days=tuple, at_hours=tuple, unmet=tuple))


def _level(said: Mapping[str, Any]) -> AreaLevel:
    return AreaLevel(**_with(said, confirm=_confirmations))


def _occupation(said: Mapping[str, Any]) -> Occupation:
    return Occupation(**_with(said, unmet=tuple))


def _confirmations(said: Iterable[Mapping[str, str]]) -> tuple[Words, ...]:
    return tuple(Words(**one) for one in said)


def _with(said: Mapping[str, Any], **shapes: Callable[[Any], Any]) -> dict[str, Any]:
    """The same, each named value that is there in its shape."""
    return {**said, **{name: of(said[name]) for name, of in shapes.items() if name in said}}


_SHAPES: Mapping[str, Callable[[Any], Any]] = {
    "classes": _person_class,
    "effects": lambda one: Effect(**one),
    "rounds": tuple,
    "levels": _level,
    "occupations": _occupation,
}
