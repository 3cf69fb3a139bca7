"""Which index a query takes, where a database without statistics takes the wrong one."""

from typing import Any

from django.db.models import F, Value
from django.db.models.lookups import Exact


def checked(field: str, value: Any) -> Exact:
    """A condition on a whole number for which no index is taken: rows that another condition finds are checked.

    SQLite thinks that five hundred people are more than one outbreak, and would read all that lies under it.
    """
    return Exact(F(field) + Value(0), value)
