"""What sources say of somebody and what does not stand, as a reader may see it; and how much of it there is."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.db.models import Count, QuerySet

from fangxian.access import gate
from fangxian.access.masks import MASKS
from fangxian.access.reader import Reader
from fangxian.access.scope import within
from fangxian.registry.models import Contradiction
from fangxian.registry.reading.lines import shown_number, shown_phone
from fangxian.registry.reading.provenance import source_of
from fangxian.registry.rules import rank


@dataclass(frozen=True)
class Contradicted:
    """A field of a person: what stands and whose word that is (dataset/batch, 'visit', 'correction'), what a dataset
    says otherwise, in which row of which batch; values as the reader may see them. `stronger`: the word that stands is
    believed more; else it is as good, and was told later."""

    pk: int
    person: int
    area_code: str
    field: str
    stands: str
    source: str
    says: str
    dataset: str
    batch: str
    row: int
    stronger: bool


def counted(reader: Reader) -> Counter[tuple[str, str]]:
    """(dataset, field) -> people of the reader's areas of whom the dataset says something else than stands."""
    found = _seen(reader).values_list("dataset", "field").annotate(many=Count("pk")).order_by()
    return Counter({(dataset, field): many for dataset, field, many in found})


def contradictions(reader: Reader, *, dataset: str = "", field: str = "") -> QuerySet[Contradiction]:
    """What a number of `counted` counts, each with its person at hand; before it is shown its people are noted
    (`contradicted`)."""
    narrowed = {name: value for name, value in (("dataset", dataset), ("field", field)) if value}
    return _seen(reader).filter(**narrowed).select_related("person").order_by("pk")


def contradicted(reader: Reader, rows: Collection[Contradiction]) -> list[Contradicted]:
    """Rows as the reader may see them, numbers and phones in part. Notes whom they show (gate.listed), and raises as
    that."""
    if rows:
        gate.listed(reader, kind="person", subjects=sorted({one.person_id for one in rows}), list="contradictions")
    return [_in_part(_contradicted(reader, one)) for one in rows]


def _in_part(one: Contradicted) -> Contradicted:
    """A line of a list, whatever the reader may see of one person: numbers and phones of many are nobody's task."""
    if one.field not in ("number", "phone"):
        return one
    kind: Literal["number", "phone"] = "number" if one.field == "number" else "phone"
    stands, says = (text if "*" in text or not text else MASKS[kind](text) for text in (one.stands, one.says))
    return replace(one, stands=stands, says=says)


def of_people(reader: Reader, people: Collection[int]) -> list[Contradicted]:
    """The same of all records of somebody who was read at the gate."""
    found = Contradiction.objects.filter(person__in=people).select_related("person").order_by("field", "dataset", "pk")
    return [_contradicted(reader, one) for one in found]


def _contradicted(reader: Reader, one: Contradiction) -> Contradicted:
    """One of them, for whom the reader's reading of is noted."""
    person, source = one.person, source_of(one.person, one.field)
    return Contradicted(
        one.pk,
        one.person_id,
        person.area_code,
        one.field,
        _shown(reader, one.field, getattr(person, one.field, None), getattr(person, f"{one.field}_sealed", None)),
        source,
        _shown(reader, one.field, one.value, one.value_sealed),
        one.dataset,
        one.batch,
        one.row,
        rank(one.field, source.split("/")[0]) < rank(one.field, one.dataset),
    )


def _seen(reader: Reader) -> QuerySet[Contradiction]:
    return Contradiction.objects.filter(within(reader.areas, "person__area_code"))


_OPENED = {"number": shown_number, "phone": shown_phone}


def _shown(reader: Reader, field: str, value: Any, sealed: bytes | memoryview | None) -> str:
    """A value of a field, as the reader may see it."""
    if field in _OPENED:
        return _OPENED[field](reader, sealed)
    text = "" if value is None else str(value)
    return text if field == "sex" else gate.show(reader, "name" if field == "name" else "born", text)
