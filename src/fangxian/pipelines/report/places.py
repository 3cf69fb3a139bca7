"""Coverage by street, community and grid, worst first. What is drawn here has passed the rule for small numbers."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import groupby, pairwise

from fangxian.measures.coverage import AreaCoverage, Level
from fangxian.measures.suppression import SMALLEST
from fangxian.pipelines.report.bilingual import both, number, paragraph, percent
from fangxian.pipelines.report.charts import Part, bar
from fangxian.pipelines.report.tables import Column, table

#: Grids shown at once; the others are behind a fold.
WORST = 30
#: The most areas that one table or drawing holds; a page of ten thousand grids helps nobody.
MOST = 3000
#: Coverage below each of these (per cent) gets a deeper colour.
STEPS = (98, 95, 90, 80)
UNPLACED = {"district": ("未注明区县", "No district given"), "street": ("未分街道", "No street given"),
            "community": ("未分社区", "No community given"), "grid": ("未分网格", "No grid given")}  # fmt: skip
_PARTS = {"tested": "tested", "pending": "pending", "in_review": "review", "untested": "untested"}


def coverage(areas: Sequence[AreaCoverage]) -> str:
    """The section: streets, communities, grids; districts too, where the file has several."""
    if not any(area.people for area in areas):
        return paragraph("没有可以按区划计数的居民。", "There are no residents to count by area.", "empty")
    names = {area.path: _name(area) for area in areas}
    levels: dict[Level, list[AreaCoverage]] = {}
    for area in areas:
        levels.setdefault(area.level, []).append(area)
    districts, grids = levels.get("district", []), levels.get("grid", [])
    told = []
    if sum(bool(area.code) for area in districts) > 1:
        told.append(_table(both("区县，覆盖最低的在前", "Districts, lowest coverage first"), districts, names))
    told.append(_table(both("街道（乡镇），覆盖最低的在前", "Streets and towns, lowest coverage first"),
                       levels.get("street", []), names, kind="places streets"))  # fmt: skip
    told.append(_table(both("社区（村），覆盖最低的在前", "Communities and villages, lowest coverage first"),
                       levels.get("community", []), names))  # fmt: skip
    told += [_heat(grids, names), _grids(grids, names), _rule(areas)]
    return "".join(told)


def worst_first(areas: Iterable[AreaCoverage]) -> list[AreaCoverage]:
    """Lowest coverage first; of equals, the one with more people not tested."""
    return sorted(areas, key=lambda area: (area.share, -area.untested, area.path))


def _grids(grids: Sequence[AreaCoverage], names: Mapping[tuple[str, ...], str]) -> str:
    worst = worst_first(grids)
    caption = both("网格，覆盖最低的在前", "Grids, lowest coverage first")
    if len(worst) <= WORST:
        return _table(caption, worst, names)
    caption = both(
        f"覆盖最低的 {WORST} 个网格（共 {len(worst)} 个）",
        f"The {WORST} grids with the lowest coverage, of {len(worst)}",
    )
    shown = worst if len(worst) <= MOST else worst[:MOST]
    every = both(f"全部 {number(len(worst))} 个网格", f"All {number(len(worst))} grids")
    if len(shown) < len(worst):
        every = both(
            f"覆盖最低的 {number(MOST)} 个网格（共 {number(len(worst))} 个）",
            f"The lowest {number(MOST)} of {number(len(worst))} grids",
        )
    return (
        _table(caption, worst[:WORST], names)
        + f"<details><summary>{every}</summary>{_table(every, shown, names, bars=False)}</details>"
    )


def _table(
    caption: str,
    areas: Sequence[AreaCoverage],
    names: Mapping[tuple[str, ...], str],
    *,
    kind: str = "places",
    bars: bool = True,
) -> str:
    columns = [
        Column(both("区划", "Area")),
        Column(both("应检", "People"), "n"),
        *([Column(both("现状（满格为 100%）", "As it stands (full: 100%)"), "bar")] if bars else []),
        Column(both("已检", "Tested"), "n wide"),
        Column(both("覆盖", "Coverage"), "n strong"),
        Column(both("待出结果", "Pending"), "n"),
        Column(both("待核对", "In review"), "n"),
        Column(both("未检", "Not tested"), "n due"),
    ]
    empty = paragraph("居民文件没有这一级区划。", "The residents' file names no areas of this level.")
    return table(
        caption, columns, [_row(area, names, bars=bars) for area in worst_first(areas)], empty=empty, kind=kind
    )


def _row(area: AreaCoverage, names: Mapping[tuple[str, ...], str], *, bars: bool) -> list[str]:
    within = names.get(area.path[:-1], "") if area.level in ("community", "grid") and area.path[-2] else ""
    code = f'<small class="code">{escape(area.code)}</small>' if area.code and area.code != area.name else ""
    within = f"<small>{within}</small>" if within and within not in names[area.path] else ""
    drawn = [bar([Part(kind, getattr(area, key)) for key, kind in _PARTS.items()], area.people)] if bars else []
    return [
        f"{names[area.path]} {within}{code}",
        number(area.people),
        *drawn,
        number(area.tested),
        percent(area.tested, area.people),
        number(area.pending),
        number(area.in_review),
        number(area.untested),
    ]


def _heat(grids: Sequence[AreaCoverage], names: Mapping[tuple[str, ...], str]) -> str:
    """Every grid a small square, street by street, a gap between communities: where it is thin shows at a glance."""
    if not grids or len(grids) > MOST:
        return ""
    tally = [0] * (len(STEPS) + 1)
    lines = []
    for street, members in groupby(sorted(grids, key=lambda grid: grid.path), key=lambda grid: grid.path[:2]):
        blocks = []
        for _, block in groupby(members, key=lambda grid: grid.path[:3]):
            squares = []
            for grid in block:
                depth = _depth(grid)
                tally[depth] += 1
                share = f"{percent(grid.tested, grid.people)} · {number(grid.tested)}/{number(grid.people)}"
                squares.append(f'<i class="h{depth}" title="{escape(_plain(grid))} · {share}"></i>')
            blocks.append(f"<span>{''.join(squares)}</span>")
        lines.append(f"<li><b>{names.get(street, '–')}</b><div>{''.join(blocks)}</div></li>")
    bounds = (
        f"≥ {STEPS[0]}%",
        *(f"{low}–{high}%" for high, low in pairwise(STEPS)),
        f"< {STEPS[-1]}%",
    )
    key = "".join(
        f'<li><i class="key h{depth}"></i>{bound} <b>{number(tally[depth])}</b></li>'
        for depth, bound in enumerate(bounds)
    )
    caption = both(
        "每个网格一格，颜色越深覆盖越低；缝隙分开社区",
        "One square a grid; the deeper, the lower its coverage; gaps part communities",
    )
    return (
        f'<figure class="heat"><figcaption id="heat"><span>{caption}</span><ul class="legend">{key}</ul></figcaption>'
        f'<ul class="strip" aria-labelledby="heat">{"".join(lines)}</ul></figure>'
    )


def _depth(area: AreaCoverage) -> int:
    """How many of the `STEPS` its coverage stays below, in whole people and not in rounded shares."""
    return sum(area.tested * 100 < step * area.people for step in STEPS)


def _plain(area: AreaCoverage) -> str:
    return area.name or f"{area.areas} 合并"


def _name(area: AreaCoverage) -> str:
    """What the row is called, as HTML."""
    if not area.name:
        return both(f"合并的 {area.areas} 个小区划", f"{area.areas} small areas merged")
    name = escape(area.name) if area.code else both(*UNPLACED[area.level])
    if area.areas == 1:
        return name
    return f"{name} <small>{both(f'含另 {area.areas - 1} 个小区划', f'with {area.areas - 1} small areas')}</small>"


def _rule(areas: Sequence[AreaCoverage]) -> str:
    merged = any(area.areas > 1 for area in areas)
    return paragraph(
        f"不足 {SMALLEST} 人的区划与同级的小区划或最小的邻区合计，以免数字指向个人。"
        f"{'' if merged else '本次没有这样的区划。'}",
        f"Areas of fewer than {SMALLEST} people are counted with their neighbours: no figure points at a person."
        f"{'' if merged else ' There were none this time.'}",
        "note",
    )
