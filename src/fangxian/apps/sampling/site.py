"""A sampling site on a telephone: a tube is scanned, its people one after the other, and sealed. Each act answers with
the page that it was pressed on; without a script all the same."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from fangxian.access.faults import NotAllowed, NotHere
from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.sampling import words
from fangxian.lib.fault import Fault
from fangxian.runs import sampling
from fangxian.screening import actions, queries, tubes
from fangxian.screening.actions import MODES, TAKE
from fangxian.web.areas import area_choices
from fangxian.web.exporting import as_xlsx
from fangxian.web.language import current, say
from fangxian.web.telling import done

#: Where a session keeps at which site one works: (name, area, mode).
SITE = "sampling_site"
#: Faults that are a page of their own, and no sentence on this one.
ELSEWHERE = (NotHere, NotAllowed)
#: Tubes on the page of a site.
MOST = 60


@requires(TAKE)
def site(request: HttpRequest) -> HttpResponse:
    """The site: the next tube, and those of today."""
    return _site(request)


@require_POST
@requires(TAKE)
def opened(request: HttpRequest) -> HttpResponse:
    """Opens the tube whose code was scanned."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found = _round(request)
    name, area, mode = (request.POST.get(one, "").strip() for one in ("site", "area", "mode"))
    size = request.POST.get("household", "").strip()
    request.session[SITE] = [name[:64], area, mode]
    try:
        if not name:
            raise Fault(en="Say which site this is.", zh="请填写采样点名称。")
        tube = actions.open_tube(
            round=found.pk,
            barcode=request.POST.get("barcode", ""),
            site=name[:64],
            area_code=area,
            mode=max(MODES) if mode == "household" else key_of(mode),
            household=(int(size) if size.isdigit() else 0) or 1 if mode == "household" else 0,
            by=reader,
        )
    except ELSEWHERE:
        raise
    except Fault as fault:
        return _site(request, fault.sentence(current()))
    return redirect("sampling:tube", tube.pk)


@require_POST
@requires(TAKE)
def planned(request: HttpRequest) -> HttpResponseBase:
    """Plans tubes, and answers their codes as a list for the label printer."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found = _round(request)
    name, area, mode = (request.POST.get(one, "").strip() for one in ("site", "area", "mode"))
    try:
        if not name:
            raise Fault(en="Say which site this is.", zh="请填写采样点名称。")
        codes = actions.plan(
            round=found.pk, site=name[:64], area_code=area, mode=key_of(mode), count=key_of(request.POST.get("count",
            "")), by=reader,
        )  # fmt: skip
    except ELSEWHERE:
        raise
    except Fault as fault:
        return _site(request, fault.sentence(current()))
    header = [say("条码（CODE-128）", "Code (CODE-128)"), say("采样点", "Site"), say("混采人数", "People")]
    return as_xlsx(f"tubes-{found.number:02}-{codes[0]}", header, ((code, name, mode) for code in codes))


@requires(TAKE)
def tube(request: HttpRequest, number: int) -> HttpResponse:
    """A tube with its people; while it is open, the next is scanned here."""
    return _tube(request, number)


@require_POST
@requires(TAKE)
def bound(request: HttpRequest, number: int) -> HttpResponse:
    """Puts somebody's sample into the tube."""
    said = {name: request.POST.get(name, "") for name in ("name", "number", "phone", "address")}
    return _act(request, number, lambda reader: sampling.bind(tube=number, said=said, by=reader), said)


@require_POST
@requires(TAKE)
def unbound(request: HttpRequest, number: int) -> HttpResponse:
    """Takes somebody out again who was scanned by mistake."""
    sample = key_of(request.POST.get("sample", ""))
    return _act(request, number, lambda reader: actions.unbind(sample=sample, by=reader))


@require_POST
@requires(TAKE)
def sealed(request: HttpRequest, number: int) -> HttpResponse:
    """Seals the tube; the next one is scanned on the site's page."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    try:
        found = actions.seal_tube(tube=number, by=reader)
    except ELSEWHERE:
        raise
    except Fault as fault:
        return _tube(request, number, fault.sentence(current()))
    done(request, say(f"{found.barcode} 已封管。", f"{found.barcode} is sealed."))
    return redirect(f"{reverse('sampling:site')}?{urlencode({'round': found.round_id})}")


def key_of(text: str) -> int:
    """A whole number of a form."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise BadRequest("not a number")
    return int(text)


def _act(
    request: HttpRequest, number: int, act: Callable[[Reader], object], said: dict[str, str] | None = None
) -> HttpResponse:
    try:
        act(request.reader)  # type: ignore[attr-defined]
    except ELSEWHERE:
        raise
    except Fault as fault:
        return _tube(request, number, fault.sentence(current()), said)
    return redirect("sampling:tube", number)


def _round(request: HttpRequest) -> queries.Round:
    found, _ = words.round_of(request)
    if found is None:
        raise NotHere.of("round")
    return found


def _site(request: HttpRequest, fault: str = "") -> HttpResponse:
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found, rounds = words.round_of(request)
    name, area, mode = request.session.get(SITE, ["", "", "10"])
    context = {
        "section": "sampling:site",
        "round": found,
        "rounds": rounds,
        "fault": fault,
        "site": request.POST.get("site", name),
        "area": request.POST.get("area", area),
        "mode": request.POST.get("mode", mode),
        "areas": area_choices(reader.areas),
        "modes": [(str(one), say("单采", "single") if one == 1 else f"{one}:1") for one in MODES],
        "household": say("单户", "household"),
    }
    if found is not None:
        mine = tubes.tubes(reader, found.pk)
        if name:
            mine = mine.filter(site=name)
        context |= {
            "open": [words.row(one) for one in mine.filter(state__in=("opened", "filled"))],
            "rest": [words.row(one) for one in mine.exclude(state__in=("planned", "opened", "filled"))[:MOST]],
            "many": mine.exclude(state="planned").count(),
        }
    return render(request, "sampling/site.html", context, status=422 if fault else 200)


def _tube(request: HttpRequest, number: int, fault: str = "", said: dict[str, str] | None = None) -> HttpResponse:
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found = tubes.tube(reader, number)
    people = tubes.in_tube(reader, found)
    room = found.household or found.mode
    context = words.row(found) | {
        "section": "sampling:site",
        "people": people,
        "room": room,
        "full": len(people) >= room,
        "active": found.state in ("opened", "filled"),
        "fault": fault,
        "said": said or {},
    }
    return render(request, "sampling/tube.html", context, status=422 if fault else 200)
