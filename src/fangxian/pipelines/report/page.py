"""The page: measures are taken, sections written, and everything put into one file that needs nothing else."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from fangxian.lake.engines.facade import Engine
from fangxian.lib import clock
from fangxian.measures import coverage as places_measured
from fangxian.measures import dirt as dirt_measured
from fangxian.measures import pools as pools_measured
from fangxian.measures.coverage import AreaCoverage, Hours, district_of
from fangxian.measures.dirt import DirtFound
from fangxian.measures.pools import PoolRows
from fangxian.measures.suppression import publishable
from fangxian.pipelines.report import figures, files, findings, notes, places, progress
from fangxian.pipelines.report.bilingual import Said, both, number, said

TITLES = {
    "overview": Said("概况", "Overview"),
    "coverage": Said("覆盖", "Coverage"),
    "hours": Said("采样进度", "By hour"),
    "positives": Said("混采与阳性", "Pools and positives"),
    "rows": Said("每一行的去处", "Where each row went"),
    "tiers": Said("怎样认定", "How rows were linked"),
    "dirt": Said("数据问题与修复", "Dirt and repairs"),
    "words": Said("词语", "Words"),
}
_NUMERALS = "一二三四五六七"


def make(engine: Engine, summary: Mapping[str, Any], *, name_of: Callable[[str], str | None] | None = None) -> str:
    """The report of the comparison whose tables stand in `engine`: takes the measures and renders them.

    `summary` is the content of summary.json; `name_of` as for `by_area`.
    """
    return render(
        summary,
        places_measured.by_area(engine, name_of=name_of),
        places_measured.by_hour(engine),
        dirt_measured.found(engine),
        pools_measured.by_size(engine),
    )


def render(
    summary: Mapping[str, Any],
    coverage: Sequence[AreaCoverage],
    hours: Hours,
    dirt: Sequence[DirtFound],
    pools: Sequence[PoolRows] = (),
) -> str:
    """The page as HTML, complete in itself. Small areas are merged here, whatever the caller hands in."""
    total = summary.get("total", {})
    shown = publishable(coverage)
    residents = (summary.get("residents") or {}).get("rows", 0)
    sections = {
        "overview": figures.headline(total),
        "coverage": places.coverage(shown),
        "hours": progress.hours(hours),
        "positives": findings.positives(total.get("positives"), pools),
        "rows": figures.conservation(summary),
        "tiers": findings.tiers(total),
        "dirt": findings.dirt(dirt, results=total.get("rows", 0), residents=residents) + files.noted(summary),
        "words": notes.glossary(),
    }
    district = district_of(shown)
    name = district.name if district and district.name != district.code else ""
    return Template(_part("page.html")).substitute(
        title_zh=escape(f"{name}检测轮次比对报告"),
        title_en=escape(f"Testing round: comparison report{f', {name}' if name else ''}"),
        style=_part("report.css"),
        script=_part("report.js"),
        facts=_facts(summary),
        contents=" ".join(f'<a href="#{key}">{said(title)}</a>' for key, title in TITLES.items()),
        sections="\n".join(_section(key, body) for key, body in sections.items()),
        footer=notes.footer(total),
    )


def _section(key: str, body: str) -> str:
    place = list(TITLES).index(key)
    title = TITLES[key]
    # The overview speaks for itself: its heading is for screen readers, and the count begins after it.
    heading = both(f"{_NUMERALS[place - 1]}、{title.zh}", f"{place} {title.en}") if place else said(title)
    return f'<section id="{key}" aria-labelledby="{key}-title"><h2 id="{key}-title">{heading}</h2>{body}</section>'


def _facts(summary: Mapping[str, Any]) -> str:
    """Window, moment made, and how much was read."""
    window = summary.get("window") or {}
    begin, end = (_moment(window.get(edge)) for edge in ("from", "to"))
    if begin or end:
        spoken = both(f"{begin or '最早'} 至 {end or '最晚'}", f"{begin or 'the first'} to {end or 'the last'}")
    else:
        spoken = both("文件的全部时段", "the whole of the files")
    files, rows = len(summary.get("files", [])), summary.get("total", {}).get("rows", 0)
    facts = (
        (both("采样时段", "Window"), spoken),
        (both("制表时间", "Made"), f"{clock.now():%Y-%m-%d %H:%M}"),
        (both("结果文件", "Result files"), both(f"{files} 个，{number(rows)} 行", f"{files}, {number(rows)} rows")),
    )
    return "".join(f"<div><dt>{term}</dt><dd>{told}</dd></div>" for term, told in facts)


def _moment(stated: object) -> str:
    """A moment as the summary states it (ISO), to the minute; '' for an open end."""
    return str(stated).replace("T", " ")[:16] if stated else ""


@cache
def _part(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8").strip()
