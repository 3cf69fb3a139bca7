"""Acts on somebody who is followed: permission, change and event together. What restricts takes two people elsewhere
(enrolling); what is here lifts, moves, or ends."""

from collections.abc import Collection
from itertools import batched
from typing import Any

from django.db import transaction

from fangxian.access.faults import NotAllowed, NotHere
from fangxian.access.reader import Reader
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.programme import enrolling, tasks
from fangxian.programme.changes import Changes
from fangxian.programme.models import Enrolment, Obligation, Waiver
from fangxian.programme.wanting import unmet
from fangxian.programme.words import refuse_unknown

#: What one may do who waives, transfers, releases.
VERB = "programme.manage"


@transaction.atomic
def waive(*, obligation: int, reason: str, by: Reader) -> Waiver:
    """Says why one thing need not be done. Raises NotHere, NotAllowed, a Fault for what is not open or overdue."""
    refuse_unknown("waivers", reason)
    found = _due(obligation, by)
    if found.state not in (Obligation.State.OPEN, Obligation.State.OVERDUE):
        raise Fault(en="This is not due any more: load the page again.", zh="该事项已不在应做状态：请刷新页面。")
    told = Changes(found.enrolment.outbreak_id, by.account)
    wanting = found.state == Obligation.State.OVERDUE and found.fact is None
    made = Waiver.objects.create(obligation=found, reason=reason, by=by.account)
    Obligation.rows.filter(pk=found.pk).update(state=Obligation.State.WAIVED, fact=None, met_at=None)
    source = f"obligation/{found.pk}"
    told.lays(found.enrolment_id, found.person, "waived", source=source, effects=(), reason=reason, duty=found.duty)
    if wanting:
        tasks.spare(unmet([found.pk]), outbreak=told.outbreak, by=by.account)
    told.write()
    return made


@transaction.atomic
def unwaive(*, obligation: int, by: Reader) -> None:
    """Takes that back: it is due again, and what is known decides it. Raises as `waive`."""
    found = _due(obligation, by)
    standing = Waiver.objects.filter(obligation=found, undone_at=None)
    if standing.update(undone_at=clock.now(), undone_by=by.account):
        Obligation.rows.filter(pk=found.pk).update(state=Obligation.State.OPEN)
        told = Changes(found.enrolment.outbreak_id, by.account)
        told.add(found.enrolment_id, found.person, "unwaived", obligation=found.pk, duty=found.duty)
        told.write()


@transaction.atomic
def transfer(*, enrolment: int, place: str, by: Reader) -> Enrolment:
    """Moves somebody to another place; their days run on. Raises NotHere, NotAllowed, a Fault for who is not followed
    any more."""
    found = followed(enrolment, by)
    before, found.place = found.place, place.strip()[:64]
    if before != found.place:
        found.save(update_fields=["place"])
        found.stages.filter(number__gte=max(found.stage, 1)).update(place=found.place)
        tell(found, by, "transferred", place=found.place, before=before)
    return found


@transaction.atomic
def approve_release(*, enrolment: int, by: Reader) -> Enrolment:
    """Lets go somebody whose conditions hold. Raises as `transfer`, and a Fault for whom they do not hold."""
    found = followed(enrolment, by)
    if found.state != Enrolment.State.RELEASE_DUE:
        raise Fault(
            en="The conditions of release do not hold (yet): the page says which.",
            zh="尚不具备解除条件：页面列有未具备的条件。",
        )
    return _close(found, by, "released", "conditions_approved")


@transaction.atomic
def release(*, enrolment: int, reason: str, by: Reader) -> Enrolment:
    """Lets somebody go, or ends their follow-up, before its end and with a reason of the closed list. Raises as
    `transfer`."""
    refuse_unknown("closed", reason)
    found = followed(enrolment, by)
    return _close(found, by, "released" if reason == "early" else "ended", reason)


@transaction.atomic
def leave(*, outbreak: int, person_class: str, people: Collection[int], reason: str, by: str) -> int:
    """Ends the follow-up of people in a class of its own accord: what it rested on stands no more; answers how many.
    Raises a Fault for a reason that is not on the closed list."""
    refuse_unknown("closed", reason)
    standing = Enrolment.rows.filter(outbreak=outbreak, person_class=person_class, state__in=("active", "release_due"))
    rows = [
        row for some in batched(sorted(people), 500)
        for row in standing.filter(person__in=some).values_list("pk", "person")
    ]  # fmt: skip
    enrolling.close(rows, state="ended", reason=reason, what="ended", outbreak=outbreak, by=by)
    return len(rows)


@transaction.atomic
def end_all(*, outbreak: int, reason: str, by: str) -> int:
    """Ends all follow-up of an outbreak; answers how many people's. By the outbreak's end."""
    standing = Enrolment.rows.filter(outbreak=outbreak, state__in=("active", "release_due"))
    rows = list(standing.values_list("pk", "person"))
    enrolling.close(rows, state="ended", reason=reason, what="ended", outbreak=outbreak, by=by)
    return len(rows)


def _close(found: Enrolment, by: Reader, state: str, reason: str) -> Enrolment:
    what = "released" if state == "released" else "ended"
    rows = [(found.pk, found.person)]
    enrolling.close(rows, state=state, reason=reason, what=what, outbreak=found.outbreak_id, by=by.account)
    found.refresh_from_db()
    return found


def followed(enrolment: int, by: Reader) -> Enrolment:
    """Somebody who is followed, of the areas of who may act on them, held until the transaction ends. Raises NotHere,
    NotAllowed, a Fault for who is not followed any more."""
    found = Enrolment.rows.select_for_update().filter(pk=enrolment).first()
    if found is None or not by.covers(found.area_code):
        raise NotHere.of("enrolment")
    if not by.can(VERB):
        raise NotAllowed.of(VERB)
    if found.state not in (Enrolment.State.ACTIVE, Enrolment.State.RELEASE_DUE):
        raise Fault(
            en="This person is not followed any more: load the page again.", zh="此人已不在纳管中：请刷新页面。"
        )
    return found


def _due(obligation: int, by: Reader) -> Obligation:
    found = Obligation.rows.select_related("enrolment").filter(pk=obligation).first()
    if found is None:
        raise NotHere.of("obligation")
    followed(found.enrolment_id, by)
    return found


def tell(found: Enrolment, by: Reader, what: str, **said: Any) -> None:
    """Appends one change of an enrolment that lays and lifts nothing."""
    told = Changes(found.outbreak_id, by.account)
    told.add(found.pk, found.person, what, **said)
    told.write()
