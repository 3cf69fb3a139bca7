"""The whole registry for linking, seals opened: read by the exchange alone, which keeps it no longer than the linking.

This is the one place that opens the seals of everybody at once. An example holds all other rooms away from it.
"""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from django.db.models import TextField
from django.db.models.functions import Cast

from fangxian.registry import sealing
from fangxian.registry.models import Area, Compound, Dwelling, Organisation, Person, Residence
from fangxian.registry.reading.lines import addresses
from fangxian.store import blocks

PEOPLE = pa.schema(
    [
        ("person", pa.int64()),
        ("name", pa.string()),
        ("number", pa.string()),
        ("number_kind", pa.string()),
        ("phone", pa.string()),
        ("born", pa.date32()),
        ("sex", pa.string()),
        ("area_code", pa.string()),
        ("status", pa.string()),
        ("address", pa.string()),
    ]
)
DWELLINGS = pa.schema(
    [("dwelling", pa.string()), ("address", pa.string()), ("door", pa.string()), ("grid", pa.string())]
)


def people() -> Iterator[pa.RecordBatch]:
    """Everybody, also who has died, for a dead person's number is nobody else's: PEOPLE, in blocks."""
    number, phone = sealing.number(), sealing.phone()
    # As text: a column of dates is read at once, where the database's driver would read each.
    born = Cast("born", TextField())
    columns = ("pk", "name", "number_sealed", "number_kind", "phone_sealed", born, "sex", "area_code", "status")
    rows = Person.rows.order_by("pk").values_list(*columns)
    homes = addresses()
    for block in blocks.blocks(rows):
        pks, names, numbers, kinds, phones, births, sexes, areas, statuses = zip(*block, strict=True)
        said = {
            "person": pks,
            "name": names,
            "number": [number.open(bytes(sealed)) if sealed else None for sealed in numbers],
            "number_kind": kinds,
            "phone": [phone.open(bytes(sealed)) if sealed else None for sealed in phones],
            "born": pa.array(births, pa.string()).cast(pa.date32()),
            "sex": [sex or None for sex in sexes],
            "area_code": areas,
            "status": statuses,
            "address": [homes.get(pk) for pk in pks],
        }
        yield pa.RecordBatch.from_pydict(said, schema=PEOPLE)


def homes() -> dict[int, int]:
    """Person -> the key of the dwelling where they live, or else are registered; of those who have one."""
    found: dict[int, int] = {}
    standing = Residence.objects.filter(ended_recorded_at=None, dwelling__isnull=False).order_by("pk")
    for kind in ("registered", "lives"):
        found.update(blocks.rows(standing.filter(kind=kind).values_list("person_id", "dwelling_id")))
    return found


def dwellings() -> Iterator[pa.RecordBatch]:
    """Every dwelling: DWELLINGS, in blocks."""
    rows = Dwelling.objects.order_by("pk").values_list("code", "address", "door", "area_code")
    for block in blocks.blocks(rows):
        columns = [pa.array(column, pa.string()) for column in zip(*block, strict=True)]
        yield pa.RecordBatch.from_arrays(columns, schema=DWELLINGS)


def doors() -> Iterator[tuple[int, str, str]]:
    """(key, door as terms.addresses keys it, area) of every dwelling that has such a door."""
    yield from blocks.rows(Dwelling.objects.exclude(door="").order_by("pk").values_list("pk", "door", "area_code"))


def compounds() -> set[str]:
    """The codes of all compounds."""
    return set(Compound.objects.values_list("code", flat=True))


def organisations() -> Iterator[tuple[str, str, str]]:
    """(credit code, name, area of its first site or '') of every organisation."""
    rows = Organisation.objects.order_by("uscc", "sites__pk").values_list("uscc", "name", "sites__area_code")
    seen = set()
    for uscc, name, area in blocks.rows(rows):
        if uscc not in seen:
            seen.add(uscc)
            yield uscc, name, area or ""


def outlines() -> list[tuple[str, Any]]:
    """(code, polygon) of every grid that has an outline."""
    return list(Area.objects.filter(level="grid", polygon__isnull=False).values_list("code", "polygon"))


def root() -> str:
    """The code of the district, where the registry holds one and no more; else ''."""
    tops = list(Area.objects.filter(parent=None).values_list("code", flat=True)[:2])
    return tops[0] if len(tops) == 1 else ""
