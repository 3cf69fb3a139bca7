"""Areas: the tree, the names, the outlines. They tell of nobody."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Max

from fangxian.access.faults import NotHere
from fangxian.access.reader import Reader
from fangxian.access.scope import within
from fangxian.registry.models import Area
from fangxian.registry.reading.shown import Outline


def area(reader: Reader, code: str) -> Area:
    """An area, without its outline. Raises NotHere outside the reader's areas, and for what contains them only to
    whoever covers it."""
    found = Area.objects.filter(code=code).defer("polygon").first()
    if found is None or not (reader.covers(code) or any(own.startswith(code) for own in reader.areas)):
        raise NotHere.of("area")
    return found


def path(code: str) -> list[Area]:
    """The areas from the district down to one."""
    codes = [code[:length] for length in (6, 9, 12, 15) if length <= len(code)]
    return list(Area.objects.filter(code__in=codes).order_by("code").defer("polygon"))


def children(reader: Reader, code: str) -> list[Area]:
    """The areas directly within one, of those that the reader covers or that contain theirs."""
    inside = Area.objects.filter(parent=code).order_by("code").defer("polygon")
    return [one for one in inside if reader.covers(one.code) or any(own.startswith(one.code) for own in reader.areas)]


def inside(reader: Reader, code: str) -> dict[str, str]:
    """Code -> name of every area that lies in one, of those that the reader covers, in the order of the codes."""
    found = Area.objects.filter(within([code], "code") & within(reader.areas, "code")).exclude(code=code)
    return dict(found.order_by("code").values_list("code", "name"))


def area_names(codes: Iterable[str]) -> dict[str, str]:
    """Code -> name, of those that there are."""
    return dict(Area.objects.filter(code__in=set(codes)).values_list("code", "name"))


def larger_areas() -> list[tuple[str, str]]:
    """Code and name of every area down to the community, in the order of the codes."""
    return list(Area.objects.exclude(level="grid").order_by("code").values_list("code", "name"))


def outlines_state(code: str) -> str:
    """A text that changes when the areas directly within one do."""
    state: dict[str, Any] = Area.objects.filter(parent=code).aggregate(
        many=Count("pk"), at=Max("recorded_at"), seen=Max("verified_at")
    )
    return f"{code} {sorted(state.items())}"


def outlines(code: str) -> list[Outline]:
    """The outlines of the areas directly within one, or its own where it has none within."""
    drawn = Area.objects.filter(polygon__isnull=False)
    found = list(drawn.filter(parent=code).order_by("code")) or list(drawn.filter(pk=code))
    return [Outline(one.code, one.name, one.polygon, one.longitude or 0.0, one.latitude or 0.0) for one in found]
