"""A dataset's held rows, many at once: mended by a rule that says first what it would do (law 11), sent back to their
department as a workbook, read from it again; taken back until they are in. Each act is one of `runs.sent_back`."""

from collections.abc import Callable
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from fangxian import contracts
from fangxian.access.faults import NotAllowed, NotHere
from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.desk import dataset_words, going_on, held_words
from fangxian.apps.desk.held import refuse_unless_everywhere
from fangxian.catalogue import queries as catalogue
from fangxian.catalogue.queries import Batch
from fangxian.catalogue.settling import VERB, NotSettled
from fangxian.contracts import library
from fangxian.exchange.workfolders import inbox
from fangxian.lib.fault import Fault
from fangxian.runs import mending as runs
from fangxian.runs import sent_back
from fangxian.runs.mending import Amended
from fangxian.web.formats import count
from fangxian.web.language import current, say
from fangxian.web.telling import done, failed
from fangxian.web.uploads import uploaded

SECTION = "desk:data"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Ways of writing one field that are offered, the most frequent first.
OFFERED = 50


@requires(VERB)
def mending(request: HttpRequest, name: str) -> HttpResponse:
    """The batches of a dataset with rows to settle; of one, the fields, and what stands under one of them."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    return render(request, "desk/mending.html", _page(reader, name) | _chosen(request, reader, name))


@require_POST
@requires(VERB)
def rule(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """Says what mending all rows that say the same would do; when that was seen, does it."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    batch = _batch(reader, name, number)
    said = {key: request.POST.get(key, "") for key in ("field", "says", "means")}
    sure = request.POST.get("sure") == "yes"
    try:
        outcome = sent_back.rule(batch=batch, **said, by=reader, only_judge=not sure)
    except (NotAllowed, NotSettled):
        raise
    except Fault as fault:
        failed(request, fault)
        return redirect("desk:mending", name)
    if sure:
        many = count(len(outcome.mended))
        done(request, say(f"已更正 {many} 行，待入库。", f"{many} rows mended, to be brought in."))
        return redirect("desk:mending", name)
    context = (
        _page(reader, name) | _would(outcome) | {"batch": batch, "said": said, "label": _label(name, said["field"])}
    )
    return render(request, "desk/mending_rule.html", context)


@require_POST
@requires(VERB)
def reread(request: HttpRequest, name: str) -> HttpResponse:
    """Reads a workbook that came back; says what became of each of its rows."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    refuse_unless_everywhere(reader)
    try:
        with uploaded(request) as path:
            found = sent_back.reread(path, by=reader)
    except NotAllowed:
        raise
    except Fault as fault:
        failed(request, fault)
        return redirect("desk:mending", name)
    context = _page(reader, name) | {
        "found": found,
        "counts": [
            (say("已更正，待入库", "Mended, to be brought in"), found.mended),
            (say("仍有问题", "Held again"), len(found.again)),
            (say("未改动", "As they were"), found.untouched),
            (say("此前已处理", "Settled before"), found.settled),
            (say("不属于现有批次", "Of no batch that is here"), found.unknown),
        ],
        "again": [(file, row, fault.sentence(current())) for file, row, fault in found.again],
    }
    return render(request, "desk/mending.html", context)


@require_POST
@requires(VERB)
def act(request: HttpRequest, name: str, number: int, verb: str) -> HttpResponseBase:
    """Sends a batch's rows back as a workbook, takes back what is not in yet, or brings it in."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    batch = _batch(reader, name, number)
    if verb not in VERBS:
        raise NotHere.of("act")
    try:
        answer = VERBS[verb](request, batch, reader)
    except NotAllowed:
        raise
    except Fault as fault:
        failed(request, fault)
        answer = None
    return answer or redirect("desk:mending", name)


def _workbook(_: HttpRequest, batch: Batch, reader: Reader) -> HttpResponseBase:
    with inbox(f"退回-{batch.file.rpartition('.')[0] or batch.name}.xlsx") as path:
        sent_back.export(batch=batch, out=path, by=reader)
        # Open it stays readable when its folder is gone.
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type=XLSX)


def _undo(request: HttpRequest, batch: Batch, reader: Reader) -> None:
    many = count(sent_back.undo(batch=batch, by=reader))
    done(request, say(f"已撤销，{many} 行恢复为待处理。", f"Taken back: {many} rows wait again."))


def _bring_in(request: HttpRequest, _: Batch, __: Reader) -> None:
    going_on.tell(request, "")


#: Verb of the address -> what is done.
VERBS: dict[str, Callable[[HttpRequest, Batch, Reader], HttpResponseBase | None]] = {
    "workbook": _workbook,
    "undo": _undo,
    "bring-in": _bring_in,
}


def _page(reader: Reader, name: str) -> dict[str, Any]:
    refuse_unless_everywhere(reader)
    if name not in library.every():
        raise NotHere.of("dataset")
    contract = contracts.load(name)
    return {
        "section": SECTION,
        "name": name,
        "called": held_words.called(name, contract.label),
        "open": [(one, _unfit(one.batch)) for one in catalogue.to_settle(name)],
    }


def _chosen(request: HttpRequest, reader: Reader, name: str) -> dict[str, Any]:
    """Of a batch that was chosen, its fields with how many rows wait because of each; of a field, how it is written."""
    number = request.GET.get("batch", "")
    if not (number.isascii() and number.isdigit()):
        return {}
    batch = _batch(reader, name, int(number))
    because = catalogue.waiting_because(batch.pk)
    fields = sorted(contracts.load(name).fields, key=lambda one: -because.get(one.name, 0))
    context: dict[str, Any] = {
        "batch": batch,
        "fields": [(one.name, dataset_words.label(one), because.get(one.name, 0)) for one in fields],
        "field": request.GET.get("field", ""),
    }
    if field := context["field"]:
        try:
            written = sent_back.said(batch=batch, field=field, by=reader)
        except Fault as fault:
            return context | {"unseen": fault.sentence(current())}
        context |= {
            "label": _label(name, field),
            "written": [(value, len(rows)) for value, rows in written.items()][:OFFERED],
            "ways": len(written),
            "meanings": [words[0] for _, words in contracts.load(name).field(field).values if words],
        }
    return context


def _would(outcome: Amended) -> dict[str, Any]:
    return {
        "mended": outcome.mended,
        "again": [(row, fault.sentence(current())) for row, fault in outcome.again],
    }


def _label(name: str, field: str) -> str:
    return dataset_words.label(contracts.load(name).field(field))


def _batch(reader: Reader, name: str, number: int) -> Batch:
    refuse_unless_everywhere(reader)
    found = catalogue.batches(name).filter(pk=number).first()
    if found is None:
        raise NotHere.of("batch")
    return found


def _unfit(batch: Batch) -> str:
    """Why rows of a batch cannot be mended here; '' where they can."""
    first = catalogue.held(batch.pk).first()
    try:
        if first is not None:
            runs.refuse_unfit(first)
    except Fault as fault:
        return fault.sentence(current())
    return ""
