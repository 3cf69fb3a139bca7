"""Organisations that were entered twice: which entry stands for which (`kept` of its table). Rows, sites, posts stay
with the entry that they name; whoever reads of one reads of all entries of it. What a table has here follows from
`identity`'s merges, and can be made of them anew (law 8); when each was believed stands there.
"""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import models


def kept(table: type[models.Model], keys: Collection[int] | None = None) -> dict[int, int]:
    """Entry -> the one that stands for it, of all that another stands for (`keys`: of some)."""
    found = _rows(table).exclude(kept=None)
    found = found if keys is None else found.filter(pk__in=keys)
    return dict(found.values_list("pk", "kept_id"))


def with_all(table: type[models.Model], keys: Collection[int]) -> set[int]:
    """Entries, and all others of the same."""
    stand = {*keys, *kept(table, keys).values()}
    return {*stand, *_rows(table).filter(kept__in=stand).values_list("pk", flat=True)}


def of(table: type[models.Model], key: int) -> tuple[int, ...]:
    """All entries of one, the kept one first."""
    stands = kept(table, [key]).get(key, key)
    return (stands, *_rows(table).filter(kept=stands).order_by("pk").values_list("pk", flat=True))


def hold(table: type[models.Model], keys: Collection[int]) -> None:
    """Holds entries until the transaction ends, so that nobody else decides of them meanwhile."""
    wanted = _rows(table).select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    list(wanted.values_list("pk"))


def stand_for(table: type[models.Model], stands: Mapping[int, int | None]) -> list[int]:
    """Entry -> the one that stands for it from now on, None: it stands for itself. Answers every entry concerned; none
    where all stood so already."""
    before = kept(table, stands)
    changed = {one: now for one, now in stands.items() if before.get(one) != now}
    for now in {*changed.values()}:
        _rows(table).filter(pk__in=[one for one, stood in changed.items() if stood == now]).update(kept=now)
    stood = (one for key in changed for one in (before.get(key), changed[key]))
    return sorted({*changed, *(one for one in stood if one is not None)})


def _rows(table: type[models.Model]) -> "models.QuerySet[Any]":
    return table._default_manager.all()
