"""The end of what is kept of codes under an outbreak (law 4). The days' figures, which name nobody, stay."""

import hashlib
from typing import Any

from django.db.models import QuerySet

from fangxian.healthcode import statistics
from fangxian.healthcode.colouring import rebuild
from fangxian.healthcode.models import Answer, Appeal, Attachment, KeptGround, Line, Proposal, Restriction, Turn
from fangxian.outbreak.purging import Destroyed


def destroy(outbreak: int) -> Destroyed:
    """Destroys an outbreak's restrictions, their grounds, turns, proposals and appeals; nobody's code shows anything of
    them then."""
    statistics.publish(outbreak)
    digest = hashlib.sha256()
    restrictions = Restriction.rows.filter(outbreak=outbreak)
    for said in restrictions.order_by("pk").values_list("pk", "source", "ended_for").iterator(20_000):
        digest.update(repr(said).encode())
    tables: tuple[QuerySet[Any], ...] = (
        Answer.objects.filter(appeal__restriction__outbreak=outbreak),
        Attachment.objects.filter(appeal__restriction__outbreak=outbreak),
        Appeal.rows.filter(restriction__outbreak=outbreak),
        Line.rows.filter(proposal__outbreak=outbreak),
        Proposal.objects.filter(outbreak=outbreak),
        Turn.rows.filter(outbreak=outbreak),
        KeptGround.rows.filter(outbreak=outbreak),
    )
    rows = sum(found.delete()[0] for found in tables)
    rows += restrictions._raw_delete(restrictions.db) or 0
    rebuild()
    return Destroyed(rows, digest.hexdigest())
