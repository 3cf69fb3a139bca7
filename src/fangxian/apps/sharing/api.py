"""The door for machines: a grant's rows, page by page, by its key. What is refused says why, in both languages."""

import csv
import io
from collections.abc import Mapping
from typing import Any

from django.db.utils import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from fangxian.apps.sharing import openapi
from fangxian.lib.formulas import harmless
from fangxian.runs import sharing
from fangxian.sharing import actions, queries
from fangxian.sharing.faults import TurnedAway
from fangxian.sharing.rules import turned_away

_BEARER = "Bearer "
#: Why a call is turned away that may be made again -> in how many seconds.
_AGAIN = {"too_many": "60", "busy": "5"}


@require_GET
def rows(request: HttpRequest, grant: int) -> HttpResponse:
    """The rows behind `cursor`, at most `limit`, as JSON or CSV."""
    asked = request.GET
    try:
        form = asked.get("format", "json")
        limit = _limit(asked.get("limit"))
        given = sharing.page(grant=grant, key=_key(request), cursor=asked.get("cursor", ""), limit=limit, form=form)
    except TurnedAway as fault:
        return _refused(fault)
    except OperationalError:
        return _refused(turned_away("busy", grant))
    following = _following(request, grant, given.after, asked)
    answer = _as_csv(given) if form == "csv" else _as_json(given)
    if following:
        answer.headers["Link"] = f'<{following}>; rel="next"'
    return _private(answer)


@require_GET
def described(request: HttpRequest) -> JsonResponse:
    """The API in OpenAPI 3.1, with every dataset that may be asked for. It tells of nobody."""
    return JsonResponse(openapi.document(request.build_absolute_uri("/")), json_dumps_params={"ensure_ascii": False})


@require_GET
def described_for(request: HttpRequest, grant: int) -> HttpResponse:
    """The same of one grant, by its key: its own fields, and how each is shown."""
    try:
        found = queries.admitted(_key(request), grant=grant)
    except TurnedAway as fault:
        actions.rejected(fault)
        return _refused(fault)
    document = openapi.of_grant(found, request.build_absolute_uri("/"))
    return _private(JsonResponse(document, json_dumps_params={"ensure_ascii": False}))


def _key(request: HttpRequest) -> str:
    said = request.headers.get("Authorization", "")
    return said[len(_BEARER) :].strip() if said.startswith(_BEARER) else ""


def _limit(said: str | None) -> int | None:
    """What a call asks for; 0 for what is no number, which is none that a page may have."""
    if said is None:
        return None
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0


def _following(request: HttpRequest, grant: int, after: str, asked: Mapping[str, str]) -> str:
    if not after:
        return ""
    kept = {name: asked[name] for name in ("limit", "format") if name in asked}
    address = reverse("sharing:rows", args=[grant])
    return request.build_absolute_uri(f"{address}?{urlencode({**kept, 'cursor': after})}")


def _as_json(given: sharing.Given) -> HttpResponse:
    fields = list(given.grant.columns)
    body = {
        "grant": given.grant.pk,
        "dataset": given.grant.request.dataset,
        "until": given.grant.until.isoformat(),
        "rows": [dict(zip(fields, row, strict=True)) for row in given.rows],
        "next": given.after or None,
    }
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})


def _as_csv(given: sharing.Given) -> HttpResponse:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(given.grant.columns)
    writer.writerows([harmless(value) for value in row] for row in given.rows)
    return HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")


def _refused(fault: TurnedAway) -> HttpResponse:
    said: dict[str, Any] = {"code": fault.why, "zh": fault.zh, "en": fault.en}
    answer = JsonResponse({"error": said}, status=fault.status, json_dumps_params={"ensure_ascii": False})
    if fault.status == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if fault.why in _AGAIN:
        answer.headers["Retry-After"] = _AGAIN[fault.why]
    return _private(answer)


def _private(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = "no-store"
    return answer
