"""From a row of a batch to what was made of it: the person whom it was found to be, what of them rests on it, the doors
and organisations, the facts, the tasks. Everything of a person passes the gate: whom the reader may not see is counted
as being elsewhere, and not named."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from fangxian.access.reader import Reader
from fangxian.catalogue import queries as catalogue
from fangxian.catalogue.queries import Batch, HeldRow
from fangxian.contracts import library
from fangxian.evidence import queries as evidence
from fangxian.exchange import rows
from fangxian.exchange.rows import Row
from fangxian.fieldwork import queries as fieldwork
from fangxian.identity import queries as identity
from fangxian.lake import batches
from fangxian.registry import queries as registry
from fangxian.registry.queries import Made

#: Datasets of places: the field by which one of theirs is known.
_PLACES = {
    "areas": "code",
    "boundaries": "code",
    "compounds": "compound",
    "dwellings": "dwelling",
    "organisations": "uscc",
}


@dataclass(frozen=True)
class Followed:
    """What became of a row.

    row        as it came; None where its cells lie sealed under an outbreak's key, it is held, or is not the reader's
    held       the row that waits, where it was held
    links      every link that it ever had, the last first
    doubt      whether it waits for somebody to say whose it is
    person     whom it belongs to, where the reader may open them; `elsewhere`: it belongs to somebody else
    made       what of the registries rests on it
    facts      (kind, when) of the facts that were made of it
    tasks      what was asked about the person since, in the reader's areas: they name nobody
    """

    row: Row | None = None
    held: HeldRow | None = None
    links: list[Any] = field(default_factory=list)
    doubt: bool = False
    person: int | None = None
    elsewhere: bool = False
    made: Sequence[Made] = ()
    facts: list[Any] = field(default_factory=list)
    tasks: list[Any] = field(default_factory=list)


def follow(batch: Batch, number: int, *, by: Reader) -> Followed | None:
    """What became of a row of a batch; None where it has no such row. That it was read is noted."""
    if not 1 <= number <= batch.rows:
        return None
    held = catalogue.held(batch.pk).filter(row=number).first()
    if held is not None:
        return Followed(held=held)
    name, source = (batch.dataset_id, batch.name), f"{batch.dataset_id}/{batch.name}"
    links = identity.history_of(*name, number)[::-1]
    linked = next((one.person for one in links if one.undone_at is None), None)
    person = registry.records_of(linked)[0] if linked is not None else None
    if person is not None and not registry.open_person(by, person, row=f"{source}/{number}"):
        return Followed(links=links, elsewhere=True)
    doubt = number in identity.waiting_rows(*name)
    row = None if doubt else _row(batch, number)
    if person is None:
        places = _places(by, batch, row)
        # A row that is nobody's, and no place's, may be anybody's.
        return Followed(row if places else None, links=links, doubt=doubt, made=places)
    return Followed(
        row,
        links=links,
        person=person,
        made=registry.made_from(by, person, source),
        facts=evidence.of_row(source, number),
        tasks=fieldwork.asked_of(by, registry.records_of(person)),
    )


def _row(batch: Batch, number: int) -> Row | None:
    if batch.dataset_id not in library.registers():
        return None
    return rows.row(batches.opened(settings.LAKE, batch.dataset_id, batch.name), number)


def _places(by: Reader, batch: Batch, row: Row | None) -> list[Made]:
    key = _PLACES.get(batch.dataset_id)
    if row is None or key is None:
        return []
    return registry.place_by_code(by, batch.dataset_id, row.says.get(key, ""))
