"""Held rows go back to their department as a workbook, and are read from it again when it has been corrected.

A row of it names its batch and its line, says why it is held and what to do, and has the cells as they came; what
whoever sends it may not see whole (law 5) is not in it, and its department has it anyway. Read again, rows that were
changed are judged as all others are: those that are right now go in as one batch, which mends them; the others are told
and wait on. The same workbook read twice changes nothing more (law 7).
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from fangxian import contracts
from fangxian.access import gate
from fangxian.access.faults import NotAllowed
from fangxian.access.reader import Reader
from fangxian.catalogue import actions as catalogue
from fangxian.catalogue import queries
from fangxian.catalogue.queries import Batch, HeldRow
from fangxian.catalogue.settling import VERB, Settlement
from fangxian.contracts.field import Field
from fangxian.contracts.reasons import all_reasons
from fangxian.exchange import held
from fangxian.exchange.workfolders import inbox
from fangxian.intake import workbook
from fangxian.lake import batches
from fangxian.lib.fault import Fault
from fangxian.runs.mending import Amended, amend, kind_of

BATCH, ROW, WHY = "批次", "行号", "原因与办法"
#: Stands for a cell that is not in the workbook: left as it is, the cell stays as it came.
KEPT = "（未附，按原文）"
#: For what somebody at the shell reads held rows.
PURPOSE = "data_quality"
#: Rows that a workbook of held rows has at most.
_MOST = 1_000_000
_WIDTHS = (30, 8, 48)


@dataclass
class Reread:
    """What became of a workbook's rows: mended, held again (where, and the sentence), as they were, settled before, of
    no batch that is here. They add up (law 1)."""

    rows: int = 0
    mended: int = 0
    untouched: int = 0
    settled: int = 0
    unknown: int = 0
    again: list[tuple[str, int, Fault]] = field(default_factory=list)


def export(*, batch: Batch, out: Path, by: Reader) -> int:
    """Writes the rows of a batch that wait, or went back before, as a workbook, and notes that they went back; answers
    how many. Raises NotAllowed for whoever settles none or has not the whole district, and a Fault where there is
    none."""
    _refuse_unless_everywhere(by)
    rows = _waiting(batch)
    if not rows:
        raise Fault(en=f"{batch.file}: no row of it waits.", zh=f"{batch.file}：没有待处理的行。")
    gate.listed(by, kind="held_row", subjects=[one.pk for one in rows], purpose=PURPOSE, export="xlsx")
    _write(out, batch, rows, by)
    catalogue.send_back(rows=queries.held(batch.pk), by=by)
    return len(rows)


def reread(path: Path, *, by: Reader) -> Reread:
    """Reads a workbook that `export` wrote and somebody corrected. What is mended waits to be brought in
    (runs.loading.go_on). Raises a Fault for a file that is none, NotAllowed, NotSettled as mending.refuse_unfit."""
    _refuse_unless_everywhere(by)
    found = Reread()
    for name, given in _given(path).items():
        found.rows += len(given)
        dataset, _, short = name.partition("/")
        batch = queries.batches(dataset).filter(name=short).first() if dataset else None
        if batch is None:
            found.unknown += len(given)
            continue
        said = _changed(batch, given, found)
        outcome = amend(batch, said, by=by) if said else Amended()
        found.mended += len(outcome.mended)
        found.again += [(batch.file, row.row, fault) for row, fault in outcome.again]
    return found


def said(*, batch: Batch, field: str, by: Reader) -> dict[str, list[HeldRow]]:
    """What stands under a field in the rows of a batch that wait -> those rows, the most frequent first. That it was
    read is noted. Raises NotAllowed for whoever may not see it whole, and a Fault for a field that is none."""
    _refuse_unseen(batch, field, by)
    came, found = _came(batch), dict[str, list[HeldRow]]()
    for one in _waiting(batch):
        found.setdefault(came[one.row].get(field, "").strip(), []).append(one)
    read = {"batch": f"{batch.dataset_id}/{batch.name}", "field": field, "rows": sum(map(len, found.values()))}
    gate.listed(by, kind="held_row", subjects=(), purpose=PURPOSE, **read)
    return dict(sorted(found.items(), key=lambda one: (-len(one[1]), one[0])))


def rule(*, batch: Batch, field: str, says: str, means: str, by: Reader, only_judge: bool = False) -> Amended:
    """Mends all rows of a batch that wait and whose cell of a field says so: it means something else. Raises as `said`
    and mending.amend."""
    _refuse_unseen(batch, field, by)
    came = _came(batch)
    rows = _waiting(batch)
    said = {one: came[one.row] | {field: means} for one in rows if came[one.row].get(field, "").strip() == says.strip()}
    return amend(batch, said, by=by, only_judge=only_judge)


def undo(*, batch: Batch, by: Reader) -> int:
    """Takes back what was mended of a batch and is not in the registry yet; answers how many rows wait again. Raises
    NotAllowed."""
    _refuse_unless_everywhere(by)
    left = [one for one in queries.corrections() if one.batch_id == batch.pk]
    for one in left:
        catalogue.reopen(row=one.pk, by=by)
    return len(left)


def _waiting(batch: Batch) -> list[HeldRow]:
    """The rows of a batch that nobody has settled, or that went back."""
    return [one for one in queries.held(batch.pk) if one.settlement in ("", Settlement.SENT_BACK)]


def _came(batch: Batch) -> dict[int, dict[str, str]]:
    """Row -> its cells as they came, of the rows that a batch holds."""
    return held.every(batches.opened(settings.LAKE, batch.dataset_id, batch.name))


def _changed(batch: Batch, given: Mapping[int, Mapping[str, str]], found: Reread) -> dict[HeldRow, dict[str, str]]:
    """The rows in which somebody wrote something else, with all their cells."""
    came = _came(batch)
    rows = {one.row: one for one in queries.held(batch.pk)}
    said = {}
    for number, cells in given.items():
        row = rows.get(number)
        if row is None or number not in came:
            found.unknown += 1
        elif row.settlement not in ("", Settlement.SENT_BACK):
            found.settled += 1
        else:
            whole = {name: _given_as(cells.get(name, KEPT), value) for name, value in came[number].items()}
            if any(whole[name].strip() != value.strip() for name, value in came[number].items()):
                said[row] = whole
            else:
                found.untouched += 1
    return said


def _given_as(cell: str, came: str) -> str:
    return came if cell == KEPT else cell


def _write(out: Path, batch: Batch, rows: list[HeldRow], by: Reader) -> None:
    import xlsxwriter  # type: ignore[import-untyped, unused-ignore]

    fields = contracts.load(batch.dataset_id).fields
    kept = {one.name for one in fields if _is_kept(batch, one, by)}
    came = _came(batch)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    out.touch(0o600)
    with xlsxwriter.Workbook(out, options) as book:
        sheet, text = book.add_worksheet(), book.add_format({"num_format": "@"})
        sheet.freeze_panes(1, len(_WIDTHS))
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        # Numbers of eighteen figures stay texts, whoever types them.
        sheet.set_column(len(_WIDTHS), len(_WIDTHS) + len(fields), 20, text)
        header = [BATCH, ROW, WHY, *(one.label for one in fields)]
        for column, label in enumerate(header):
            sheet.write_string(0, column, label, book.add_format({"bold": True}))
        for line, one in enumerate(rows, 1):
            said = next((each for each in fields if each.name == one.column), None)
            why = all_reasons()[one.reason].said(said)[1]
            cells = [KEPT if each.name in kept else came[one.row].get(each.name, "") for each in fields]
            for column, value in enumerate([f"{batch.dataset_id}/{batch.name}", str(one.row), why, *cells]):
                sheet.write_string(line, column, value, text if column >= len(_WIDTHS) else None)


def _given(path: Path) -> dict[str, dict[int, dict[str, str]]]:
    """Batch -> row -> the cells that a workbook has of it, by field."""
    found: dict[str, dict[int, dict[str, str]]] = {}
    with inbox(path.name) as place:
        sheets = workbook.heads(path, rows=_MOST, workdir=place.parent)
        for sheet in sheets:
            with sheet.open(encoding="utf-8", newline="") as file:
                reader = csv.DictReader(file)
                if not {BATCH, ROW} <= set(reader.fieldnames or ()):
                    continue
                for line in reader:
                    name, row = (line[BATCH] or "").strip(), (line[ROW] or "").strip()
                    if row.isascii() and row.isdecimal():
                        found.setdefault(name, {})[int(row)] = _by_field(name, line)
    if not found:
        raise Fault(
            en=f"{path.name}: this is no workbook of held rows: it has no columns {BATCH} and {ROW}; keep them as they "
            "were sent.",
            zh=f"{path.name}：不是退回的问题数据表：缺少“{BATCH}”“{ROW}”两列；请保留这两列。",
        )
    return found


def _by_field(batch: str, line: Mapping[str, str | None]) -> dict[str, str]:
    dataset = batch.partition("/")[0]
    if dataset not in contracts.library.registers():
        return {}
    fields = contracts.load(dataset).fields
    return {one.name: (line[one.label] or "").strip() for one in fields if one.label in line}


def _refuse_unseen(batch: Batch, field: str, by: Reader) -> None:
    _refuse_unless_everywhere(by)
    known = {one.name: one for one in contracts.load(batch.dataset_id).fields}
    if field not in known:
        names = ", ".join(known)
        raise Fault(en=f"{field} is no field; there are {names}.", zh=f"没有字段 {field}；可用：{names}。")
    if _is_kept(batch, known[field], by):
        raise NotAllowed(
            en="This field is not for your role to see: send these rows back to their department.",
            zh="您的岗位不需要看到这一项：请将这些行退回报送单位。",
        )


def _is_kept(batch: Batch, field: Field, by: Reader) -> bool:
    """Whether a field is not for somebody to see whole."""
    kind = kind_of(batch.dataset_id, field)
    return kind is not None and by.shows(kind) != "whole"


def _refuse_unless_everywhere(by: Reader) -> None:
    if not by.can(VERB):
        raise NotAllowed.of(VERB)
    if not by.has_district():
        raise NotAllowed(
            en="These rows may be of anybody in the district: somebody who has all of it sees to them.",
            zh="这些行可能涉及全区任何人：须由全区岗位的人员处理。",
        )
