"""The whole registry for linking, seals opened: read by the exchange alone, which keeps it no longer than the linking.

This is the one place that opens the seals of everybody at once. An example holds all other rooms away from it.
"""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from fangxian.registry import sealing
from fangxian.registry.models import Dwelling, Person
from fangxian.registry.reading.lines import addresses

_STRIDE = 20_000

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
    """Everybody who has not died: PEOPLE, in blocks."""
    number, phone = sealing.number(), sealing.phone()
    columns = ("pk", "name", "number_sealed", "number_kind", "phone_sealed", "born", "sex", "area_code", "status")
    rows = Person.rows.exclude(status="died").order_by("pk").values_list(*columns)
    for block in _blocks(rows.iterator(_STRIDE)):
        homes = addresses([row[0] for row in block])
        yield pa.RecordBatch.from_pylist(
            [
                {
                    "person": row[0],
                    "name": row[1],
                    "number": number.open(bytes(row[2])) if row[2] else None,
                    "number_kind": row[3],
                    "phone": phone.open(bytes(row[4])) if row[4] else None,
                    "born": row[5],
                    "sex": row[6] or None,
                    "area_code": row[7],
                    "status": row[8],
                    "address": homes.get(row[0]),
                }
                for row in block
            ],
            schema=PEOPLE,
        )


def dwellings() -> Iterator[pa.RecordBatch]:
    """Every dwelling: DWELLINGS, in blocks."""
    rows = Dwelling.objects.order_by("pk").values_list("code", "address", "door", "area_code")
    for block in _blocks(rows.iterator(_STRIDE)):
        yield pa.RecordBatch.from_pylist(
            [dict(zip(DWELLINGS.names, row, strict=True)) for row in block], schema=DWELLINGS
        )


def _blocks(rows: Iterator[Any]) -> Iterator[list[Any]]:
    block = []
    for row in rows:
        block.append(row)
        if len(block) == _STRIDE:
            yield block
            block = []
    if block:
        yield block
