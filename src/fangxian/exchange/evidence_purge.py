"""Destroys the files of evidence that lie sealed under an outbreak, for the purge (law 4)."""

import hashlib

from fangxian.exchange import evidence
from fangxian.lake import sealed
from fangxian.outbreak.purging import Destroyed


def destroy(outbreak: int) -> Destroyed:
    """Counts and removes them. Called again after a crash, it removes what is left."""
    rows, hashes = evidence.kept(outbreak)
    for home in evidence.homes(outbreak):
        sealed.clear(home)
    return Destroyed(rows, hashlib.sha256(repr(hashes).encode()).hexdigest())
