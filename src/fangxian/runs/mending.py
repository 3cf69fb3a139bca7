"""Held rows are mended: somebody writes their cells anew, and they go as a file through the same contract and the same
load as all others. What is held again is told and changes nothing.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import transaction

from fangxian import contracts
from fangxian.access.reader import Kind, Reader
from fangxian.catalogue import actions as catalogue
from fangxian.catalogue import queries
from fangxian.catalogue.queries import Batch, HeldRow
from fangxian.catalogue.settling import NotSettled, waiting
from fangxian.contracts import library
from fangxian.contracts.field import Field
from fangxian.contracts.reasons import all_reasons
from fangxian.exchange import held
from fangxian.exchange.workfolders import inbox
from fangxian.lake import batches
from fangxian.lib.fault import Fault
from fangxian.pipelines.clean import clean, held_of

#: What a personal field says -> how the gate calls it; what is not here is shown with the name.
KINDS: dict[str, Kind] = {
    "id_number": "number",
    "phone": "phone",
    "address": "address",
    "birth_date": "born",
    "category": "groups",
}
#: Of these datasets all that is no name, number, phone or address tells of a key group.
_GROUPS = "key_groups"


def cells(row: HeldRow) -> dict[str, str]:
    """Field -> cell of a held row as it came. The caller masks them and notes that they were read."""
    return held.cells(batches.opened(settings.LAKE, row.batch.dataset_id, row.batch.name), row.row)


def became(row: HeldRow) -> dict[str, str]:
    """Field -> what was written in its place, of a row that was mended; {} of any other. To be masked as `cells`."""
    if row.mended_by is None:
        return {}
    correction = batches.opened(settings.LAKE, row.mended_by.dataset_id, row.mended_by.name)
    said = held.written(correction, queries.place_in_correction(row))
    return {one.name: said.get(one.label, "") for one in contracts.load(row.batch.dataset_id).fields}


def refuse_unfit(row: HeldRow) -> None:
    """Raises NotSettled for a row that cannot be mended, with the sentence that says why."""
    dataset = row.batch.dataset_id
    if dataset not in library.registers() or any(one.term == "polygon" for one in contracts.load(dataset).fields):
        raise NotSettled(
            en="This row is no line of a table: ask the sender for another file.",
            zh="该行不是表格数据，不能在此更正：请报送单位重报。",
        )
    if row.batch.state != row.batch.State.PROMOTED:
        raise NotSettled(
            en="The batch is not in the registry yet: mend its rows when it is.",
            zh="所属批次尚未入库：入库后才能更正其中的行。",
        )
    if queries.is_overtaken(row.batch):
        raise NotSettled(
            en="A later list of everybody has come since: what this row says may be old. Settle it as not needed, or "
            "send it back.",
            zh="此后已有新的全量文件入库，该行内容可能已过时：请标为无需处理，或退回报送单位。",
        )


def mend(*, row: int, said: Mapping[str, str], by: Reader) -> None:
    """Writes some cells of a held row anew; the others stay as they came. The correction waits to be loaded
    (runs.loading.go_on).

    Raises NotAllowed, NotSettled (settled meanwhile, or as refuse_unfit), and the Fault of the row where it is
    held again.
    """
    found = waiting(row=row, by=by)
    refuse_unfit(found)
    correction = _corrected(found, cells(found) | dict(said))
    with transaction.atomic():
        entry = held.mirrored(correction, by=by.account)
        catalogue.mended(row=row, correction=entry, by=by)


@dataclass(frozen=True)
class Amended:
    """Rows of a batch that were written anew: those that are mended, and those that are held again, with why."""

    mended: list[HeldRow] = field(default_factory=list)
    again: list[tuple[HeldRow, Fault]] = field(default_factory=list)


def amend(batch: Batch, said: Mapping[HeldRow, Mapping[str, str]], *, by: Reader, only_judge: bool = False) -> Amended:
    """Writes many held rows of a batch anew, all their cells: what is right goes as one batch, which waits to be loaded
    (runs.loading.go_on); what would be held again stays as it is. The same again changes nothing (law 7).

    only_judge   says what would become of them, and does nothing

    Raises NotAllowed, NotSettled as refuse_unfit.
    """
    rows = sorted(said, key=lambda one: one.row)
    if not rows:
        return Amended()
    refuse_unfit(rows[0])
    wrong = _judged(batch, [said[one] for one in rows])
    good = [one for place, one in enumerate(rows, 1) if place not in wrong]
    outcome = Amended(good, [(one, wrong[place]) for place, one in enumerate(rows, 1) if place in wrong])
    if good and not only_judge:
        correction = _corrected(good[0], *(said[one] for one in good))
        with transaction.atomic():
            entry = held.mirrored(correction, by=by.account)
            for one in good:
                catalogue.mended(row=one.pk, correction=entry, by=by)
    return outcome


def kind_of(dataset: str, field: Field) -> Kind | None:
    """How the gate calls what a field says of a person; None for what says nothing of anybody."""
    if field.classification == "allow":
        return None
    if field.term in KINDS and (field.term != "category" or dataset == _GROUPS):
        return KINDS[field.term]
    return "groups" if dataset == _GROUPS and field.term != "name" else "name"


def _judged(batch: Batch, rows: Sequence[Mapping[str, str]]) -> dict[int, Fault]:
    """Place (from 1) -> why a row would be held; one in which nothing stands is none."""
    empty = {place for place, cells in enumerate(rows, 1) if not any(value.strip() for value in cells.values())}
    full = [place for place in range(1, len(rows) + 1) if place not in empty]
    en, zh = all_reasons()["blank"].said(None)
    found = dict.fromkeys(empty, Fault(en=en, zh=zh))
    if full:
        with inbox(f"{Path(batch.file).stem}.csv") as path:
            mapping = _written(path, batch.dataset_id, [rows[place - 1] for place in full])
            wrong = held_of(path, dataset=batch.dataset_id, lake=settings.LAKE, mapping=mapping)
        found |= {full[place - 1]: fault for place, fault in wrong.items()}
    return found


def _corrected(row: HeldRow, *said: Mapping[str, str]) -> batches.Batch:
    """The batch that rows become, called after the first of them."""
    batch = row.batch
    with inbox(f"{Path(batch.file).stem}-{row.row}.csv") as path:
        mapping = _written(path, batch.dataset_id, said)
        manifest = clean(
            path, dataset=batch.dataset_id, lake=settings.LAKE, sender=batch.sender, mapping=mapping, none_held=True
        )
    return batches.opened(settings.LAKE, batch.dataset_id, manifest.batch)


def _written(path: Path, dataset: str, rows: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Writes rows under the contract's own labels; gives the map of those."""
    fields = contracts.load(dataset).fields
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([one.label for one in fields])
        writer.writerows([said.get(one.name, "") for one in fields] for said in rows)
    return {one.name: one.label for one in fields}
