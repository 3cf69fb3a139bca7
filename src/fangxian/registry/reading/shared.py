"""The registries as other offices are given them: some fields of some rows, a page at a time by key.

Each row is in the reader's areas, each field is shown as it was granted (access.gate), and nothing else is read: a seal
that nobody asked for stays closed. Whoever calls notes the rows before they go anywhere.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from fangxian.access import gate
from fangxian.access.reader import Kind, Reader, Shown
from fangxian.access.scope import within
from fangxian.registry import sealing
from fangxian.registry.applying.whereabouts import MERGED
from fangxian.registry.models import Area, Compound, Dwelling, Person
from fangxian.registry.reading.lines import addresses
from fangxian.registry.reading.organisations import counted_sites

#: Who is in no list of residents any more, and records of which another of the same person is kept.
_GONE = ("moved_out", "died", MERGED)


@dataclass(frozen=True)
class Slice:
    """Some rows in the order of their keys, and the keys of the records that they show (the gate's `kind`; '': of what
    tells of nobody)."""

    kind: str
    subjects: Sequence[object]
    rows: list[tuple[Any, ...]]
    last: str  # the key of the last row, '' where there is none


@dataclass(frozen=True)
class _Register:
    """A registry's rows: of which table, and each field of its contract by the column that it is read from."""

    kind: str
    found: Callable[[Reader], "QuerySet[Any]"]
    columns: Mapping[str, str]
    subject: str = "pk"


_AT = {"longitude": "longitude", "latitude": "latitude"}
_OF_ORGANISATIONS = ("uscc", "name", "kind", "industry", "status", "established")
#: Of an entry that another stands for, what that other says.
_AS_KEPT = {
    f"kept_{name}": Coalesce(F(f"organisation__kept__{name}"), F(f"organisation__{name}"))
    for name in ("pk", *_OF_ORGANISATIONS)
}
_REGISTERS: Mapping[str, _Register] = {
    "residents": _Register(
        "person",
        lambda reader: Person.objects.seen_by(reader).exclude(status__in=_GONE),
        {
            "person": "pk", "name": "name", "sex": "sex", "birth_date": "born", "id_number": "number_sealed",
            "phone": "phone_sealed", "address": "pk", "grid": "area_code",
        },
    ),
    "dwellings": _Register(
        "dwelling",
        lambda reader: Dwelling.objects.filter(within(reader.areas)),
        {
            "dwelling": "code", "compound": "building__compound__code",
            "compound_name": "building__compound__name", "building": "building__name", "unit": "unit",
            "floor": "floor", "room": "room", "kind": "kind", "grid": "area_code", "address": "address",
            "longitude": "building__longitude", "latitude": "building__latitude",
        },
    ),
    "compounds": _Register(
        "compound",
        lambda reader: Compound.objects.filter(within(reader.areas)),
        {"compound": "code", "name": "name", "community": "area_code", "address": "address", **_AT},
    ),
    "organisations": _Register(
        "organisation",
        lambda reader: counted_sites().filter(within(reader.areas)).annotate(**_AS_KEPT),
        {**{name: f"kept_{name}" for name in _OF_ORGANISATIONS}, "address": "address", **_AT},
        "kept_pk",
    ),
    "areas": _Register(
        "", lambda reader: Area.objects.filter(within(reader.areas, "code")), {"code": "code", "name": "name"}
    ),
}  # fmt: skip
#: What of a person is shown as the gate shows it.
_KINDS: Mapping[str, Kind] = {
    "name": "name", "birth_date": "born", "id_number": "number", "phone": "phone", "address": "address",
}  # fmt: skip


def shared(dataset: str, reader: Reader, fields: Mapping[str, Shown], *, after: str = "", limit: int) -> Slice:
    """At most `limit` rows behind the key `after`, each with `fields` in their order. `dataset` is one of
    registry.rules.SHARED."""
    register = _REGISTERS[dataset]
    rows = register.found(reader).order_by("pk")
    if after:
        rows = rows.filter(pk__gt=after)
    wanted = [register.columns[name] for name in fields]
    found = list(rows.annotate(of=F(register.subject)).values_list("pk", "of", *wanted)[:limit])
    keys = [row[0] for row in found]
    columns = [
        _shown(dataset, name, shown, [row[place] for row in found], keys)
        for place, (name, shown) in enumerate(fields.items(), 2)
    ]
    subjects = list(dict.fromkeys(row[1] for row in found)) if register.kind else []
    return Slice(register.kind, subjects, list(zip(*columns, strict=True)), str(keys[-1]) if keys else "")


def _shown(dataset: str, name: str, shown: Shown, values: list[Any], keys: list[int]) -> Iterator[Any]:
    """A column as it was granted; what is of nobody is shown as it is."""
    if dataset != "residents" or name not in _KINDS:
        return iter(values)
    if name in ("id_number", "phone"):
        seal = sealing.number() if name == "id_number" else sealing.phone()
        values = seal.open_all(values)
    elif name == "address":
        at = addresses(keys)
        values = [at.get(key) for key in keys]
    kind = _KINDS[name]
    return (gate.shown_as(shown, kind, value) for value in values)
