"""A small district under an outbreak whose protocol lays codes: what the examples of codes begin with."""

from datetime import datetime, timedelta

from tests.small_district import Size, build

from fangxian.access.models import Account, Appointment
from fangxian.access.reader import Reader
from fangxian.healthcode import actions
from fangxian.healthcode.actions import Ground
from fangxian.healthcode.models import Restriction
from fangxian.lib import clock
from fangxian.outbreak import actions as outbreak
from fangxian.outbreak.models import ProtocolVersion
from fangxian.outbreak.protocol import Effect, Protocol
from fangxian.outbreak.queries import version_in_force
from fangxian.outbreak.rules import content_digest

AT = datetime(2022, 9, 10, 9, tzinfo=clock.LOCAL)
DISTRICT = "230108"
MAY = frozenset({"outbreak.propose", "outbreak.approve", "outbreak.close", "outbreak.purge", "codes.read"})
BY_HAND = frozenset({"codes.read", "codes.people", "codes.propose", "codes.approve", "codes.answer", "people.read"})
EFFECTS = {
    "red_positive": Effect("red", "positive_test", 168),
    "red_contact": Effect("red", "close_contact", 168),
    "yellow_untested": Effect("yellow", "round_untested", 72),
    "yellow_overdue": Effect("yellow", "test_overdue", 72),
    "hold_pool": Effect(None, "pool_positive", 24),
}
ROUNDS = {"untested": ("yellow_untested",), "positive": ("red_positive",), "pool": ("hold_pool",)}


def protocol(*, codes_on: bool = True) -> Protocol:
    """A protocol with nothing but effects, and what rounds lead to."""
    return Protocol(pack="EX", overlay="", codes_on=codes_on, classes={}, effects=EFFECTS, rounds=ROUNDS)


def officer(name: str, *, made_by: str = "", may: frozenset[str] = MAY | BY_HAND, area: str = DISTRICT) -> Reader:
    """Somebody in office, with an account."""
    Account.objects.get_or_create(username=name, defaults={"created_by": made_by, "name": name})
    return Reader(name, areas=(area,), may=may, roles=("investigator",), purposes=("case_investigation",),
                  purpose="case_investigation", sees=(("name", "whole"),))  # fmt: skip


def administrator(name: str) -> Reader:
    """Somebody who keeps accounts, and tries to do more."""
    made = officer(name)
    account = Account.objects.get(username=name)
    Appointment.objects.create(account=account, role="administrator", area=DISTRICT, made_by="setup")
    return made


def activated(*, codes_on: bool = True) -> int:
    """An outbreak of the district, activated by two people, with the protocol in force."""
    made = outbreak.propose(
        name="九月疫情", disease="covid_19", legal_basis="infectious_diseases_law", area_code=DISTRICT,
        starts_on=AT.date(), by=officer("li"),
    )  # fmt: skip
    key = outbreak.approve(outbreak=made.pk, by=officer("wang")).pk
    put_in_force(key, protocol(codes_on=codes_on))
    return key


def put_in_force(outbreak: int, content: Protocol) -> int:
    """Puts a protocol in the place of the one in force, as two people would have."""
    before = ProtocolVersion.objects.get(outbreak=outbreak, state="in_force")
    ProtocolVersion.objects.filter(pk=before.pk).update(state="superseded", in_force_to=clock.now())
    return ProtocolVersion.objects.create(
        outbreak_id=outbreak, number=before.number + 1, pack="EX", pack_digest="0" * 64, content=content.data(),
        digest=content_digest(content.data()), state="in_force", proposed_by="li",
        approved_by="wang", in_force_from=clock.now(),
    ).pk  # fmt: skip


def district(size: Size | None = None) -> None:
    """The people, and what their codes show before anything has happened."""
    build(size or Size(1, 1, 2, 2))
    actions.rebuild()


def ground(
    person: int, effect: str = "red_positive", *, evidence: str = "fact/1", source: str = "", **more: object
) -> Ground:
    """Why somebody comes under an effect."""
    said = {"until": None} | more
    return Ground(person, source or f"example/{effect}", (effect,), (evidence,), "example", **said)  # type: ignore[arg-type]


def laid(outbreak: int, *grounds: Ground) -> list[Restriction]:
    """What began."""
    before = {one.pk for one in Restriction.rows.all()}
    version = version_in_force(outbreak)
    assert version is not None
    actions.lay(grounds, outbreak=outbreak, version=version, issuer="system")
    return list(Restriction.rows.exclude(pk__in=before).order_by("pk"))


def later(**much: float) -> datetime:
    """A moment after AT."""
    return AT + timedelta(**much)
