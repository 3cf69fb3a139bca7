"""The end of what screening keeps under an outbreak (law 4)."""

import hashlib

from fangxian.identity import actions as identity
from fangxian.outbreak.purging import Destroyed
from fangxian.screening.models import Arrival, Judgement, Round, Standing, Stray
from fangxian.screening.queries import DATASET


def destroy(outbreak: int) -> Destroyed:
    """Destroys standings, strays, what was decided, the batches and their doubts; a round keeps its numbers."""
    rounds = list(Round.objects.filter(outbreak=outbreak).order_by("pk"))
    digest = hashlib.sha256()
    rows = 0
    for one in rounds:
        standings = Standing.rows.filter(round=one)
        for said in standings.order_by("pk").values_list("pk", "status", "row").iterator(20_000):
            digest.update(repr(said).encode())
        rows += standings._raw_delete(standings.db) or 0
        strays = Stray.rows.filter(round=one)
        rows += strays._raw_delete(strays.db) or 0
        batches = list(Arrival.objects.filter(round=one).values_list("batch", flat=True))
        digest.update(repr(batches).encode())
        rows += identity.forget(dataset=DATASET, batches=batches)
        rows += Arrival.objects.filter(round=one).delete()[0]
    rows += Judgement.objects.filter(outbreak=outbreak).delete()[0]
    Round.objects.filter(outbreak=outbreak).update(state=Round.State.CLOSED)
    return Destroyed(rows, digest.hexdigest())
