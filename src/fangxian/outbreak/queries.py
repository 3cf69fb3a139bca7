"""Which outbreaks there are, under which of them evidence may be kept, what applies under one, and what happened."""

from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.db.models import Q, QuerySet

from fangxian.access.queries import signatures
from fangxian.ledger.queries import events_of, told
from fangxian.lib.fault import Fault
from fangxian.lib.sealing import Seal
from fangxian.outbreak.events import ACTIVATED
from fangxian.outbreak.faults import NotInForce
from fangxian.outbreak.models import Outbreak, ProtocolVersion, PurgeRequest, RiskArea
from fangxian.outbreak.protocol import Protocol
from fangxian.outbreak.rules import retention_ends
from fangxian.store import acts

#: Of what an event says, the details that are accounts.
OFFICERS = ("proposed_by", "witness")


def all_outbreaks() -> QuerySet[Outbreak]:
    """Every outbreak, the latest first. They name nobody."""
    return Outbreak.objects.order_by("-starts_on", "-pk")


def active(area: str = "") -> list[Outbreak]:
    """The active outbreaks; with `area`, those that cover it."""
    standing = acts.once("active", lambda: list(Outbreak.objects.filter(state=Outbreak.State.ACTIVE)))
    standing = sorted(standing, key=lambda one: (one.starts_on, one.pk))
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


def refuse_other_keys() -> None:
    """Raises a Fault where the key of an outbreak is not the one that it was activated with, but another database's:
    nothing that was kept could be read, and what came would lie under two keys. One that is missing is missed where it
    is wanted: a purge begins with it."""
    folder = settings.KEYRING.folder
    for outbreak in Outbreak.objects.filter(state__in=(Outbreak.State.ACTIVE, Outbreak.State.CLOSED)).order_by("pk"):
        key = key_name(outbreak.pk)
        activated = events_of("outbreak", outbreak.pk).filter(kind=ACTIVATED).first()
        mark = activated.payload.get("key") if activated else None
        if mark and settings.KEYRING.holds(key) and settings.KEYRING.mark(key) != mark:
            raise Fault(
                en=f"The key '{key}' in {folder} is not the one of this database's outbreak {outbreak.pk}, but of "
                "another database: put back the key folder that belongs to it, or name it in FANGXIAN_KEYS. Nothing "
                "was changed.",
                zh=f"{folder} 中的密钥“{key}”不属于本数据库的 {outbreak.pk} 号疫情，而属于另一数据库："
                "请恢复与之配套的密钥目录，或用 FANGXIAN_KEYS 指明其位置。未作任何改动。",
            )


def versions(outbreak: int) -> QuerySet[ProtocolVersion]:
    """Every protocol of an outbreak, the latest first: what is proposed, in force, superseded."""
    return ProtocolVersion.objects.filter(outbreak=outbreak).order_by("-number")


def outbreak_of(version: int) -> int | None:
    """The outbreak of a version; None where there is no such version."""
    return ProtocolVersion.objects.filter(pk=version).values_list("outbreak", flat=True).first()


def current_versions() -> dict[int, list[ProtocolVersion]]:
    """Outbreak -> its protocol in force and the change that waits, of every outbreak."""
    found: dict[int, list[ProtocolVersion]] = {}
    superseded = ProtocolVersion.State.SUPERSEDED
    for one in ProtocolVersion.objects.exclude(state=superseded).defer("content").order_by("number"):
        found.setdefault(one.outbreak_id, []).append(one)
    return found


def version_in_force(outbreak: int) -> int | None:
    """The key of the version that new enrolments of an outbreak take; None where none is in force."""
    found = versions(outbreak).filter(state=ProtocolVersion.State.IN_FORCE, outbreak__state=Outbreak.State.ACTIVE)
    return acts.once(("in force", outbreak), lambda: found.values_list("pk", flat=True).first())


def versions_in_use(outbreak: int) -> list[int]:
    """The keys of the versions that are, or were, in force: of those people may be under."""
    found = versions(outbreak).exclude(in_force_from=None)
    return acts.once(("in use", outbreak), lambda: list(found.values_list("pk", flat=True)))


def protocol_in_force(outbreak: int) -> Protocol:
    """What applies under an active outbreak. Raises NotInForce."""
    version = version_in_force(outbreak)
    if version is None:
        raise NotInForce(
            en="No protocol is in force under this outbreak: two people have to activate it first.",
            zh="该疫情没有生效的防控方案：须先由两人启动。",
        )
    return protocol(version)


def protocol(version: int) -> Protocol:
    """The protocol of a version, in force or not. Raises ProtocolVersion.DoesNotExist."""
    found = ProtocolVersion.objects.values_list("digest", flat=True)
    return _read(version, acts.once(("digest", version), lambda: found.get(pk=version)))


@lru_cache(maxsize=64)
def _read(version: int, digest: str) -> Protocol:
    """`digest`, of what never changes, so that no other content is taken for it."""
    return Protocol.of(ProtocolVersion.objects.values_list("content", flat=True).get(pk=version, digest=digest))


def risk_areas(outbreak: int | None = None) -> QuerySet[RiskArea]:
    """The risk areas of an outbreak, or of all, the latest first; each with its steps."""
    found = RiskArea.objects.select_related("outbreak").prefetch_related("steps").order_by("-since", "-pk")
    return found if outbreak is None else found.filter(outbreak=outbreak)


def levels_at(area: str, at: datetime) -> list[RiskArea]:
    """The risk areas that an area lies in, as they held at a moment; of all outbreaks, the smallest area first."""
    unpublished = (RiskArea.State.PROPOSED, RiskArea.State.APPROVED)
    held = RiskArea.objects.filter(since__lte=at).exclude(state__in=unpublished)
    above = [area[:digits] for digits in range(1, len(area) + 1)]
    found = held.filter(Q(ended_at=None) | Q(ended_at__gt=at), area_code__in=above)
    return sorted(found, key=lambda one: (-len(one.area_code), one.pk))


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
