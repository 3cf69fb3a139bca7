"""From a row of a batch to what was made of it: the person, what of them rests on it, places, facts, tasks."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from fangxian.access.faults import NotHere
from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.desk import held_words, sources, words
from fangxian.apps.desk.account_words import signed
from fangxian.catalogue import queries as catalogue
from fangxian.catalogue.queries import Batch
from fangxian.contracts import Field, library
from fangxian.evidence.rules import kinds
from fangxian.exchange.rows import Row
from fangxian.fieldwork import queries as fieldwork
from fangxian.registry import queries as registry
from fangxian.registry.queries import Made
from fangxian.runs import lineage
from fangxian.web.language import say

#: What became of a row -> its words, and the colour of its tag.
FATES = {
    "accepted": ("原样接收", "Accepted", "good"),
    "repaired": ("修正后接收", "Repaired", "accent"),
    "duplicate": ("重复", "Duplicate", ""),
}
#: What was made -> its words, and the page that shows it.
MADE = {
    "lives": ("现住", "Lives at", "desk:dwelling"),
    "registered": ("户籍", "Registered at", "desk:dwelling"),
    "post": ("单位", "Works at", "desk:organisation"),
    "area": ("区划", "Area", "desk:area"),
    "compound": ("小区", "Compound", "desk:compound"),
    "dwelling": ("房屋", "Home", "desk:dwelling"),
    "organisation": ("法人", "Organisation", "desk:organisation"),
}
TASKS = {"open": ("待办", "Open", "warn"), "done": ("已办", "Done", "good"), "cancelled": ("已取消", "Cancelled", "")}


@requires("batches.read")
def rows(request: HttpRequest, number: int) -> HttpResponse:
    """Goes to the row that was asked for."""
    asked = request.GET.get("row", "").replace(",", "").strip()
    if not (asked.isascii() and asked.isdigit() and len(asked) < 10):
        raise BadRequest("not a row")
    return redirect("desk:row", number, int(asked))


@requires("batches.read")
def row(request: HttpRequest, number: int, row: int) -> HttpResponse:
    """One row: what it says, masked, and what was made of it."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    batch = catalogue.batches().filter(pk=number).first()
    found = lineage.follow(batch, row, by=reader) if batch else None
    if batch is None or found is None:
        raise NotHere.of("row")
    if found.held is not None and reader.can("batches.settle") and reader.has_district():
        return redirect("desk:held-row", found.held.pk)
    names = signed([one.by for one in found.links])
    context = {
        "section": "desk:batches",
        "batch": batch,
        "number": row,
        "found": found,
        "held": held_words.rows_of([found.held])[0] if found.held else None,
        "fate": _fate(found.row),
        "repeats": found.row.repeats if found.row else None,
        "cells": _cells(reader, batch, found.row),
        "links": [
            (one, say(*sources.METHODS[one.method]) if one.method in sources.METHODS else one.method,
             names[one.by])
            for one in found.links
        ],
        "made": [_made(one) for one in found.made],
        "facts": [(say(kinds()[one.kind].zh, kinds()[one.kind].en), one) for one in found.facts],
        "tasks": [
            (one, say(*fieldwork.sentence(one.why, one.parameters)), say(*TASKS[one.state][:2]), TASKS[one.state][2])
            for one in found.tasks
        ],
    }  # fmt: skip
    return render(request, "desk/row.html", context)


def _fate(row: Row | None) -> tuple[str, str]:
    if row is None:
        return "", ""
    zh, en, colour = FATES[row.disposition]
    return say(zh, en), colour


def _cells(reader: Reader, batch: Batch, row: Row | None) -> list[dict[str, Any]]:
    """What the row says, and where something else was written, that; each as the reader may see it."""
    if row is None:
        return []
    fields = {one.name: one for one in library.load(batch.dataset_id).fields}
    says = held_words.cells_for(
        reader, batch.dataset_id, {name: _word(fields[name], value) for name, value in row.says.items()}
    )
    came = held_words.cells_for(reader, batch.dataset_id, dict(row.came))
    return [one | {"came": other["value"], "differs": one["name"] in row.came} for one, other in
            zip(says, came, strict=True)]  # fmt: skip


def _word(field: Field, value: str) -> str:
    """A code as the contract has a word for it."""
    if field.term == "sex":
        return words.sex(value)
    known = {code: said[0] for code, said in field.values if said}
    return say(known[value], value.replace("_", " ")) if value in known else value


def _made(one: Made) -> tuple[str, str, str, bool]:
    """(what, label, address, whether it is so still)."""
    if one.kind == "field":
        return say(*words.FIELDS[one.name]), "", "", one.stands
    if one.kind == "group":
        group = registry.groups()[one.name]
        return say(group.zh, group.en), one.label, "", one.stands
    zh, en, page = MADE[one.kind]
    what = f"{say(zh, en)} · {one.name}" if one.name else say(zh, en)
    return what, one.label, reverse(page, args=[one.key]) if one.key is not None else "", one.stands
