"""Texts that begin with a text, answered from the index on both databases."""

from django.db import connection
from django.db.models import Q

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
