"""The end of what the inbox keeps under an outbreak (law 4)."""

import hashlib

from fangxian.evidence.models import Fact, Held
from fangxian.outbreak.purging import Destroyed


def destroy(outbreak: int) -> Destroyed:
    """Destroys an outbreak's facts, and what was held of it."""
    digest = hashlib.sha256()
    facts = Fact.rows.filter(outbreak=outbreak)
    for said in facts.order_by("pk").values_list("pk", "source", "row").iterator(20_000):
        digest.update(repr(said).encode())
    held = Held.objects.filter(outbreak=outbreak)
    rows = (facts._raw_delete(facts.db) or 0) + (held._raw_delete(held.db) or 0)
    return Destroyed(rows, digest.hexdigest())
