"""Which outbreaks there are, under which of them evidence may be kept, and what happened to one."""

from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from fangxian.access.queries import signatures
from fangxian.ledger.queries import events_of, told
from fangxian.lib.sealing import Seal
from fangxian.outbreak.faults import NotInForce
from fangxian.outbreak.models import Outbreak, PurgeRequest
from fangxian.outbreak.rules import retention_ends

#: Of what an event says, the details that are accounts.
OFFICERS = ("proposed_by", "witness")


def all_outbreaks() -> QuerySet[Outbreak]:
    """Every outbreak, the latest first. They name nobody."""
    return Outbreak.objects.order_by("-starts_on", "-pk")


def active(area: str = "") -> list[Outbreak]:
    """The active outbreaks; with `area`, those that cover it."""
    standing = Outbreak.objects.filter(state=Outbreak.State.ACTIVE).order_by("starts_on", "pk")
    return [one for one in standing if area.startswith(one.area_code) or not area]


def key_name(outbreak: int) -> str:
    """The name of an outbreak's key in the key folder."""
    return f"outbreaks/{outbreak}"


def seal(outbreak: int, purpose: str) -> Seal:
    """Seals and opens what is kept under an outbreak. Raises as `key_in_force`."""
    return Seal(key_in_force(outbreak), purpose)


def key_in_force(outbreak: int) -> bytes:
    """The key under which an outbreak's evidence lies. Raises NotInForce unless it is active, or closed and not yet
    purged (what was kept is still read, until its end)."""
    found = Outbreak.objects.filter(pk=outbreak).first()
    if found is None or found.state not in (Outbreak.State.ACTIVE, Outbreak.State.CLOSED):
        raise NotInForce(
            en="No outbreak is in force under which this could be kept: two people have to activate one first.",
            zh="没有生效的疫情，不得留存此类数据：须先由两人启动疫情。",
        )
    key: bytes = settings.KEYRING.key(key_name(outbreak))
    return key


def purge_due(outbreak: Outbreak) -> datetime | None:
    """From when an outbreak's evidence has to be destroyed; None while it is not closed."""
    return retention_ends(outbreak.closed_at, outbreak.retention_days) if outbreak.closed_at else None


def request_of(outbreak: int) -> PurgeRequest | None:
    """Who asked for an outbreak's purge, and when; None where nobody has."""
    return PurgeRequest.objects.filter(outbreak=outbreak).first()


def history(outbreak: int, language: str) -> list[tuple[datetime, str]]:
    """When what happened to an outbreak, as sentences in 'zh' or 'en', in which officers sign as themselves."""
    found = list(events_of("outbreak", outbreak))
    said: list[dict[str, str]] = [
        {"actor": one.actor} | {key: str(one.payload[key]) for key in OFFICERS if key in one.payload} for one in found
    ]
    signed = signatures(name for officers in said for name in officers.values())
    return [
        (event.at, told(event, language, **{key: signed.get(name, name) for key, name in officers.items()}))
        for event, officers in zip(found, said, strict=True)
    ]
