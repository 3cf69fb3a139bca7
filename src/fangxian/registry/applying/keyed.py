"""Rows that have a code of their own: the new are inserted, the changed updated, the others left alone."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models

from fangxian.registry.counts import Counts, Stamp
from fangxian.store import bulk
from fangxian.store.blocks import rows as rows_of

#: What the stamp adds to each row.
_STAMPED = ("source", "recorded_at", "verified_at")


def apply(
    model: type[models.Model], key: str, fields: Sequence[str], rows: Iterable[Sequence[Any]], stamp: Stamp
) -> tuple[Counts, dict[Any, int]]:
    """Applies rows of (key, fields...); answers counts, and the database key of every key there is.

    A field that a row leaves out (None) keeps its value. Of two rows with one key the later counts.
    """
    known = {one[1]: (one[0], one[2:]) for one in rows_of(model._default_manager.values_list("pk", key, *fields))}
    wanted = {row[0]: tuple(row[1:]) for row in rows}
    counts, new, changed = Counts(), [], []
    for code, said in wanted.items():
        if code not in known:
            new.append((code, said))
            continue
        pk, was = known[code]
        now = tuple(after if after is not None else before for before, after in zip(was, said, strict=True))
        if now == tuple(was):
            counts.unchanged += 1
        else:
            changed.append((pk, *now, stamp.source, stamp.at, stamp.at))
    keys = {code: pk for code, (pk, _) in known.items()}
    keys |= _inserted(model, key, fields, new, stamp)
    if changed:
        bulk.update(model, [*fields, *_STAMPED], changed)
    counts.inserted, counts.changed = len(new), len(changed)
    return counts, keys


def _inserted(
    model: type[models.Model], key: str, fields: Sequence[str], new: list[tuple[Any, tuple[Any, ...]]], stamp: Stamp
) -> dict[Any, int]:
    rows = [(code, *said) for code, said in new]
    pks = insert(model, [key, *fields], rows, stamp)
    return {code: pk for pk, (code, _) in zip(pks, new, strict=True)}


def insert(model: type[models.Model], fields: Sequence[str], rows: Sequence[Sequence[Any]], stamp: Stamp) -> list[Any]:
    """Inserts rows with the stamp; answers their database keys, in order."""
    own = model._meta.pk.attname
    same = {"source": stamp.source, "recorded_at": stamp.at, "verified_at": stamp.at}
    same |= _blanks(model, {*fields, *_STAMPED})
    if own in fields:
        bulk.insert(model, fields, rows, same)
        return [row[list(fields).index(own)] for row in rows]
    keys = list(bulk.reserve(model, len(rows)))
    bulk.insert(model, [own, *fields], ((pk, *row) for pk, row in zip(keys, rows, strict=True)), same)
    return keys


def _blanks(model: type[models.Model], given: set[str]) -> dict[str, Any]:
    """The columns that are not given and take no NULL, with their default."""
    left = [field for field in model._meta.concrete_fields if field.attname not in given and not field.primary_key]
    return {field.attname: field.get_default() for field in left if not field.null}
