"""Requests and grants as somebody may see them, who a grant reads as, and every use that was made of it."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet, Sum

from fangxian import contracts
from fangxian.access.faults import NotHere
from fangxian.access.reader import Reader
from fangxian.access.scope import within
from fangxian.contracts import Contract, library
from fangxian.lib import clock
from fangxian.sharing.ending import key_name
from fangxian.sharing.keys import admitted, come_to, cursor, refuse_ended
from fangxian.sharing.models import Decision, Grant, Rejection, Request, Use
from fangxian.sharing.owning import DECIDE, STAND_IN, Offices, ends
from fangxian.sharing.rules import aims, fields_of, is_personal, kind_of, limits, source_of, under_outbreak

__all__ = [
    "DECIDE",
    "STAND_IN",
    "WATCH",
    "Grant",
    "Request",
    "Use",
    "admitted",
    "aims",
    "come_to",
    "cursor",
    "fields_of",
    "is_personal",
    "key_name",
    "kind_of",
    "limits",
    "refuse_ended",
    "under_outbreak",
]
WATCH = "sharing.watch"
#: How a request stands -> which are so at a moment.
STATES = ("waiting", "standing", "over", "refused")


def every_contract() -> list[Contract]:
    """What departments could ask for, and what its contract does not share: whoever asks is told why."""
    return [contracts.load(name) for name in library.every()]


def offered() -> list[Contract]:
    """What may be asked for."""
    return [one for one in every_contract() if source_of(one) is not None and one.sharing != "not_shared"]


def requests(reader: Reader, state: str = "", *, ours: bool = False) -> QuerySet[Request]:
    """The reader's own requests and, for whoever decides or watches, those of their areas; the latest first; with
    `state`, those that stand so; `ours`: those that are the reader's to answer, or were."""
    mine = Q(asked_by=reader.account)
    seen = mine | within(reader.areas) if any(map(reader.can, (DECIDE, STAND_IN, WATCH))) else mine
    found = Request.objects.filter(seen).select_related("decision", "grant", "outbreak")
    if state:
        found = found.filter(_in_state(state, clock.now()))
    if ours:
        few = found.select_related(None).only("dataset", "area_code", "asked_by")
        found = found.filter(pk__in=Offices().of(reader, few))
    return found.order_by("-asked_at", "-pk")


def counts(reader: Reader, *, ours: bool = False) -> dict[str, int]:
    """State -> how many of the reader's requests stand so. Every request is in one of them."""
    found, now = requests(reader, ours=ours), clock.now()
    return {state: found.filter(_in_state(state, now)).count() for state in STATES}


def request(reader: Reader, number: int) -> Request:
    """One of them. Raises NotHere."""
    found = requests(reader).filter(pk=number).first()
    if found is None:
        raise NotHere.of("request")
    return found


def state_of(request: Request) -> str:
    """How a request stands now: 'waiting', 'refused', 'taken_back', 'coming' (granted, not begun), 'standing', 'over',
    'withdrawn', 'outbreak'."""
    decision: Decision | None = getattr(request, "decision", None)
    if decision is None:
        return "waiting"
    if decision.outcome != Decision.Outcome.GRANTED:
        return str(decision.outcome)
    grant, now = request.grant, clock.now()
    if grant.ended:
        return str(grant.ended)
    if grant.until <= now:
        return "over"
    return "coming" if grant.since > now else "standing"


def answerers(request: Request) -> tuple[str, ...]:
    """Who answers a request."""
    return tuple(Offices().answerers(request))


def may_answer(reader: Reader, request: Request) -> bool:
    """Whether somebody may answer a request that waits."""
    return request.asked_by != reader.account and Offices().answers(reader, request)


def may_end(reader: Reader, request: Request) -> bool:
    """Whether somebody may end the grant of a request."""
    return request.asked_by != reader.account and hasattr(request, "grant") and ends(reader, request.grant)


def decides(reader: Reader) -> bool:
    """Whether somebody answers requests at all."""
    return reader.can(DECIDE) or reader.can(STAND_IN)


def grants() -> QuerySet[Grant]:
    """The grants that stand now, of all areas. For the machine."""
    now = clock.now()
    found = Grant.objects.filter(ended_at=None, since__lte=now, until__gt=now)
    return found.select_related("request").order_by("pk")


def grants_under(outbreak: int) -> list[int]:
    """Every grant that an outbreak's data were shared by, whether it stands or not."""
    return list(Grant.objects.filter(request__outbreak=outbreak).order_by("pk").values_list("pk", flat=True))


def reader_of(grant: Grant) -> Reader:
    """Who a grant reads as: whoever asked for it, in its area and for its purpose, and with nothing else of theirs."""
    request = grant.request
    return Reader(
        account=request.asked_by,
        areas=(grant.area_code,),
        roles=("sharing",),
        may=frozenset({"people.export", "places.export", "organisations.export"}),
        purpose=request.purpose,
        purposes=(request.purpose,),
    )


def uses(grant: int) -> QuerySet[Use]:
    """What was given under a grant, the latest first."""
    return Use.objects.filter(grant=grant).order_by("-at", "-pk")


def given(grants: list[int]) -> dict[int, tuple[int, int]]:
    """Grant -> how many times something was given, and how many rows."""
    counted = Use.objects.filter(grant__in=grants).exclude(how=Use.How.WRITTEN).values("grant").order_by()
    rows = counted.annotate(times=Count("pk"), rows=Sum("rows")).values_list("grant", "times", "rows")
    return {grant: (times, many) for grant, times, many in rows}


def rejections(grant: int) -> QuerySet[Rejection]:
    """Why calls of a grant were turned away, by day, the latest first."""
    return Rejection.objects.filter(number=grant).order_by("-day", "why")


def last_written(grant: int) -> datetime | None:
    """When a file was last written for a grant."""
    return uses(grant).filter(how=Use.How.WRITTEN).values_list("at", flat=True).first()


def _in_state(state: str, now: datetime) -> Q:
    stands = Q(grant__ended_at=None, grant__until__gt=now)
    granted = Q(decision__outcome=Decision.Outcome.GRANTED)
    return {
        "waiting": Q(decision=None),
        "standing": granted & stands,
        "over": granted & ~stands,
        "refused": Q(decision__isnull=False) & ~granted,
    }[state]
