"""The outlines of the areas within an area, as GeoJSON: simplified, and kept by the browser until they change."""

import hashlib
import json
from functools import lru_cache

from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.registry import queries
from fangxian.registry.models import Area
from fangxian.web import maps


@requires("counts.read")
def outlines(request: HttpRequest, code: str) -> HttpResponse:
    """The children of an area, or itself where it has none."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    queries.area(reader, code)
    state = Area.objects.filter(parent=code).aggregate(many=Count("pk"), at=Max("recorded_at"), seen=Max("verified_at"))
    tag = f'"{hashlib.sha256(f"{code} {sorted(state.items())}".encode()).hexdigest()[:24]}"'
    kept = {"ETag": tag, "Cache-Control": "private, max-age=0, must-revalidate"}
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers=kept)
    return HttpResponse(_drawn(code, tag), content_type="application/geo+json", headers=kept)


@lru_cache(maxsize=256)
def _drawn(code: str, tag: str) -> bytes:
    """`tag` is of the state that is drawn, so that a change is drawn anew."""
    found = Area.objects.filter(polygon__isnull=False)
    areas = list(found.filter(parent=code).order_by("code")) or list(found.filter(pk=code))
    tolerance = maps.extent(one.polygon for one in areas) / maps.ACROSS
    features = [
        maps.feature(one.code, one.name, one.polygon, (one.longitude or 0, one.latitude or 0), tolerance)
        for one in areas
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()
