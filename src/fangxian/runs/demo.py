"""The demo installation: people in their offices, departments' files of two days, an outbreak, its rounds.

Each step is done once: what is there already is left alone, so that a demo which was broken off is finished by the
same command, and one that is there starts at once.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from fangxian.access import actions as access
from fangxian.access.queries import reader
from fangxian.boards import actions as boards
from fangxian.boards.queries import built_at
from fangxian.lib import clock
from fangxian.outbreak import actions as outbreak
from fangxian.outbreak import overlays
from fangxian.outbreak.queries import all_outbreaks
from fangxian.registry import queries as registry
from fangxian.runs import demo_clock, demo_follow_up, demo_sharing, merging, nightly
from fangxian.runs.loading import Loaded, Say, load
from fangxian.runs.replay import drawn, replay
from fangxian.synth import doors

#: Datasets whose files list everybody.
WHOLE = ("household_register", "census", "staff", "key_groups")
#: Who proposes and who approves (access/demo_accounts.toml).
PROPOSER, APPROVER = "wu.zhiqiang", "zheng.haiyan"
#: Where the demo's first case lives.
_COMMUNITY = "230108001002"
#: How long after the last round's end its results are in, and the night's desk begins.
_RESULTS_IN = timedelta(hours=6, minutes=30)
_OPENED, _ACTIVATED = date(2022, 6, 1), date(2022, 9, 8)


def prepare(
    district: Path, *, say: Say = lambda *_: None, told: Callable[[str], None] = lambda _: None
) -> list[Loaded]:
    """Makes the demo of a drawn district (`fangxian synth --departments`); answers what was loaded.

    Everything is dated as it would have been: what was known in July can be asked for.
    """
    with clock.set_to(_evening(_OPENED)):
        told("accounts")
        access.demo_accounts()
    done: list[Loaded] = []
    for day, files in _days(district):
        told(day.isoformat())
        with clock.set_to(_evening(day)):
            done += load(files, by="demo", day=day, whole=WHOLE, say=say)
    told("outbreak")
    _activate()
    rounds = list(drawn(district))
    replay(
        rounds,
        area="230108",
        by="demo",
        finding=doors.found,
        second=reader(APPROVER),
        between=nightly.each_minute,
        say=lambda number: told(f"round {number}"),
    )
    if rounds:
        told("follow-up")
        demo_follow_up.follow_up(district, at=rounds[-1].end.replace(tzinfo=clock.LOCAL) + _RESULTS_IN)
        morning = _morning_after(rounds[-1].end)
        with clock.set_to(morning):
            # What was visited in the rounds changed many people at once; and it is that morning, not the summer before.
            if boards.behind() or (built_at() or morning) < morning:
                boards.rebuild()
            told("registered twice")
            merging.find(by="demo")
        told("sharing")
        demo_sharing.share(at=morning)
        demo_clock.stops_at(morning)
    return done


def _days(district: Path) -> Iterator[tuple[date, list[Path]]]:
    for folder in sorted((district / "departments").iterdir()):
        yield date.fromisoformat(folder.name), sorted(folder.iterdir())


def _activate() -> None:
    """Two people of the headquarters activate the outbreak that the rounds belong to."""
    if all_outbreaks().exists():
        return
    with clock.set_to(_evening(_ACTIVATED)):
        proposed = outbreak.propose(
            name="2022 年 9 月平房区新冠疫情",
            disease="covid_19",
            legal_basis="infectious_diseases_law",
            area_code="230108",
            starts_on=_ACTIVATED,
            pack="CN-9",
            overlay=overlays.shipped()["demo"],
            by=reader(PROPOSER),
        )
        outbreak.approve(outbreak=proposed.pk, by=reader(APPROVER))
        _closed_off(proposed.pk)


def _closed_off(number: int) -> None:
    """One compound is a high-risk area from the evening on: the days are the protocol's."""
    proposer, approver = reader(PROPOSER), reader(APPROVER)
    compound = registry.compounds(proposer, _COMMUNITY).first()
    if compound is None:
        return
    area = outbreak.designate(
        outbreak=number, level="high", area_code=_COMMUNITY, name=compound.name, since=clock.now(),
        why="模拟病例住处", by=proposer,
    )  # fmt: skip
    outbreak.approve_step(step=area.steps.get().pk, by=approver)
    outbreak.publish(area=area.pk, by=approver)


def _morning_after(end: datetime) -> datetime:
    """When the demo goes on: the morning after its last round, the first tasks of the day at hand."""
    return datetime.combine(end.date() + timedelta(days=1), time(0, 40), UTC)


def _evening(day: date) -> datetime:
    return datetime.combine(day, time(10), UTC)
