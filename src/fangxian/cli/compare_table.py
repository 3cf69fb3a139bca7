"""What `fangxian compare` tells a person: its progress, and the summary as a table. Standard error only."""

import sys
from pathlib import Path
from typing import Any

from fangxian.cli.language import language
from fangxian.cli.table import aligned

_STAGES = {
    "read": ("Reading and cleaning", "读取与清洗"),
    "link": ("Linking rows to people", "关联到人"),
    "reconcile": ("Finding who is missing", "找出应检未检"),
    "count": ("Counting", "计数"),
    "write": ("Writing the lists and the report", "写出名单与报告"),
}

_LABELS = {
    "file": ("file", "文件"), "rows": ("rows", "行数"), "exact": ("exact", "号码一致"),
    "repaired": ("repaired", "修正后一致"), "probable": ("probable", "综合判断"), "review": ("review", "待人工核对"),
    "unknown": ("unknown", "库外人员"), "rejected": ("rejected", "无效行"), "duplicates": ("duplicates", "重复采样"),
    "total": ("total", "合计"), "people": ("people", "应检"), "tested": ("tested", "已检"),
    "pending": ("pending", "待出结果"), "in_review": ("in review", "待核对"), "untested": ("untested", "未检"),
    "tested_more_than_once": ("tested more than once", "检测多次"),
    "single_positive": ("single positive", "单管阳性"), "pool_hold": ("held with a pool", "混管待复检"),
    "suspect": ("suspect", "可疑"),
}  # fmt: skip

_COLUMNS = ("rows", "exact", "repaired", "probable", "review", "unknown", "rejected", "duplicates")


def progress(stage: str) -> None:
    """One line a stage."""
    if stage in _STAGES:
        print(f"{_said(_STAGES[stage])} ...", file=sys.stderr, flush=True)


def show(answer: dict[str, Any], out: Path) -> None:
    """The summary as two small tables, and where the report lies."""
    total = answer["total"]
    lines = [[_label("file"), *(_label(column) for column in _COLUMNS)]]
    for entry in [*answer["files"], total | {"file": _label("total")}]:
        lines.append([entry["file"], *(f"{entry[column]:,}" for column in _COLUMNS)])
    aligned(lines)
    people = ["people", "tested", "pending", "in_review", "untested", "tested_more_than_once"]
    aligned([[_label(key) for key in people], [f"{total[key]:,}" for key in people]], first_left=False)
    leads = total["positives"]
    aligned([[_label(key) for key in leads], [f"{count:,}" for count in leads.values()]], first_left=False)
    seconds = total["seconds"]["all"]
    print(
        _said(
            (
                f"{seconds:.1f} seconds. The report: {out / 'report.html'}",
                f"用时 {seconds:.1f} 秒。报告：{out / 'report.html'}",
            )
        ),
        file=sys.stderr,
    )


def _label(key: str) -> str:
    return _said(_LABELS[key])


def _said(pair: tuple[str, str]) -> str:
    return pair[1] if language() == "zh" else pair[0]
