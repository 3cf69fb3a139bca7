"""The end of what programmes keep under an outbreak (law 4)."""

import hashlib

from fangxian.outbreak.purging import Destroyed
from fangxian.programme.models import Breach, Change, Enrolment, Listed, Obligation, Roll, Stage, Waiver


def destroy(outbreak: int) -> Destroyed:
    """Destroys an outbreak's enrolments with all that hangs on them; a list keeps its numbers."""
    digest = hashlib.sha256()
    enrolments = Enrolment.rows.filter(outbreak=outbreak)
    for said in enrolments.order_by("pk").values_list("pk", "person_class", "state").iterator(20_000):
        digest.update(repr(said).encode())
    rows = 0
    for rows_of in (
        Waiver.objects.filter(obligation__enrolment__outbreak=outbreak),
        Obligation.rows.filter(enrolment__outbreak=outbreak),
        Stage.objects.filter(enrolment__outbreak=outbreak),
        Breach.objects.filter(enrolment__outbreak=outbreak),
        Change.objects.filter(enrolment__outbreak=outbreak),
        Listed.rows.filter(roll__outbreak=outbreak),
    ):
        rows += rows_of._raw_delete(rows_of.db) or 0
    rows += enrolments._raw_delete(enrolments.db) or 0
    Roll.objects.filter(outbreak=outbreak).update(skipped={})
    return Destroyed(rows, digest.hexdigest())
