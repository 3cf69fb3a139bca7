"""The outlines of the areas within an area, as GeoJSON: simplified, and kept by the browser until they change."""

import hashlib
import json
from functools import lru_cache

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.registry import queries
from fangxian.web import maps


@requires("counts.read")
def outlines(request: HttpRequest, code: str) -> HttpResponse:
    """The children of an area, or itself where it has none."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    queries.area(reader, code)
    tag = f'"{hashlib.sha256(queries.outlines_state(code).encode()).hexdigest()[:24]}"'
    kept = {"ETag": tag, "Cache-Control": "private, max-age=0, must-revalidate"}
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers=kept)
    return HttpResponse(_drawn(code, tag), content_type="application/geo+json", headers=kept)


@lru_cache(maxsize=256)
def _drawn(code: str, tag: str) -> bytes:
    """`tag` is of the state that is drawn, so that a change is drawn anew."""
    areas = queries.outlines(code)
    tolerance = maps.extent(one.polygon for one in areas) / maps.ACROSS
    features = [
        maps.feature(one.code, one.name, one.polygon, (one.longitude, one.latitude), tolerance) for one in areas
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()
