"""The end of what screening keeps under an outbreak (law 4)."""

import hashlib

from fangxian.identity import actions as identity
from fangxian.outbreak.purging import Destroyed
from fangxian.screening.models import Arrival, Box, Judgement, LaboratoryFile, Round, Sample, Standing, Stray, Tube
from fangxian.screening.queries import DATASET


def destroy(outbreak: int) -> Destroyed:
    """Destroys standings, strays, tubes with who is in them, what was decided, the batches and their doubts; a round
    keeps its numbers."""
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
        samples = Sample.rows.filter(round=one)
        for sampled in samples.order_by("pk").values_list("pk", "tube").iterator(20_000):
            digest.update(repr(sampled).encode())
        rows += samples._raw_delete(samples.db) or 0
        for table in (LaboratoryFile, Tube, Box):
            rows += table.objects.filter(round=one).delete()[0]
        batches = list(Arrival.objects.filter(round=one).values_list("batch", flat=True))
        digest.update(repr(batches).encode())
        rows += identity.forget(dataset=DATASET, batches=batches)
        rows += Arrival.objects.filter(round=one).delete()[0]
    rows += Judgement.objects.filter(outbreak=outbreak).delete()[0]
    Round.objects.filter(outbreak=outbreak).update(state=Round.State.CLOSED)
    return Destroyed(rows, digest.hexdigest())
