"""What applies under an outbreak: a first protocol with its activation, and each change of it, by two people. Whoever
is enrolled stays on the version they were enrolled with."""

from django.db import transaction
from django.db.models import Max

from fangxian.access.reader import Reader
from fangxian.access.two_people import refuse_unless_two
from fangxian.lib import clock
from fangxian.outbreak import events, packs, rules
from fangxian.outbreak.faults import NotThatFar
from fangxian.outbreak.models import Outbreak, ProtocolVersion
from fangxian.outbreak.overlays import NONE, Overlay
from fangxian.outbreak.permission import allowed, in_state, moved_on, told
from fangxian.outbreak.resolving import resolve

PROPOSED, IN_FORCE = ProtocolVersion.State.PROPOSED, ProtocolVersion.State.IN_FORCE


def first(outbreak: Outbreak, *, pack: str, overlay: Overlay, by: Reader) -> ProtocolVersion:
    """The version with which an outbreak is proposed; approving the one approves the other. Raises PackFault."""
    return _made(outbreak, pack=pack, overlay=overlay, by=by)


@transaction.atomic
def propose_protocol(*, outbreak: int, pack: str, overlay: Overlay = NONE, by: Reader) -> ProtocolVersion:
    """Asks for a change of an active outbreak's protocol; nothing changes until another person approves. Raises
    PackFault, NotAllowed, and NotThatFar while another change waits or where nothing would change."""
    found = in_state(outbreak, Outbreak.State.ACTIVE)
    allowed(by, "outbreak.propose", found.area_code)
    if found.protocols.filter(state=PROPOSED).exists():
        raise NotThatFar(
            en="Another change of this protocol waits: approve it or take it back first.",
            zh="已有一项方案变更待批准：请先批准或撤回。",
        )
    made = _made(found, pack=pack, overlay=overlay, by=by)
    in_force = found.protocols.filter(state=IN_FORCE).first()
    if in_force is not None and in_force.digest == made.digest:
        raise NotThatFar(
            en="This is what is in force already: change a figure first.", zh="与现行方案完全相同：请先修改内容。"
        )
    told(events.PROTOCOL_PROPOSED, found, by, number=made.number, pack=pack)
    return made


@transaction.atomic
def approve_protocol(*, version: int, by: Reader) -> ProtocolVersion:
    """The second person's act: from now on new enrolments take this version."""
    found = _waiting(version)
    allowed(by, "outbreak.approve", found.outbreak.area_code)
    refuse_unless_two(found.proposed_by, by.account)
    return put_in_force(found, by=by)


@transaction.atomic
def withdraw_protocol(*, version: int, by: Reader) -> None:
    """Takes a change back before it is approved; it leaves its event, and no row."""
    found = _waiting(version)
    allowed(by, "outbreak.propose", found.outbreak.area_code)
    told(events.PROTOCOL_WITHDRAWN, found.outbreak, by, number=found.number, proposed_by=found.proposed_by)
    found.delete()


def put_in_force(version: ProtocolVersion, *, by: Reader) -> ProtocolVersion:
    """Ends the version before, and begins this one. Whoever calls has made sure of the second person."""
    now = clock.now()
    version.outbreak.protocols.filter(state=IN_FORCE).update(state=ProtocolVersion.State.SUPERSEDED, in_force_to=now)
    version.state, version.approved_by, version.in_force_from = IN_FORCE, by.account, now
    version.save(update_fields=["state", "approved_by", "in_force_from"])
    told(
        events.PROTOCOL_IN_FORCE, version.outbreak, by, number=version.number, pack=version.pack, version=version.pk,
        proposed_by=version.proposed_by,
    )  # fmt: skip
    return version


def _made(outbreak: Outbreak, *, pack: str, overlay: Overlay, by: Reader) -> ProtocolVersion:
    chosen = packs.named(pack)
    content = resolve(chosen, overlay).data()
    last = outbreak.protocols.aggregate(last=Max("number"))["last"] or 0
    return ProtocolVersion.objects.create(
        outbreak=outbreak,
        number=last + 1,
        pack=pack,
        pack_digest=chosen.digest,
        overlay=overlay.data(),
        content=content,
        digest=rules.content_digest(content),
        proposed_by=by.account,
    )


def _waiting(version: int) -> ProtocolVersion:
    found = ProtocolVersion.objects.select_for_update(of=("self",)).filter(pk=version, state=PROPOSED).first()
    if found is None:
        raise moved_on()
    in_state(found.outbreak_id, Outbreak.State.ACTIVE)
    return found
