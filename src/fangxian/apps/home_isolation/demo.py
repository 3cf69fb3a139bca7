"""The demo's households in isolation: some forty doors of the demo accounts' street with sensors, and the night before
the demo is opened. Nobody here is anybody."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from fangxian.access.queries import reader
from fangxian.access.reader import Reader
from fangxian.apps.home_isolation import actions, rules
from fangxian.isolation import actions as isolation
from fangxian.isolation import queries as isolation_queries
from fangxian.isolation.payload import read
from fangxian.ledger.queries import latest_at
from fangxian.lib import clock
from fangxian.outbreak.queries import active, protocol_in_force
from fangxian.programme import actions as programme
from fangxian.programme.actions import Joining
from fangxian.registry import queries as registry
from fangxian.synth import sensors
from fangxian.synth.sensors import Sent

#: Who sees to the homes: the demo's community lead (access/demo_accounts.toml).
LEAD = "li.jianguo"
HOMES = 40
#: For so long before the demo is opened the sensors were at the doors, and how often what they said is taken in.
NIGHT, STRIDE = timedelta(hours=9), timedelta(minutes=10)
#: So long after it was told an alert of the night was explained; later ones wait for whoever opens the demo.
EXPLAINED_AFTER, LEFT = timedelta(minutes=12), timedelta(minutes=90)
BY = "demo"


def furnish(until: datetime, *, homes: int = HOMES) -> int:
    """Makes them as they stand at the moment at which the demo is opened; answers how many households. Done once, and
    only where the protocol in force has a class that stays at home."""
    lead = reader(LEAD)
    began = max(filter(None, (until - NIGHT, latest_at())))
    outbreaks = active(lead.areas[0])
    if not outbreaks or began >= until or isolation_queries.bindings(lead).exists():
        return 0
    with clock.set_to(began):
        doors = _enrolled(outbreaks[0].pk, lead, homes)
        _looked_after(lead, doors)
    _night(lead, doors, began, until)
    return len(doors)


def _enrolled(outbreak: int, lead: Reader, homes: int) -> list[int]:
    """The dwellings whose people are enrolled: spread over the community."""
    classes = protocol_in_force(outbreak).classes.values()
    stays = next((one for one in classes if one.phases[0].kind == "home"), None)
    if stays is None:
        return []
    found, people = list[int](), list[Joining]()
    every = list(registry.dwellings(lead, lead.areas[0]).values_list("pk", flat=True))
    for dwelling in every[:: max(1, len(every) // (homes * 2))]:
        inside = list(registry.residents(lead, dwelling).values_list("pk", flat=True)[:3])
        if inside and len(found) < homes:
            found.append(dwelling)
            anchor = clock.now() - timedelta(days=len(found) % 3 + 1)
            people += [Joining(one, anchor, {"demo": len(found)}) for one in inside]
    if people:
        origin = f"居家隔离名单 · {stays.zh}"
        programme.enrol(outbreak=outbreak, person_class=stays.name, people=people, origin=origin, by=BY)
    return found


def _looked_after(lead: Reader, doors: Sequence[int]) -> None:
    """Most homes are fit, told, and have a sensor; some wait for one step or the other; some need something."""
    serials = sensors.serials(len(doors))
    isolation.register(serials, by=BY)
    asked = list(rules.needs())
    for place, (dwelling, serial) in enumerate(zip(doors, serials, strict=True)):
        if place % 10 == 9:
            continue
        kept = list(rules.checklist())
        actions.check_home(dwelling=dwelling, kept=kept[1:] if place % 20 == 8 else kept, by=lead)
        if place % 10 < 8:
            actions.notify(dwelling=dwelling, by=lead)
        if place % 10 < 7:
            isolation.bind(serial=serial, dwelling=dwelling, consented=True, by=lead)
        if place % 6 == 0:
            actions.ask(dwelling=dwelling, kind=asked[place % len(asked)], said="", click=f"demo/{place}", by=lead)


def _night(lead: Reader, doors: Sequence[int], began: datetime, until: datetime) -> None:
    hours = (until - began) / timedelta(hours=1)
    said = sensors.day(sensors.serials(len(doors)), began, hours=hours)
    for at, batch in _strides(said, began, until):
        with clock.set_to(at):
            isolation.take([isolation.Message(one.serial, read(one.body())) for one in batch], by=BY)
            isolation.look_round()
            if at <= until - LEFT:
                _explained(lead, at)


def _explained(lead: Reader, at: datetime) -> None:
    for place, one in enumerate(isolation_queries.alerts(lead, state="open")):
        if one.alert.kind == "door_opened" and one.alert.opened_at <= at - EXPLAINED_AFTER:
            finding = ("airing", "waste", "delivery")[place % 3]
            isolation.explain(alert=one.alert.pk, how="call", finding=finding, by=lead)


def _strides(said: Sequence[Sent], began: datetime, until: datetime) -> Iterator[tuple[datetime, list[Sent]]]:
    """What was sent, a stride at a time, each with its end."""
    for number, some in groupby(said, key=lambda one: int((one.sent_at - began) / STRIDE)):
        at = began + (number + 1) * STRIDE
        if at <= until:
            yield at, list(some)
