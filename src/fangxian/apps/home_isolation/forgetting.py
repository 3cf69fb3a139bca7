"""The end of what home isolation keeps under an outbreak (law 4)."""

import hashlib

from fangxian.apps.home_isolation.models import Home, Need
from fangxian.outbreak.purging import Destroyed


def destroy(outbreak: int) -> Destroyed:
    """Destroys what is known of an outbreak's homes, and what they asked for."""
    digest = hashlib.sha256()
    rows = 0
    for found in (Home.rows.filter(outbreak=outbreak), Need.rows.filter(outbreak=outbreak)):
        for said in found.order_by("pk").values_list("pk", "dwelling").iterator(20_000):
            digest.update(repr(said).encode())
        rows += found.delete()[0]
    return Destroyed(rows, digest.hexdigest())
