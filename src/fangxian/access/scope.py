"""A query of people without a reader fails closed: it is refused before the database is asked.

`Person.objects.seen_by(reader)` is the only way that pages, exports and applications read people. The room that keeps
the table writes and rebuilds through its plain manager (`rows`); an example holds every other room away from it.
"""

from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.models import Q

from fangxian.access.reader import Reader
from fangxian.access.watch import people_were_read

#: By what people may be counted without any of them being read.
SHARED = {"area_code", "sex", "status", "kind", "group", "level"}


class UnscopedError(RuntimeError):
    """A query of people was about to run without saying who reads."""


class ScopedQuerySet(models.QuerySet[Any]):
    """Rows with an `area_code`, readable only after `seen_by`."""

    _seen = False

    def seen_by(self, reader: Reader) -> Self:
        """The rows of the reader's areas."""
        seen = self.filter(within(reader.areas))
        seen._seen = True
        return seen

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone._seen = self._seen
        return clone

    def _checked(self) -> None:
        if not self._seen:
            raise UnscopedError(f"{self.model.__name__}: say who reads, with seen_by(reader)")

    def _fetch_all(self) -> None:
        self._checked()
        super()._fetch_all()
        if self._result_cache and not self._counts_only():
            people_were_read()

    def _counts_only(self) -> bool:
        """Whether the rows are counts by something that many share: they tell of nobody."""
        return isinstance(self.query.group_by, tuple) and set(self.query.values_select) <= SHARED

    def iterator(self, chunk_size: int | None = None) -> Any:
        self._checked()
        people_were_read()
        return super().iterator(chunk_size)

    def count(self) -> int:
        self._checked()
        return super().count()

    def exists(self) -> bool:
        self._checked()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._checked()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        raise UnscopedError(f"{self.model.__name__}: is changed by its own room's actions")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise UnscopedError(f"{self.model.__name__}: is changed by its own room's actions")


class Scoped(models.Manager.from_queryset(ScopedQuerySet)):  # type: ignore[misc]
    """The manager of everything that belongs to a person."""

    use_in_migrations = False


def within(areas: Iterable[str], field: str = "area_code") -> Q:
    """The condition that a code begins with one of the prefixes; none at all matches nothing, the empty one all.

    A range, not LIKE: both databases answer it from the index.
    """
    found = Q(pk__in=[])
    for area in areas:
        if not area:
            return Q(pk__isnull=False)
        found |= Q(**{f"{field}__gte": area, f"{field}__lt": following(area)})
    return found


def following(prefix: str) -> str:
    """The least text that is greater than every code with this prefix: 230108 -> 230109."""
    return str(int(prefix) + 1).zfill(len(prefix))
