"""The whole registry for linking, seals opened: read by the exchange alone, which keeps it no longer than the linking.

This is the one place that opens the seals of everybody at once. An example holds all other rooms away from it.
"""

from collections.abc import Collection, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from fangxian.registry import records, sealing
from fangxian.registry.models import Area, Compound, Dwelling, Organisation, Person, Residence
from fangxian.registry.reading.lines import addresses
from fangxian.store import blocks, columns

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


#: A person as the table keeps them.
_SEALED = pa.schema(
    [
        *((name, pa.int64() if name == "pk" else pa.string()) for name in ("pk", "name", "number_kind", "sex")),
        *((name, pa.string()) for name in ("area_code", "status")),
        ("number_sealed", pa.binary()),
        ("phone_sealed", pa.binary()),
        ("born", pa.date32()),
    ]
)


def people(only: Collection[int] | None = None) -> Iterator[pa.RecordBatch]:
    """All, or `only` these, also who has died, for a dead person's number is nobody else's: PEOPLE, in blocks."""
    number, phone = sealing.number(), sealing.phone()
    homes, rows = addresses(only), Person.rows.order_by("pk")
    for block in columns.batches(rows if only is None else rows.filter(pk__in=only), _SEALED):
        said = {name: block[name] for name in ("name", "number_kind", "born", "area_code", "status")}
        said |= {
            "person": block["pk"],
            "number": number.open_all(block["number_sealed"].to_pylist()),
            "phone": phone.open_all(block["phone_sealed"].to_pylist()),
            "sex": pc.if_else(pc.equal(block["sex"], ""), None, block["sex"]),
            "address": [homes.get(pk) for pk in block["pk"].to_pylist()],
        }
        yield pa.RecordBatch.from_pydict(said, schema=PEOPLE)


def homes(only: Collection[int] | None = None) -> dict[int, int]:
    """Person -> the key of the dwelling where they live, or else are registered; of those (or `only` these) who have
    one."""
    found: dict[int, int] = {}
    standing = Residence.objects.filter(ended_recorded_at=None, dwelling__isnull=False).order_by("pk")
    standing = standing if only is None else standing.filter(person__in=records.with_all(only))
    kept = records.kept(only)
    for kind in ("registered", "lives"):
        rows = blocks.rows(standing.filter(kind=kind).values_list("person_id", "dwelling_id"))
        found.update(((kept.get(one, one), dwelling) for one, dwelling in rows) if kept else rows)
    return found


def dwellings() -> Iterator[pa.RecordBatch]:
    """Every dwelling: DWELLINGS, in blocks."""
    yield from columns.batches(Dwelling.objects.order_by("pk"), DWELLINGS, {"dwelling": "code", "grid": "area_code"})


def doors() -> Iterator[tuple[int, str, str]]:
    """(key, door as terms.addresses keys it, area) of every dwelling that has such a door."""
    yield from blocks.rows(Dwelling.objects.exclude(door="").order_by("pk").values_list("pk", "door", "area_code"))


def compounds() -> set[str]:
    """The codes of all compounds."""
    return set(Compound.objects.values_list("code", flat=True))


def organisations() -> Iterator[tuple[str, str, str, str]]:
    """(credit code, name, area of its first site or '', credit code of the entry that stands for it) of every entry of
    an organisation."""
    columns = ("uscc", "name", "sites__area_code", "kept__uscc")
    seen = set()
    for uscc, name, area, kept in blocks.rows(Organisation.objects.order_by("uscc", "sites__pk").values_list(*columns)):
        if uscc not in seen:
            seen.add(uscc)
            yield uscc, name, area or "", kept or uscc


def outlines() -> list[tuple[str, Any]]:
    """(code, polygon) of every grid that has an outline."""
    return list(Area.objects.filter(level="grid", polygon__isnull=False).values_list("code", "polygon"))


def root() -> str:
    """The code of the district, where the registry holds one and no more; else ''."""
    tops = list(Area.objects.filter(parent=None).values_list("code", flat=True)[:2])
    return tops[0] if len(tops) == 1 else ""
