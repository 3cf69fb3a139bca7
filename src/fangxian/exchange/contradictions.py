"""What departments' files say of people, against what stands of them: the latest batch of each dataset that lists
somebody, by the links that stand, read from the lake as it lies (law 2)."""

from collections.abc import Collection, Iterator, Mapping
from itertools import batched
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings

from fangxian.catalogue import queries as catalogue
from fangxian.identity import queries as identity
from fangxian.lake import batches
from fangxian.registry import contradicting
from fangxian.registry.contradicting import Word
from fangxian.terms import resident_id

#: What a row says of who somebody is, where it says it.
_COLUMNS = ("row", "name", "sex", "born", "id_key", "document", "phone")
#: Everybody is settled anew so many at a time.
_BLOCK = 20_000


def settle_waiting() -> int:
    """Settles whoever waits for it; answers how many they were. The caller's transaction, or its own."""
    people = contradicting.waiting()
    for some in batched(people, _BLOCK):
        contradicting.settle(some, _words(some))
    return len(people)


def rebuild() -> int:
    """Settles everybody anew (law 8); answers how many words there are that do not stand."""
    return sum(contradicting.settle(some, _words(some)) for some in batched(contradicting.everybody(), _BLOCK))


def _words(people: Collection[int]) -> Iterator[Word]:
    """What is said of some people, of each dataset by its latest batch that lists them."""
    wanted: dict[tuple[str, str], dict[int, int]] = {}
    order = catalogue.promotion_order()
    latest: dict[tuple[int, str], tuple[int, str, list[int]]] = {}
    for person, dataset, batch, row in identity.rows_of(people):
        # What is being brought in is in no order yet: it is the latest.
        place, key = order.get((dataset, batch), len(order)), (person, dataset)
        known = latest.get(key)
        if known is None or place > known[0]:
            latest[key] = (place, batch, [row])
        elif place == known[0]:
            known[2].append(row)
    for (person, dataset), (_, batch, rows) in latest.items():
        wanted.setdefault((dataset, batch), {}).update(dict.fromkeys(rows, person))
    for (dataset, batch), rows_of in wanted.items():
        yield from _read(dataset, batch, rows_of)


def _read(dataset: str, batch: str, rows: Mapping[int, int]) -> Iterator[Word]:
    path: Path = settings.LAKE / dataset / batch / batches.ACCEPTED
    if not path.is_file():
        # That a batch is not where it belongs is for the doctor to say: nobody can tell what it said.
        return
    there = set(pq.read_schema(path).names)
    table = pq.read_table(path, columns=[name for name in _COLUMNS if name in there])
    found = table.filter(pc.is_in(table["row"], pa.array(sorted(rows), table["row"].type)))
    said: dict[int, dict[str, Any]] = {}
    for one in sorted(found.to_pylist(), key=lambda one: one["row"]):
        whole = one | {"number": _number(one)}
        first = said.setdefault(rows[one["row"]], whole)
        for name, value in whole.items():
            if first.get(name) in (None, ""):
                first[name] = value
    for person, one in said.items():
        phone = one.get("phone")
        yield Word(
            person, dataset, batch, one["row"], one.get("name"), one.get("sex"), one.get("born"), one["number"],
            str(phone) if phone else None,
        )  # fmt: skip


def _number(one: Mapping[str, Any]) -> str | None:
    key = one.get("id_key")
    return resident_id.text(key) if key is not None else one.get("document")
