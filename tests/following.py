"""Follow-up as examples need it: a protocol in force, people, their enrolment."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from tests.registering import lay_out, people
from tests.screening_rounds import activated

from fangxian.access.reader import Reader
from fangxian.lib import clock
from fangxian.outbreak.protocol import Duty, Effect, PersonClass, Phase, Protocol, Release, Violation
from fangxian.outbreak.rules import content_digest
from fangxian.programme import actions, enrolling, rolls
from fangxian.programme.actions import Joining
from fangxian.programme.models import Roll

NOW = datetime(2022, 9, 9, 10, tzinfo=clock.LOCAL)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MAY = frozenset({"programme.read", "programme.enrol", "programme.manage", "people.read"})
OFFICER = Reader("li", areas=("230108",), may=MAY, purpose="isolation")
SECOND = Reader("zhao", areas=("230108",), may=MAY, purpose="isolation")
TEST = Duty("test", "test", days=(1, 3), grace_hours=12, unmet=("task", "yellow_unmet"))
CLOSE = PersonClass(
    name="close_contact", zh="密切接触者", en="close contact", clock_start="last_exposure",
    phases=(
        Phase("home", 3, (TEST, Duty("temperature", "temperature", at_hours=(8, 20))), effect="yellow_home"),
        Phase("health_monitoring", 2, (Duty("test", "test", days=(2,), unmet=("task",)),)),
    ),
    day1_offset=1,
    violations=(
        Violation("positive", ("task", "red_case", "class:case")),
        Violation("suspect", ("task", "hold")),
        Violation("fever", ("call", "phase:quarantine_site")),
        Violation("door_opened", ("task",)),
    ),
    release=Release(("period_over", "duties_met", "all_negative", "no_symptom"), "approver"),
    unfit_home="quarantine_site",
)  # fmt: skip
DRUGS = PersonClass(
    name="fever_drug_buyer", zh="购买四类药人员", en="buyer of fever drugs", clock_start="purchase",
    phases=(Phase("follow_up", 3, (Duty("test", "test", within_hours=72, unmet=("task", "call")),)),),
    release=Release(("duties_met",)),
)  # fmt: skip
WORKER = PersonClass(
    name="cold_chain", zh="冷链从业人员", en="cold chain worker", clock_start="report",
    phases=(Phase("follow_up", 10, (Duty("test", "test", every_hours=48, grace_hours=24),)),),
)  # fmt: skip
CASE = PersonClass(
    name="case", zh="病例", en="case", clock_start="report", phases=(Phase("hospital", 7, (), effect="red_case"),),
    release=Release(("period_over",), "approver"),
)  # fmt: skip
PROTOCOL = Protocol(
    pack="CN-9", overlay="examples", codes_on=True,
    classes={one.name: one for one in (CLOSE, DRUGS, WORKER, CASE)},
    effects={
        "yellow_home": Effect("yellow", "isolation"), "yellow_unmet": Effect("yellow", "unmet", 72),
        "red_case": Effect("red", "case"), "hold": Effect(None, "suspect", 24),
    },
)  # fmt: skip


def begun(monkeypatch: pytest.MonkeyPatch, *names: str, protocol: Protocol = PROTOCOL) -> tuple[int, list[int]]:
    """An outbreak under the protocol, in a small district with people of these names; the outbreak and their keys."""
    from fangxian.registry.models import Person

    lay_out()
    people(*({"newcomer": number, "name": name} for number, name in enumerate(names, 1)))
    outbreak = activated(monkeypatch)
    two_who_may(monkeypatch)
    in_force(outbreak, protocol)
    known = dict(Person.rows.values_list("name", "pk"))
    return outbreak, [known[name] for name in names]


def in_force(outbreak: int, protocol: Protocol = PROTOCOL) -> int:
    """Puts a protocol in force, as two people would have; answers its version."""
    from fangxian.outbreak.models import ProtocolVersion

    ProtocolVersion.objects.filter(outbreak=outbreak, state="in_force").update(state="superseded")
    number = ProtocolVersion.objects.filter(outbreak=outbreak).count() + 1
    return ProtocolVersion.objects.create(
        outbreak_id=outbreak, number=number, pack=protocol.pack, pack_digest="", content=protocol.data(),
        digest=content_digest(protocol.data()), state="in_force", proposed_by="wu",
        approved_by="zheng", in_force_from=clock.now(),
    ).pk  # fmt: skip


def two_who_may(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two accounts are two people where their names differ: the rule itself is access's, and tried there."""
    from fangxian.access.two_people import NotTwoPeople

    def refuse(first: str, second: str) -> None:
        if not second or first == second:
            raise NotTwoPeople(en="somebody else has to", zh="须由另一人")

    monkeypatch.setattr(enrolling, "refuse_unless_two", refuse)
    monkeypatch.setattr(rolls, "refuse_unless_two", refuse)


def enrolled(
    outbreak: int, persons: Sequence[int], person_class: str = "close_contact", *, anchor: datetime = NOW,
    origin: str = "list/1", by: Reader | str = "system", **evidence: object,
) -> Roll:  # fmt: skip
    """Those people enrolled."""
    joining = [Joining(one, anchor, {"row": one} | evidence) for one in persons]
    second = SECOND.account if isinstance(by, Reader) else ""
    return actions.enrol(
        outbreak=outbreak, person_class=person_class, people=joining, origin=origin, by=by, second=second
    )
