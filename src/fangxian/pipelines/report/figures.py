"""The figures that a meeting sees first, and where each row of each file went."""

from collections.abc import Mapping
from html import escape
from typing import Any

from fangxian.pipelines.report.bilingual import both, number, paragraph, percent, said
from fangxian.pipelines.report.charts import Part, bar
from fangxian.pipelines.report.tables import Column, table
from fangxian.pipelines.report.words import CLASSES, POSITIVES, STATUSES, named

Counts = Mapping[str, Any]


def headline(total: Counts) -> str:
    """Coverage, large; then who is left; then what else the meeting asks for."""
    people, tested = total.get("people", 0), total.get("tested", 0)
    if not people:
        return paragraph(
            "居民文件里没有人，无从计算覆盖。",
            "The residents' file holds nobody: there is no coverage to tell.",
            "empty",
        )
    share = percent(tested, people).removesuffix("%")
    under = both(f"应检 {number(people)} 人，已检 {number(tested)} 人", f"{number(tested)} of {number(people)} people")
    hero = (
        f'<div class="hero"><p class="label">{both("已检人数占应检", "Tested, of all residents")}</p>'
        f'<p class="big">{escape(share)}<small>{"%" if share != "–" else ""}</small></p>'
        f'<p class="under">{under}</p></div>'
    )
    left = "".join(
        (
            _figure(
                "untested", both("未检，需上门核实", "Not tested: to be visited"), total.get("untested", 0), people
            ),
            _figure("review", both("待核对，先不上门", "In review: no visit yet"), total.get("in_review", 0), people),
            _figure("pending", both("待出结果，先不上门", "Pending: no visit yet"), total.get("pending", 0), people),
        )
    )
    band = bar([Part(kind, total.get(key, 0)) for key, kind in _KINDS.items()], people, labelled_by="people-band")
    key = " ".join(
        f'<li><i class="key {kind}"></i>{said(STATUSES[status])} <b>{number(total.get(status, 0))}</b> '
        f"<small>{percent(total.get(status, 0), people)}</small></li>"
        for status, kind in _KINDS.items()
    )
    return (
        f'<div class="top">{hero}<dl class="figures left">{left}</dl></div>'
        f"{_band(band, 'people-band', both('应检居民，按现状', 'Residents, as they stand'), key)}{_also(total)}"
    )


def _band(drawn: str, identity: str, caption: str, key: str) -> str:
    """A drawn bar with its caption and legend, which name it to a screen reader too."""
    return (
        f'<figure class="band">{drawn}<figcaption id="{identity}"><span>{caption}</span>'
        f'<ul class="legend">{key}</ul></figcaption></figure>'
    )


_KINDS = {"tested": "tested", "pending": "pending", "in_review": "review", "untested": "untested"}


def _also(total: Counts) -> str:
    """The second line of figures: outsiders, people tested again, positives as counts."""
    rows = total.get("rows", 0)
    cells = [
        _figure("", both("库外人员（行）", "In no register (rows)"), total.get("unknown", 0), rows),
        _figure("", both("检测多次的人", "People tested more than once"), total.get("tested_more_than_once", 0), None),
    ]
    positives = total.get("positives")
    for code, count in (positives or {}).items():
        cells.append(_figure("lead", said(named(code, POSITIVES)), count, None))
    if positives is None:
        cells.append(f'<div class="figure lead"><dt>{both("阳性线索", "Positives")}</dt><dd>–</dd></div>')
    return f'<dl class="figures also">{"".join(cells)}</dl>'


def _figure(kind: str, label: str, count: int, whole: int | None) -> str:
    share = f" <small>{percent(count, whole)}</small>" if whole is not None else ""
    return f'<div class="figure {kind}"><dt>{label}</dt><dd>{number(count)}{share}</dd></div>'


def conservation(summary: Counts) -> str:
    """Law 1 made visible: each row of the files in exactly one of six classes, in all and file by file."""
    total, files = summary.get("total", {}), summary.get("files", [])
    rows = total.get("rows", 0)
    if not rows:
        return paragraph("结果文件里没有数据行。", "The result files hold no rows.", "empty")
    band = bar([Part(f"c-{name}", total.get(name, 0)) for name in CLASSES], rows, labelled_by="rows-band")
    key = " ".join(
        f'<li><i class="key c-{name}"></i>{said(label)} <b>{number(total.get(name, 0))}</b> '
        f"<small>{percent(total.get(name, 0), rows)}</small></li>"
        for name, (label, _) in CLASSES.items()
    )
    caption = both(f"全部 {number(rows)} 行的去处", f"Where all {number(rows)} rows went")
    columns = [
        Column(both("结果文件", "Result file")),
        Column(both("行数", "Rows"), "n"),
        *(Column(said(label), "n") for label, _ in CLASSES.values()),
        Column(both("核账", "Check"), "n"),
        Column(both("其中重复采样", "Of these, repeats"), "n"),
    ]
    told = both(
        "每个文件：行数 = 六类之和。重复采样是已关联行上的标记，不是第七类",
        "Each file: rows = the sum of six classes. Repeats are a flag on linked rows, not a seventh class",
    )
    lines = [_line(escape(str(entry.get("file", "–"))), entry) for entry in files]
    foot = _line(both("合计", "Total"), total) if len(files) > 1 else ()
    empty = paragraph("没有逐个文件的数字。", "There are no figures by file.")
    return (
        f"{_band(band, 'rows-band', caption, key)}"
        f"{table(told, columns, lines, empty=empty, foot=foot, kind='files')}{_residents(summary.get('residents'))}"
    )


def _line(name: str, entry: Counts) -> list[str]:
    classes = [entry.get(name, 0) for name in CLASSES]
    rows, missing = entry.get("rows", 0), entry.get("rows", 0) - sum(classes)
    check = f'<span class="ok">{both("✓ 相符", "✓ adds up")}</span>'
    if missing:
        check = f'<strong class="off">{both(f"✗ 差 {number(missing)}", f"✗ off by {number(missing)}")}</strong>'
    return [name, number(rows), *map(number, classes), check, number(entry.get("duplicates", 0))]


def _residents(residents: Counts | None) -> str:
    if not residents:
        return ""
    file, rows, people = residents.get("file", "–"), residents.get("rows", 0), residents.get("people", 0)
    twice, rejected = residents.get("duplicates", 0), residents.get("rejected", 0)
    return paragraph(
        f"居民文件 {file}：{number(rows)} 行，{number(people)} 人，重复登记 {number(twice)} 行"
        + (f"，无效 {number(rejected)} 行。" if rejected else "。"),
        f"Residents' file {file}: {number(rows)} rows, {number(people)} people, {number(twice)} registered twice"
        + (f", {number(rejected)} rejected." if rejected else "."),
        "note",
    )
