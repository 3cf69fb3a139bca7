"""Somebody who lives behind a door and is in no register, met without any task; and the door, found while typing."""

from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from fangxian.access import gate
from fangxian.access.faults import NotHere
from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.fieldport import acts, asking, finding
from fangxian.lib.fault import Fault
from fangxian.registry import actions as registry_actions
from fangxian.registry import queries as registry
from fangxian.web import addresses
from fangxian.web.language import current

#: Where a session keeps which presses of the button entered whom, and how many of them.
PRESSED, KEPT = "entered", 20


@requires("people.verify")
def enter(request: HttpRequest, number: int) -> HttpResponse:
    """Enters somebody who lives behind a door."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    home = registry.dwellings(reader, "").filter(pk=number).first()
    if home is None:
        raise NotHere.of("dwelling")
    said, fault = asking.said(request.POST), None
    if request.method == "POST":
        try:
            _entered_once(request, number, said)
        except acts.ELSEWHERE:
            raise
        except Fault as found:
            fault = found
        else:
            return redirect(f"{reverse('fieldport:door', args=[number])}?entered=1")
    context = {
        "section": "fieldport:list",
        "home": home,
        "title": f"{home.building.compound.name} {addresses.building(home.building.name)}",
        "room": addresses.room(home.unit, home.room) or gate.show(reader, "address", home.address),
        "fields": asking.of_resident(said),
        "click": asking.new_click(),
        "fault": fault.sentence(current()) if fault else "",
    }
    return render(request, "fieldport/resident.html", context, status=422 if fault else 200)


@requires("tasks.work")
def find(request: HttpRequest) -> HttpResponse:
    """The doors that an address may come to name, for the form that asks who lives where."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    text = request.GET.get("dwelling_q", "").strip()[:60]
    return render(request, "fieldport/found.html", {"found": finding.doors(reader, text), "typed": text})


def _entered_once(request: HttpRequest, dwelling: int, said: dict[str, str]) -> int:
    """The same press sent twice enters nobody a second time (law 7): the session's row is held meanwhile."""
    click = acts.click(request)
    with transaction.atomic():
        row = Session.objects.select_for_update().get(pk=request.session.session_key)
        pressed: dict[str, int] = row.get_decoded().get(PRESSED, {})
        if click not in pressed:
            tenure = said.pop("tenure", "")
            person = registry_actions.enter_person(
                said={name: said[name] for name in asking.RESIDENT if name in said},
                dwelling=dwelling, tenure=tenure, by=request.reader,  # type: ignore[attr-defined]
            )  # fmt: skip
            pressed = dict([*pressed.items(), (click, person)][-KEPT:])
            request.session[PRESSED] = pressed
            request.session.save()
        return pressed[click]
