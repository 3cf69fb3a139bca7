"""The packs that ship, and one of them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fangxian.access.faults import NotHere
from fangxian.access.gate import requires
from fangxian.outbreak import packs as files
from fangxian.outbreak import sheet
from fangxian.outbreak.queries import all_outbreaks, current_versions
from fangxian.web.language import say


@requires("outbreak.read")
def packs(request: HttpRequest) -> HttpResponse:
    """Every pack, and what is in force under each outbreak."""
    current = current_versions()
    context = {
        "section": "protocols:packs",
        "outbreaks": [
            {"outbreak": one, "versions": {version.state: version for version in current.get(one.pk, [])}}
            for one in all_outbreaks()
        ],
        "packs": [
            {
                "pack": one,
                "words": say(one.zh, one.en),
                "classes": len(one.tree.get("classes", {})),
                "default": one.name == files.DEFAULT,
            }
            for one in files.shipped().values()
        ],
    }
    return render(request, "protocols/packs.html", context)


@requires("outbreak.read")
def pack(request: HttpRequest, name: str) -> HttpResponse:
    """Who is followed for how long, on which days, with source and grade of each figure; what needs a source is
    marked."""
    found = files.shipped().get(name)
    if found is None:
        raise NotHere.of("pack")
    shown = sheet.Sheet(found, say)
    context = {
        "section": "protocols:packs",
        "pack": found,
        "words": say(found.zh, found.en),
        "columns": [shown.named("phases", kind) for kind in sheet.columns(found)],
        "classes": shown.classes(),
        "levels": shown.levels(),
        "effects": shown.effects(),
        "singles": list(shown.singles()),
        "absent": shown.absent(),
        "missing": shown.missing(),
        "sources": sheet.sources(found),
    }
    return render(request, "protocols/pack.html", context)
