"""A home that was looked at: whoever follows their home phase behind it stays there, or goes where their class says."""

from collections.abc import Collection

from django.db import transaction

from fangxian.programme import protocols, replanning, rules
from fangxian.programme.changes import Changes
from fangxian.programme.models import Enrolment


@transaction.atomic
def home_found(*, outbreak: int, people: Collection[int], fit: bool, by: str) -> int:
    """Draws up anew those whose class has another place for an unfit home (`unfit_home`); answers how many. Said again,
    it changes nothing. The protocol decides where to, and with what; whoever calls has asked who may say it."""
    told, moved = Changes(outbreak, by), 0
    found = Enrolment.rows.select_for_update().filter(outbreak=outbreak, person__in=people, state__in=rules.STANDING)
    for one in found.order_by("pk"):
        of = protocols.of(one.protocol_id).classes.get(one.person_class)
        if of is None or of.unfit_home is None or bool(one.evidence.get("unfit")) is (not fit):
            continue
        one.evidence = {**one.evidence, "unfit": not fit}
        one.save(update_fields=["evidence"])
        told.add(one.pk, one.person, "transferred", place=of.unfit_home if not fit else "home")
        replanning.replan(one.pk, told)
        moved += 1
    told.write()
    return moved
