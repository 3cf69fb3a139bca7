"""What was wrong with the files as such, before any cell was read: cut off, ragged, badly quoted."""

from collections.abc import Mapping, Sequence
from typing import Any

from fangxian.pipelines.report import words
from fangxian.pipelines.report.bilingual import Said, both, said
from fangxian.pipelines.report.tables import Column, table

#: So many files are named; of more, how many there are.
NAMED = 3


def noted(summary: Mapping[str, Any]) -> str:
    """A line for each kind of damage with a plain sentence and the files that have it; nothing if none has any."""
    files = [*summary.get("files", []), summary.get("residents") or {}]
    found: dict[str, list[str]] = {}
    for one in files:
        for kind in one.get("notes", ()):
            found.setdefault(kind, []).append(str(one.get("file", "–")))
    if not found:
        return ""
    order = [*words.FILE_NOTES, *sorted(found.keys() - words.FILE_NOTES.keys())]
    rows = [
        [said(label), said(told), said(_files(found[kind]))]
        for kind in order
        if kind in found
        for label, told in [words.file_note(kind)]
    ]
    columns = [
        Column(both("文件的毛病", "Of the file")),
        Column(both("怎样处理", "What was done")),
        Column(both("哪些文件", "Which files")),
    ]
    return table(both("文件本身的毛病", "What was wrong with files as such"), columns, rows, empty="", kind="prose")


def _files(names: Sequence[str]) -> Said:
    shown = names[:NAMED]
    if len(names) == len(shown):
        return Said("、".join(shown), ", ".join(shown))
    return Said(f"{'、'.join(shown)} 等 {len(names)} 个", f"{', '.join(shown)} and {len(names) - NAMED} more")
