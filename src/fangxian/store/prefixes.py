"""Texts that begin with a text, answered from the index on both databases."""

from typing import Any

from django.db import connection
from django.db.models import F, OrderBy, Q

#: Greater than whatever follows a prefix.
_LAST = "\U0010ffff"


def begins(field: str, text: str) -> Q:
    """The condition that a column begins with a text.

    SQLite compares by code point, so a range will do, while its LIKE knows no index. PostgreSQL compares as its locale
    says, so a range would not; there LIKE is answered by an index with `varchar_pattern_ops`.
    """
    if connection.vendor == "postgresql":
        return Q(**{f"{field}__startswith": text})
    return Q(**{f"{field}__gte": text, f"{field}__lt": text + _LAST})


def along(field: str) -> "OrderBy | str":
    """The order in which the index of `begins` holds a column: by code point. Whoever wants the first few of many that
    begin alike reads no further than these."""
    if connection.vendor == "postgresql":
        return _AsThePattern(F(field))
    return field


class _AsThePattern(OrderBy):
    """The order of `varchar_pattern_ops`: a plain ORDER BY asks for that of the locale, and would sort all of them."""

    # Django looks for a direction in whatever it orders by, and USING takes none: it finds one in the remark.
    template = "%(expression)s USING ~<~ /* ASC */"

    def as_sql(self, compiler: Any, connection: Any, template: str | None = None, **extra: Any) -> Any:
        """Always in this order, the least first."""
        return super().as_sql(compiler, connection, template=self.template, **extra)
