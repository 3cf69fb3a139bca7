"""Drawings in SVG that keep their shape at any width: lengths are shares of the drawing, text stands beside it."""

from collections.abc import Sequence
from typing import NamedTuple

from fangxian.pipelines.report.bilingual import width


class Part(NamedTuple):
    """A piece of a bar: the class that colours it, and its size."""

    kind: str
    size: int


def bar(parts: Sequence[Part], whole: int, *, labelled_by: str = "") -> str:
    """One horizontal bar of several parts, `whole` long. Without `labelled_by` (an id) it repeats a table's figures."""
    pieces, at = [], 0.0
    for part in parts:
        if part.size:
            place = f'x="{at / whole * 100:.2f}%" width="{width(part.size, whole)}"'
            pieces.append(f'<rect class="{part.kind}" {place} height="100%"/>')
            at += part.size
    named = f'role="img" aria-labelledby="{labelled_by}"' if labelled_by else 'aria-hidden="true"'
    return f'<svg class="bar" {named}>{"".join(pieces)}</svg>'


def columns_and_line(heights: Sequence[int], tops: Sequence[str], shares: Sequence[float], *, labelled_by: str) -> str:
    """Columns (one a slot, `tops` is what the pointer reads) under a line of shares (0 to 1) at each slot's end."""
    slots, highest = len(heights), ceiling(max(heights, default=0))
    lines = "".join(f'<line x1="0" x2="100%" y1="{y}%" y2="{y}%"/>' for y in (0, 25, 50, 75, 100))
    step = 100 / slots
    pieces = "".join(
        f'<rect x="{(slot + 0.12) * step:.3f}%" width="{step * 0.76:.3f}%" y="{100 - height / highest * 100:.2f}%" '
        f'height="{height / highest * 100:.2f}%"><title>{top}</title></rect>'
        for slot, (height, top) in enumerate(zip(heights, tops, strict=True))
    )
    points = " ".join(f"{slot + 1},{100 - share * 100:.2f}" for slot, share in enumerate(shares))
    return (
        f'<svg class="plot" role="img" aria-labelledby="{labelled_by}"><g class="rules">{lines}</g>'
        f'<g class="samples">{pieces}</g>'
        f'<svg viewBox="0 0 {slots} 100" preserveAspectRatio="none" width="100%" height="100%">'
        f'<polyline class="halo" points="0,100 {points}"/>'
        f'<polyline class="reached" points="0,100 {points}"/></svg></svg>'
    )


def ceiling(highest: int) -> int:
    """The top of an axis: the next round number whose quarters are round numbers too.

    >>> ceiling(23411), ceiling(0), ceiling(100), ceiling(34762)
    (24000, 4, 100, 40000)
    """
    power = 1
    while True:
        for quarter in (10, 15, 20, 25, 30, 40, 50, 60, 80):
            if quarter * power % 10 == 0 and 4 * quarter * power // 10 >= highest:
                return 4 * quarter * power // 10
        power *= 10
