"""What becomes of a held row: it is not needed (and why), goes back to its sender, or is mended by a batch of one row.

A row that is settled stays a held row with its settlement, so that a batch's counts add up as before (law 1). What is
not a mending can be taken back; a mending is in the registry, and is undone as whatever is in the registry is.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet

from fangxian.access.faults import NotAllowed
from fangxian.access.reader import Reader
from fangxian.catalogue.models import Batch, HeldRow
from fangxian.ledger import actions as ledger
from fangxian.ledger import kinds
from fangxian.lib import clock, words
from fangxian.lib.fault import Fault
from fangxian.lib.words import Words

VERB = "batches.settle"
Settlement = HeldRow.Settlement
#: What is told of each settlement; of many rows of one batch, once.
KINDS = {
    Settlement.NOT_NEEDED: kinds.declare(
        "catalogue.held_rows_not_needed",
        zh="{actor} 将 {subject} 的 {rows} 行问题数据标为无需处理",
        en="{actor} said of {rows} held rows of {subject} that they are not needed",
    ),
    Settlement.SENT_BACK: kinds.declare(
        "catalogue.held_rows_sent_back",
        zh="{actor} 将 {subject} 的 {rows} 行问题数据退回报送单位",
        en="{actor} sent {rows} held rows of {subject} back to their sender",
    ),
    Settlement.MENDED: kinds.declare(
        "catalogue.held_row_mended",
        zh="{actor} 更正了 {subject} 第 {row} 行问题数据，更正批次 {mended_by}",
        en="{actor} mended row {row} of {subject} by the batch {mended_by}",
    ),
}
REOPENED = kinds.declare(
    "catalogue.held_row_reopened",
    zh="{actor} 撤销了 {subject} 第 {row} 行问题数据的处理",
    en="{actor} took back what had been settled about row {row} of {subject}",
)


class NotSettled(Fault):
    """A held row that cannot be settled so."""


@cache
def reasons() -> Mapping[str, Words]:
    """Why a row is not needed: the closed list (settlements.toml)."""
    return words.read(Path(__file__).parent / "settlements.toml")


@transaction.atomic
def set_aside(*, rows: QuerySet[HeldRow], why: str, by: Reader) -> int:
    """Rows are not needed; answers how many waited. Raises NotAllowed, NotSettled for a reason that is none."""
    if why not in reasons():
        raise NotSettled(en="Say why they are not needed: choose one of the reasons.", zh="请选择无需处理的原因。")
    return _settled(rows, Settlement.NOT_NEEDED, why, by)


@transaction.atomic
def send_back(*, rows: QuerySet[HeldRow], by: Reader) -> int:
    """Rows go back to their senders; answers how many waited. Raises NotAllowed."""
    return _settled(rows, Settlement.SENT_BACK, "", by)


@transaction.atomic
def mended(*, row: int, correction: Batch, by: Reader) -> None:
    """A row that waits, or went back to its sender, is mended by a batch. Raises NotAllowed, NotSettled."""
    found = _found(row, by)
    if found.settlement != Settlement.SENT_BACK:
        found = waiting(row=row, by=by)
    _update(HeldRow.objects.filter(pk=found.pk), Settlement.MENDED, by, mended_by=correction)
    batch, mended_by = found.batch, f"{correction.dataset_id}/{correction.name}"
    _record(KINDS[Settlement.MENDED], batch, by, row=found.row, mended_by=mended_by)


@transaction.atomic
def reopen(*, row: int, by: Reader) -> None:
    """Takes back a settlement, and a mending as long as it is not in the registry; a row that waits stays so. Raises
    NotAllowed, NotSettled."""
    found = _found(row, by)
    if not found.settlement:
        return
    if found.mended_by is not None and found.mended_by.state == Batch.State.PROMOTED:
        raise NotSettled(
            en="This row was mended, and what it says is in the registry: correct it there.",
            zh="该行已更正并入库：请在底账中更正。",
        )
    HeldRow.objects.filter(pk=found.pk).update(settlement="", why="", mended_by=None, settled_at=None, settled_by="")
    _record(REOPENED, found.batch, by, row=found.row)


@transaction.atomic
def waiting(*, row: int, by: Reader) -> HeldRow:
    """A held row that nobody has settled yet, with its batch. Raises NotAllowed, NotSettled."""
    found = _found(row, by)
    if found.settlement:
        raise NotSettled(
            en="Somebody has settled this row meanwhile: load the page again.", zh="该行已有人处理：请刷新页面。"
        )
    return found


def _found(row: int, by: Reader) -> HeldRow:
    if not by.can(VERB):
        raise NotAllowed.of(VERB)
    found = HeldRow.objects.select_for_update(of=("self",)).select_related("batch").filter(pk=row).first()
    if found is None:
        raise NotSettled(en="There is no such held row.", zh="没有这一行问题数据。")
    return found


def _settled(rows: QuerySet[HeldRow], settlement: Settlement, why: str, by: Reader) -> int:
    if not by.can(VERB):
        raise NotAllowed.of(VERB)
    left, settled = rows.filter(settlement="").order_by(), 0
    for batch in Batch.objects.filter(pk__in=left.values("batch")).order_by("pk"):
        many = _update(left.filter(batch=batch), settlement, by, why=why)
        _record(KINDS[settlement], batch, by, rows=many, why=why)
        settled += many
    return settled


def _update(rows: QuerySet[HeldRow], settlement: Settlement, by: Reader, **more: object) -> int:
    return rows.update(settlement=settlement, settled_at=clock.now(), settled_by=by.account, **more)


def _record(kind: str, batch: Batch, by: Reader, **payload: object) -> None:
    ledger.record_batch(kind=kind, batch=f"{batch.dataset_id}/{batch.name}", by=by.account, payload=payload)
