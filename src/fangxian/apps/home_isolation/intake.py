"""What gateways send by HTTP for a device (docs/sensors.md): signed with its key, taken whole or not at all."""

import json
from collections import Counter

from django.db.utils import OperationalError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from fangxian.isolation import actions, wording
from fangxian.isolation.payload import Said, Unreadable, of
from fangxian.lib import clock

#: Bytes of a body, and events in it.
LONGEST, MOST = 256 * 1024, 500
#: As what the platform's actions name who took a message in.
BY = "http"


@csrf_exempt
@require_POST
def events(request: HttpRequest, serial: str) -> JsonResponse:
    """Takes a device's events in; answers what became of each. The signature is asked before anything is read."""
    if int(request.headers.get("Content-Length") or 0) > LONGEST:
        return _refused("too_long", 413)
    body = request.body
    if why := actions.authenticated(serial, body, request.headers.get("X-Fangxian-Signature", "")):
        actions.tally(Counter({(serial[:32], why): 1}), clock.now())
        return _refused(why, 401)
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return _refused("unreadable", 400)
    listed = found if isinstance(found, list) else [found]
    if len(listed) > MOST:
        return _refused("too_long", 413)
    try:
        answers = actions.take([actions.Message(serial, _said(one)) for one in listed], by=BY)
    except OperationalError:
        busy = {"zh": "数据库繁忙：请保留并重发。", "en": "The database is busy: keep it, and send it again."}
        return JsonResponse({"error": busy}, status=503)
    return JsonResponse({"answers": [vars(one) for one in answers]})


def _said(found: object) -> Said | Unreadable:
    try:
        return of(found)
    except Unreadable as unreadable:
        return unreadable


def _refused(why: str, status: int) -> JsonResponse:
    words = wording.why(why)
    return JsonResponse({"error": {"zh": words.zh, "en": words.en}}, status=status)
