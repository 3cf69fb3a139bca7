"""Long lists a page at a time, by the key of the last row seen: the thousandth page costs what the first does."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import Q, QuerySet

#: Rows on a page.
SIZE = 50


@dataclass(frozen=True)
class Page:
    """Some rows; `after` is the key that asks for the next ('' on the last); `whole` how many there are in all."""

    rows: list[Any]
    after: str
    first: bool
    whole: int | None = None


def page(rows: QuerySet[Any], keys: Sequence[str], after: str, *, size: int = SIZE, whole: int | None = None) -> Page:
    """The rows after a key, in the order of `keys` ('-at', '-pk'): fields that are never null and end in a unique one.

    Raises BadRequest for a key that is none.
    """
    if after:
        rows = rows.filter(_beyond(keys, _read(after, len(keys))))
    found = list(rows.order_by(*keys)[: size + 1])
    more = len(found) > size
    found = found[:size]
    return Page(
        found, _written([getattr(found[-1], key.lstrip("-")) for key in keys]) if more else "", not after, whole
    )


def _beyond(keys: Sequence[str], values: Sequence[Any]) -> Q:
    """(a, b) after (1, 2): a > 1, or a = 1 and b > 2."""
    beyond, level = Q(), Q()
    for key, value in zip(keys, values, strict=True):
        field = key.lstrip("-")
        beyond |= level & Q(**{f"{field}__{'lt' if key.startswith('-') else 'gt'}": value})
        level &= Q(**{field: value})
    return beyond


def _written(values: list[Any]) -> str:
    plain = [value.isoformat() if isinstance(value, date | datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain, ensure_ascii=False).encode()).decode().rstrip("=")


def _read(after: str, many: int) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    except (ValueError, binascii.Error):
        raise BadRequest("not a key of a page") from None
    if not isinstance(values, list) or len(values) != many or not all(isinstance(one, str | int) for one in values):
        raise BadRequest("not a key of a page")
    return values
