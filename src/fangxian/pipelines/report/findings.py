"""How rows were linked, the dirt that was found, and what the positives are and are not."""

from collections.abc import Mapping, Sequence
from typing import Any

from fangxian.measures.dirt import DirtFound
from fangxian.measures.pools import PoolRows
from fangxian.pipelines.report import words
from fangxian.pipelines.report.bilingual import Said, both, number, paragraph, percent, said
from fangxian.pipelines.report.charts import Part, bar
from fangxian.pipelines.report.tables import Column, grouped, table


def tiers(total: Mapping[str, Any]) -> str:
    """The six classes with a plain sentence each."""
    rows = total.get("rows", 0)
    columns = [
        Column(both("归类", "Class")),
        Column(both("怎样认定", "What it means")),
        Column(both("行数", "Rows"), "n"),
        Column(both("占比", "Share"), "n"),
    ]
    lines = [
        [f'<i class="key c-{name}"></i>{said(label)}', said(told), number(count), percent(count, rows)]
        for name, (label, told) in words.CLASSES.items()
        for count in [total.get(name, 0)]
    ]
    caption = both("从上到下依次尝试；每一级都说得出理由", "Tried from top to bottom; each gives its reasons")
    return table(caption, columns, lines, empty="", kind="prose")


def dirt(found: Sequence[DirtFound], *, results: int, residents: int) -> str:
    """Kinds of dirt by the part of the row they are about; `results` and `residents` are the rows of either side."""
    columns = [
        Column(both("问题", "Kind")),
        Column(both("怎样处理", "How it was repaired")),
        Column(both("结果文件", "Result files"), "n"),
        Column(both("占行数", "Of rows"), "n"),
        Column("", "bar small"),
        Column(both("居民文件", "Residents' file"), "n"),
        Column(both("占行数", "Of rows"), "n"),
    ]
    most = max((one.results for one in found), default=0)
    kinds: dict[str, int] = {}
    for one in found:
        kinds[one.kind] = kinds.get(one.kind, 0) + one.rows
    ordered = sorted(found, key=lambda one: (-kinds[one.kind], one.kind, -one.rows))
    groups = [
        (said(label), [_kind(one, most, results, residents) for one in ordered if words.subject(one.kind) == subject])
        for subject, label in words.SUBJECTS.items()
    ]
    caption = both(
        "一行可有几种问题，各行数不可相加", "A row may be dirty in several ways: the counts do not add up to rows"
    )
    empty = paragraph("没有发现写法或内容上的问题。", "No dirt was found in the files.")
    return grouped(caption, columns, [group for group in groups if group[1]], empty=empty) + _repairs(found)


def _kind(one: DirtFound, most: int, results: int, residents: int) -> list[str]:
    mended = "held" if one.repair in ("held", "none") else "tested"
    drawn = bar([Part(mended, one.results)], most) if one.results else ""
    return [
        said(words.dirt(one.kind)),
        said(words.repair(one.repair)[0]),
        number(one.results) if one.results else "–",
        percent(one.results, results) if one.results else "–",
        drawn,
        number(one.residents) if one.residents else "–",
        percent(one.residents, residents) if one.residents else "–",
    ]


def _repairs(found: Sequence[DirtFound]) -> str:
    if not found:
        return ""
    counts: dict[str, int] = {}
    for one in found:
        counts[one.repair] = counts.get(one.repair, 0) + one.rows
    order = [*words.REPAIRS, *sorted(counts.keys() - words.REPAIRS.keys())]
    everything = sum(counts.values())
    rows = [
        [said(label), said(told), number(counts[code]), percent(counts[code], everything)]
        for code in order
        if code in counts
        for label, told in [words.repair(code)]
    ]
    columns = [
        Column(both("处理方式", "Repair")),
        Column(both("说明", "What it means")),
        Column(both("处数", "Findings"), "n"),
        Column(both("占比", "Share"), "n"),
    ]
    return table(both("处理方式，两侧文件合计", "Repairs, both sides together"), columns, rows, empty="", kind="prose")


def positives(leads: Mapping[str, int] | None, pools: Sequence[PoolRows]) -> str:
    """Counts of leads, with the caution that belongs to them, and how the samples were pooled."""
    caution = paragraph(
        "混管阳性是线索，不是结论：同管人员一律暂留待单管复检，不称阳性，不因此变更健康码。",
        "A positive pool is a lead, not a verdict: its people are on hold until the single re-test. "
        "They are not positive, and no health code changes for it.",
        "caution",
    )
    return caution + _leads(leads) + _pools(pools)


_LEADS: dict[str, Said] = {
    "single_positive": Said("单人单管，结果为阳性。", "A tube of one person with a positive result."),
    "pool_hold": Said(
        "所在混管有阳性或可疑结果；本人结果未知，等单管复检。",
        "In a pool with a positive or doubtful result; their own is not known until the single re-test.",
    ),
    "suspect": Said("单人单管，结果可疑，等复检。", "A tube of one person with a doubtful result, to be tested again."),
}


def _leads(leads: Mapping[str, int] | None) -> str:
    if leads is None:
        return paragraph("本次比对没有统计阳性线索。", "This comparison did not count positives.", "empty")
    if not any(leads.values()):
        return paragraph("本轮文件中没有阳性或可疑结果。", "The files hold no positive or doubtful result.", "empty")
    columns = [
        Column(both("线索", "Lead")),
        Column(both("含义", "What it means")),
        Column(both("行数", "Rows"), "n strong"),
    ]
    rows = [
        [said(words.named(code, words.POSITIVES)), said(_LEADS.get(code, Said("", ""))), number(count)]
        for code, count in leads.items()
    ]
    return table(both("阳性与可疑线索", "Positive and doubtful leads"), columns, rows, empty="", kind="prose")


def _pools(pools: Sequence[PoolRows]) -> str:
    columns = [
        Column(both("采样方式", "Pooling")),
        Column(both("样本行数", "Samples (rows)"), "n"),
        Column(both("占比", "Share"), "n"),
        Column(both("报阳性的行", "Reported positive"), "n"),
        Column(both("报可疑的行", "Reported doubtful"), "n"),
        Column(both("待结果或无效", "Pending or invalid"), "n"),
    ]
    everything = sum(pool.rows for pool in pools)
    rows = [
        [
            said(_pooling(pool.size)),
            number(pool.rows),
            percent(pool.rows, everything),
            number(pool.positive),
            number(pool.suspect),
            number(pool.pending),
        ]
        for pool in pools
    ]
    empty = paragraph("没有可以计数的样本。", "There are no samples to count.")
    return table(both("样本怎样混采", "How samples were pooled"), columns, rows, empty=empty, kind="narrow")


def _pooling(size: int | None) -> Said:
    if size is None:
        return Said("未注明", "Not said")
    if size == 0:
        return Said("混采，未注明几人", "Pooled, size not said")
    return Said("单管", "Alone") if size == 1 else Said(f"{size} 混 1", f"Pool of {size}")
