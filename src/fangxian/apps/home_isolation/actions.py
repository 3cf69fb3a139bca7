"""What is done for a household: its home looked at, told, what it needs taken down, promised, brought, a temperature
taken down. Each act is permission, change and event together."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from fangxian.access.faults import NotAllowed, NotHere
from fangxian.access.reader import Reader
from fangxian.access.two_people import refuse_unless_two
from fangxian.apps.home_isolation import events, rules
from fangxian.apps.home_isolation.models import Home, Need
from fangxian.evidence import actions as evidence
from fangxian.evidence import temperatures
from fangxian.evidence.queries import Fact
from fangxian.isolation import actions as isolation
from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.outbreak.faults import NotInForce
from fangxian.outbreak.queries import active, seal
from fangxian.programme import actions as following
from fangxian.programme import queries as programme
from fangxian.registry import queries as registry

#: What is sealed of a need.
SAID = "home_isolation.need"


@transaction.atomic
def check_home(*, dwelling: int, kept: Iterable[str], by: Reader) -> Home:
    """Says what of the checklist a home has (names of checklist.toml); it is fit where nothing is lacking. Said again,
    it is as said last. Raises NotAllowed, NotHere, NotInForce."""
    found = _home(dwelling, by)
    found.checked_at, found.checked_by, found.lacking = clock.now(), by.account, rules.lacking(kept)
    found.save(update_fields=["checked_at", "checked_by", "lacking"])
    _told(events.CHECKED, dwelling, by, lacking=found.lacking)
    return found


@transaction.atomic
def move_out(*, dwelling: int, by: Reader) -> int:
    """Those at a home that is not fit go where their class of the protocol says; answers how many. It restricts them:
    one person has looked at the home, another sends them (law 3). Raises as `check_home`, NotTwoPeople, and a Fault for
    a home that was not found unfit, or where the protocol has no other place."""
    home = _home(dwelling, by, verb=isolation.MANAGING)
    if home.checked_at is None or not home.lacking:
        raise Fault(en="Say first what this home lacks.", zh="请先登记该住处不符合的条件。")
    refuse_unless_two(home.checked_by, by.account)
    people = programme.at_home([dwelling], home.outbreak_id).get(dwelling, [])
    moved = following.home_found(outbreak=home.outbreak_id, people=people, fit=False, by=by.account)
    if not moved:
        raise Fault(
            en="The protocol has no other place for them: ask the headquarters.",
            zh="方案未规定住处不符合时的去处：请报告指挥部。",
        )
    _told(events.MOVED, dwelling, by, people=moved)
    return moved


@transaction.atomic
def move_back(*, dwelling: int, by: Reader) -> int:
    """Those who were sent elsewhere come back: their home is fit, as was found since; answers how many. Raises as
    `check_home`, and a Fault for a home that still lacks something, or from which nobody was sent."""
    home = _home(dwelling, by, verb=isolation.MANAGING)
    if home.lacking:
        raise Fault(
            en="This home still lacks something: look at it again first.", zh="该住处仍有不符合的条件：请先重新核查。"
        )
    people = programme.sent_from(dwelling, home.outbreak_id)
    back = following.home_found(outbreak=home.outbreak_id, people=people, fit=True, by=by.account)
    if not back:
        raise Fault(en="Nobody was sent elsewhere from this home.", zh="没有从该住处转出的人员。")
    _told(events.BACK, dwelling, by, people=back)
    return back


@transaction.atomic
def notify(*, dwelling: int, by: Reader) -> Home:
    """Says that a household was told what holds, until when, whom to call. Twice is once. Raises as `check_home`."""
    found = _home(dwelling, by)
    if found.notified_at is None:
        found.notified_at, found.notified_by = clock.now(), by.account
        found.save(update_fields=["notified_at", "notified_by"])
        _told(events.NOTIFIED, dwelling, by)
    return found


@transaction.atomic
def ask(*, dwelling: int, kind: str, said: str, click: str, by: Reader) -> Need:
    """Takes down what a household needs. `click` names the press of the button: sent again, it is answered as the first
    time. Raises as `check_home`, and a Fault for what is not on the list."""
    home = _home(dwelling, by)
    there = Need.rows.filter(click=click, dwelling=dwelling).first()
    if there is not None:
        return there
    if kind not in rules.needs():
        raise Fault(en="Choose from the list what is needed.", zh="请从列表中选择需求。")
    text = said.strip()[:200]
    made = Need.rows.create(
        outbreak_id=home.outbreak_id, dwelling_id=dwelling, area_code=home.area_code, kind=kind, click=click,
        said=seal(home.outbreak_id, SAID).close(text) if text else None, asked_by=by.account,
    )  # fmt: skip
    _told(events.ASKED, dwelling, by, need=made.pk, asked=kind)
    return made


@transaction.atomic
def promise(*, need: int, starts_at: datetime, ends_at: datetime, by: Reader) -> Need:
    """Takes it upon oneself to bring what is needed, between two times: the door may open then. Raises NotAllowed,
    NotHere, NotInForce, and a Fault where somebody else has, or for times that cannot be meant."""
    found = _need(need, by)
    if found.state == Need.State.PROMISED and found.promised_by == by.account:
        return found
    if found.state != Need.State.ASKED:
        raise Fault(en="Somebody else has taken this: look at the page again.", zh="该需求已有人认领：请刷新页面。")
    found.visit = isolation.plan(
        dwelling=found.dwelling_id, kind=rules.needs()[found.kind].visit, starts_at=starts_at, ends_at=ends_at,
        click=f"need/{found.pk}", by=by,
    )  # fmt: skip
    found.state, found.promised_by = Need.State.PROMISED, by.account
    found.save(update_fields=["visit", "state", "promised_by"])
    _told(events.PROMISED, found.dwelling_id, by, need=found.pk)
    return found


@transaction.atomic
def settle(*, need: int, met: bool, by: Reader) -> Need:
    """Says that what was needed was brought, or is not needed any more. Twice is once. Raises NotAllowed, NotHere."""
    found = _need(need, by)
    if found.settled_at is None:
        found.state = Need.State.MET if met else Need.State.CANCELLED
        found.settled_by, found.settled_at = by.account, clock.now()
        found.save(update_fields=["state", "settled_by", "settled_at"])
        if not met and found.visit_id is not None:
            isolation.cancel(visit=found.visit_id, by=by)
        _told(events.SETTLED, found.dwelling_id, by, need=found.pk, met=met)
    return found


@transaction.atomic
def take_temperature(*, dwelling: int, person: int, typed: str, click: str, by: Reader) -> Fact:
    """Takes down a temperature, as evidence; a fever is a finding, and what follows is in the protocol. Raises as
    `check_home`, NotHere for who does not live there, and a Fault for what is no temperature."""
    home = _home(dwelling, by)
    degrees, finding = temperatures.read(typed)
    if not registry.residents(by, dwelling).filter(pk=person).exists():
        raise NotHere.of("person")
    return evidence.record(
        outbreak=home.outbreak_id, kind="temperature", person=person, at=clock.now(), finding=finding,
        key=f"temperature/{click}/{person}", said={"celsius": str(degrees)}, by=by.account,
    )  # fmt: skip


def _home(dwelling: int, by: Reader, *, verb: str = isolation.VERB) -> Home:
    """What is known of a home, held until the transaction ends; made where nothing was."""
    if not by.can(verb):
        raise NotAllowed.of(verb)
    door = registry.dwellings(by, "").filter(pk=dwelling).first()
    if door is None:
        raise NotHere.of("dwelling")
    standing = active(door.area_code)
    if not standing:
        raise NotInForce(
            en="No outbreak is in force at this door: nothing may be kept of who lives there.",
            zh="该住户所在区域没有生效的疫情：不得留存其数据。",
        )
    Home.rows.get_or_create(outbreak=standing[0], dwelling=door, defaults={"area_code": door.area_code})
    return Home.rows.select_for_update().get(outbreak=standing[0], dwelling=door)


def _need(need: int, by: Reader) -> Need:
    if not by.can(isolation.VERB):
        raise NotAllowed.of(isolation.VERB)
    found: Need | None = Need.rows.select_for_update().filter(pk=need).first()
    if found is None or not by.covers(found.area_code):
        raise NotHere.of("need")
    return found


def _told(kind: str, dwelling: int, by: Reader, **payload: object) -> None:
    ledger.record(kind=kind, subject_kind="dwelling", subject=dwelling, by=by.account, payload=payload)
