"""Lists as files: what the reader may see anyway, for a purpose, with everybody in it noted before the first byte."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from fangxian.access import gate
from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.access.roles import purposes
from fangxian.apps.desk import people
from fangxian.web.exporting import WRITERS, file_name
from fangxian.web.formats import day
from fangxian.web.language import say

#: Read from the database at once.
_STRIDE = 2000


@requires("people.export")
def export_people(request: HttpRequest) -> HttpResponseBase:
    """Asks what for and in which form; then the file."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    asked = people.asked_of(request)
    found = people.narrowed(reader, asked).order_by("area_code", "pk")
    if request.method == "POST":
        write = WRITERS.get(request.POST.get("form", ""))
        if write is None:
            raise BadRequest("no such form")
        keys = list(found.values_list("pk", flat=True))
        narrowed = ",".join(f"{name}={value}" for name, value in asked.items() if value)
        gate.exported(
            reader,
            kind="person",
            subjects=keys,
            purpose=request.POST.get("purpose", ""),
            narrowed=narrowed,
            rows=len(keys),
            form=request.POST["form"],
        )
        return write(file_name("people"), header(), rows(reader, found))
    context = {
        "section": "desk:people",
        "many": found.count(),
        "header": header(),
        "asked": asked,
        "purposes": [(name, purposes()[name]) for name in reader.purposes],
    }
    return render(request, "desk/export.html", context)


def header() -> list[str]:
    """The columns, in the reader's language."""
    return [
        say("编号", "Key"),
        say("姓名", "Name"),
        say("性别", "Sex"),
        say("出生", "Born"),
        say("住址", "Address"),
        say("户籍", "Registered"),
        say("状态", "State"),
        say("重点人群", "Key groups"),
        say("网格", "Grid"),
        say("最近核实", "Verified"),
    ]


def rows(reader: Reader, found: Any) -> Iterator[list[object]]:
    """As the list shows them: masked the same."""
    for card in found.iterator(_STRIDE):
        one = people.row_of(reader, card)
        yield [
            one["pk"],
            one["name"],
            one["sex"],
            one["born"],
            one["address"],
            one["kind"],
            one["status"][0],
            "、".join(one["groups"]),
            card.area_code,
            day(one["verified_at"]),
        ]
