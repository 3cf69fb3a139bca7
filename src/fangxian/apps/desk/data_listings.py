"""The lists that tell of nobody and may leave as files: batches, held rows without their cells, the audit."""

from collections.abc import Iterator, Sequence
from typing import Any

from fangxian.access.queries import signatures
from fangxian.access.reader import Reader
from fangxian.apps.desk import audit, batches, held, held_words
from fangxian.apps.desk.listings import Listing
from fangxian.catalogue import queries as catalogue
from fangxian.web.formats import moment

DATASET, FILE, RECEIVED = ("数据集", "Dataset"), ("文件", "File"), ("收到", "Received")
SENDER, BATCH = ("报送单位", "Sender"), ("批次", "Batch")


def _of_batches(_: Reader, found: Sequence[Any]) -> Iterator[list[object]]:
    for one in found:
        yield [
            *(held_words.dataset(one.dataset), one.file, one.name, one.sender, moment(one.received_at)),
            *(batches.state(one)[0], one.rows, one.accepted, one.repaired, one.duplicate, one.held, one.sha256),
        ]


def _of_held(_: Reader, found: Sequence[Any]) -> Iterator[list[object]]:
    for one in held_words.rows_of(found):
        row = one["row"]
        yield [
            *(held_words.dataset(row.batch.dataset), row.batch.file, row.batch.name, row.row),
            *(row.batch.sender, moment(row.batch.received_at), one["sentence"], one["column"], one["state"]),
            *(one["why"], one["settled_by"], moment(row.settled_at) if row.settled_at else ""),
        ]


def _of_entries(_: Reader, found: Sequence[Any]) -> Iterator[list[object]]:
    signed = signatures(entry.actor for entry in found)
    for entry in found:
        row = audit.row_of(entry, signed)
        yield [
            *(moment(entry.at), entry.actor, row["signed"], row["action"], row["kind"], entry.subject),
            *(row["purpose"], row["shown"] or "", entry.block),
        ]


BATCHES = Listing(
    *("batches", "batch", ("{} 个批次", "{} batches"), "desk:batches"),
    header=(
        *(DATASET, FILE, BATCH, SENDER, RECEIVED, ("状态", "State"), ("行", "Rows"), ("原样接收", "Accepted")),
        *(("修正后接收", "Repaired"), ("重复", "Duplicate"), ("问题数据", "Held"), ("SHA-256", "SHA-256")),
    ),
    found=lambda request, _: catalogue.batches(request.GET.get("dataset", "")),
    written=_of_batches,
    takes="batches.read",
)
HELD = Listing(
    *("held-rows", "held_row", ("{} 行问题数据", "{} held rows"), "desk:held"),
    header=(
        *(DATASET, FILE, BATCH, ("行号", "Row"), SENDER, RECEIVED, ("原因与办法", "Reason, and what to do")),
        *(("列", "Column"), ("处理", "State"), ("无需处理的原因", "Why not needed"), ("经办", "By"), ("时间", "When")),
    ),
    found=lambda request, _: held.narrowed(held.asked_of(request)),
    written=_of_held,
    takes="batches.read",
)
AUDIT = Listing(
    *("audit", "entry", ("{} 条审计记录", "{} entries of the audit"), "desk:audit"),
    header=(
        *(("时间", "When"), ("账号", "Account"), ("姓名与单位", "Name and office"), ("动作", "Act")),
        *(("对象", "About"), ("编号", "Key"), ("用途", "Purpose"), ("显示条数", "Rows shown"), ("区块", "Block")),
    ),
    found=lambda request, _: audit.narrowed(audit.asked_of(request)),
    written=_of_entries,
    takes="audit.read",
)
