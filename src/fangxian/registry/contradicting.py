"""What each source last said of somebody, held against what stands: where they differ is kept, with who says it.

What stands is the registry's, what was said lies in the lake: `exchange.contradictions` brings it here. Nothing is
worked out from what was kept before, so that the same comes of it whenever it is done (law 8).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import batched
from typing import Any

from django.db import transaction

from fangxian.registry import sealing
from fangxian.registry.models import Contradiction, Person, PersonKey, Unsettled
from fangxian.store import bulk

#: So many people are asked for in one statement.
STRIDE = 5_000
#: Characters that are kept of a word.
_LONGEST = 64
_SEALED = {"number": sealing.number, "phone": sealing.phone}


@dataclass(frozen=True, slots=True)
class Word:
    """What the latest batch of a dataset that lists somebody says of them, from its first row on; None: nothing."""

    person: int
    dataset: str
    batch: str
    row: int
    name: str | None
    sex: str | None
    born: date | None
    number: str | None
    phone: str | None


def unsettle(people: Collection[int]) -> None:
    """Has people settled soon: of them something changed. Within the caller's transaction."""
    bulk.insert(Unsettled, ["person_id"], [(one,) for one in people])


def waiting() -> list[int]:
    """Who is to be settled."""
    return sorted(set(Unsettled.objects.values_list("person_id", flat=True)))


def waits() -> bool:
    """Whether anybody is to be settled."""
    return Unsettled.objects.exists()


def everybody() -> list[int]:
    """Every record."""
    return list(Person.rows.order_by("pk").values_list("pk", flat=True))


def contradicted(people: Mapping[int, object], dataset: str) -> set[int]:
    """Those of some people of whom a word of a dataset is kept that does not stand."""
    found = Contradiction.objects.filter(dataset=dataset)
    if len(people) <= STRIDE:
        found = found.filter(person__in=list(people))
    return {one for one in found.values_list("person_id", flat=True) if one in people}


@transaction.atomic
def settle(people: Sequence[int], words: Iterable[Word]) -> int:
    """Keeps of some people what is said otherwise than it stands, and nothing else; answers how many words that are."""
    # Before anything is read: whoever changes meanwhile waits again.
    for some in batched(people, STRIDE):
        Unsettled.objects.filter(person__in=some).delete()
    said: dict[int, list[Word]] = {}
    for one in words:
        said.setdefault(one.person, []).append(one)
    kept = 0
    for some in batched(people, STRIDE):
        Contradiction.objects.filter(person__in=some).delete()
        rows = list(_differing(some, said))
        columns = ["person_id", "field", "dataset", "batch", "row", "value", "value_sealed"]
        kept += bulk.insert(Contradiction, columns, rows) if rows else 0
    return kept


def _differing(people: Sequence[int], said: Mapping[int, list[Word]]) -> Iterator[tuple[Any, ...]]:
    rows = Person.rows.filter(pk__in=people).values_list("pk", "name", "sex", "born")
    standing: dict[int, dict[str, Any]] = {pk: {"name": name, "sex": sex, "born": born} for pk, name, sex, born in rows}
    keys = PersonKey.objects.filter(person__in=people, kind__in=_SEALED)
    for pk, kind, key in keys.values_list("person_id", "kind", "key"):
        standing[pk][kind] = bytes(key)
    for pk in people:
        for word in said.get(pk, ()):
            for field, value in _fields(word):
                stands = standing.get(pk, {}).get(field)
                if stands and _compared(field, value) != stands:
                    yield pk, field, word.dataset, word.batch, word.row, *_kept(field, value)


def _fields(word: Word) -> Iterator[tuple[str, Any]]:
    for field in ("name", "sex", "born", "number", "phone"):
        value = getattr(word, field)
        if value:
            yield field, value


def _compared(field: str, value: Any) -> Any:
    return _SEALED[field]().index(value) if field in _SEALED else value


def _kept(field: str, value: Any) -> tuple[str, bytes | None]:
    return ("", _SEALED[field]().close(value)) if field in _SEALED else (str(value)[:_LONGEST], None)
