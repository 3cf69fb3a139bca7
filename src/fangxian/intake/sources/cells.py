"""Values of a database as cells of a file, and as a cursor that is written down and read again."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from fangxian.lib import clock

_KINDS: Mapping[str, Callable[[str], Any]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "decimal": Decimal,
    "int": int,
    "str": str,
}


def cell(value: Any) -> str:
    """A value as a department would write it into a file: times by the clock on the wall, '' where nothing stands."""
    match value:
        case None:
            return ""
        case datetime():
            local = value.astimezone(clock.LOCAL).replace(tzinfo=None) if value.tzinfo else value
            return local.isoformat(sep=" ", timespec="seconds")
        case date():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
        case bytes() | memoryview():
            return bytes(value).decode("utf-8", "replace")
        case _:
            return str(value)


def encoded(value: Any) -> list[str]:
    """A value of a cursor as JSON can hold it, with its kind. TypeError for one that has no order to trust."""
    for name, kind in (("datetime", datetime), ("date", date), ("decimal", Decimal), ("int", int), ("str", str)):
        if isinstance(value, kind) and not isinstance(value, bool):
            return [name, value.isoformat() if isinstance(value, date) else str(value)]
    raise TypeError(type(value).__name__)


def decoded(said: list[str]) -> Any:
    """The value again."""
    return _KINDS[said[0]](said[1])
