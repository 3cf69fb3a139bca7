"""`fangxian load`: departments' files into the registries, each row judged, linked, applied or held."""

import argparse
import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from fangxian.cli.language import said
from fangxian.lib.fault import Fault

if TYPE_CHECKING:
    from fangxian.runs.loading import Loaded

_STEPS = {
    "recognise": ("reading its header", "识别表头"),
    "receive": ("receiving", "接收"),
    "judge": ("judging each row", "逐行判定"),
    "write": ("into the lake", "写入数据湖"),
    "preview": ("working out what it would do", "核算入库影响"),
    "link": ("finding whose each row is", "比对归属"),
    "apply": ("into the registries", "写入底账"),
    "boards": ("counting by area", "按区划汇总"),
}
_COLUMNS = (
    ("file", "文件"), ("dataset", "数据集"), ("rows", "行数"), ("held", "问题数据"), ("new", "新增"),
    ("changed", "变更"), ("as before", "不变"), ("ended", "终止"),
)  # fmt: skip


def declare(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command's arguments."""
    parser = parsers.add_parser("load", help=said("load departments' files into the registries", "将部门文件入库"))
    parser.add_argument(
        "files", type=Path, nargs="*", metavar="FILE", help=said("files as they came", "收到的文件（可多个）")
    )
    parser.add_argument(
        "--dataset",
        metavar="NAME",
        help=said("whose contract they keep, if the header does not say", "数据集（表头不能说明时）"),
    )
    parser.add_argument("--sender", default="", metavar="TEXT", help=said("who sent them", "报送单位"))
    parser.add_argument(
        "--day",
        type=_day,
        metavar="DATE",
        help=said("the day of which they speak, 2022-06-30 (today)", "数据所属日期，如 2022-06-30（默认当天）"),
    )
    parser.add_argument(
        "--whole",
        action="store_true",
        help=said("they list everybody: who is no longer on one has left", "全量文件：不再出现的人视为已离开"),
    )
    parser.add_argument(
        "--map", dest="mapping", type=Path, metavar="FILE", help=said("which heading is which field", "表头映射文件")
    )
    parser.add_argument("--by", default="", metavar="NAME", help=said("who loads them", "经办人"))
    parser.add_argument(
        "--confirm", type=int, metavar="STOP", help=said("let a list that was stopped go in", "确认暂停的文件入库")
    )
    parser.add_argument(
        "--refuse", type=int, metavar="STOP", help=said("leave a list that was stopped out", "退回暂停的文件")
    )
    parser.add_argument(
        "--why", default="", metavar="REASON", help=said("why it is refused (docs/commands.md)", "退回的原因")
    )
    parser.add_argument(
        "--as", dest="account", default="", metavar="ACCOUNT", help=said("whose word that is", "以哪个账号办理")
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Loads; tells each step as it begins, and what became of the rows."""
    from fangxian.cli import installation

    installation.open_installation(migrate=True)
    stop = args.confirm or args.refuse
    if bool(stop) == bool(args.files):
        raise Fault(
            en="Name the files to load; or a stop, with --confirm or --refuse.",
            zh="请写明要入库的文件；或用 --confirm、--refuse 写明暂停编号。",
        )
    show(_decided(args) if stop else _loaded(args))
    return 0


def _loaded(args: argparse.Namespace) -> list["Loaded"]:
    from fangxian.contracts import mapping
    from fangxian.runs.loading import load

    if args.mapping and not args.dataset:
        raise Fault(
            en="--map speaks of one dataset: name it with --dataset.",
            zh="--map 只对应一个数据集：请用 --dataset 指明。",
        )
    section = mapping.load(args.mapping).get(args.dataset) if args.mapping else None
    return load(
        args.files,
        by=args.by or "shell",
        dataset=args.dataset,
        sender=args.sender,
        day=args.day,
        whole=args.whole,
        mapping=section,
        say=Steps().say,
    )


def _decided(args: argparse.Namespace) -> list["Loaded"]:
    """What a second person says of a stop, after their password; what they let through goes in at once."""
    from fangxian.catalogue import actions
    from fangxian.cli.vouching import vouched
    from fangxian.runs.loading import go_on

    if not args.account:
        raise Fault(en="Say whose word it is: --as ACCOUNT.", zh="请用 --as 写明办理账号。")
    by = vouched(args.account)
    if args.refuse:
        actions.refuse(stop=args.refuse, why=args.why, by=by)
        print(said(f"Stop {args.refuse} is refused: nothing went in.", f"第 {args.refuse} 号暂停已退回，未入库。"))
        return []
    actions.confirm(stop=args.confirm, by=by)
    return go_on(by=by.account, say=Steps().say)


class Steps:
    """Tells each step as it begins, and the seconds of one that took longer than one."""

    def __init__(self) -> None:
        self._began: float | None = None

    def say(self, file: str, step: str) -> None:
        """The line of a step."""
        now = time.perf_counter()
        if self._began is not None and now - self._began >= 1:
            print(f"    {now - self._began:.1f} s", file=sys.stderr)
        self._began = now
        print(f"{file}{'：' if file else ''}{said(*_STEPS[step])} ...", file=sys.stderr, flush=True)


def show(done: list["Loaded"]) -> None:
    """What became of each file, as a table."""
    from fangxian.cli.table import aligned

    if not done:
        return
    lines = [[said(*names) for names in _COLUMNS]]
    for one in done:
        lines.append([one.manifest.file, one.manifest.dataset, *(f"{count:,}" for count in _counts(one))])
    aligned(lines)
    for one in done:
        _tell_cut(one)
    if any(one.promotion.already for one in done):
        print(
            said(
                "Files that were loaded before changed nothing.",
                "此前已入库的文件未引起任何变化。",
            ),
            file=sys.stderr,
        )


def _tell_cut(one: "Loaded") -> None:
    from django.conf import settings

    from fangxian.intake.cut import rows_cut
    from fangxian.lake import batches

    many, first = rows_cut(batches.opened(settings.LAKE, one.manifest.dataset, one.manifest.batch).accepted)
    if many:
        print(
            said(
                f"{one.manifest.file}: in {many:,} rows, the first of them row {first}, a spreadsheet turned the "
                "identity number into 2.30108E+17; its end is lost. Format that column as text and export the file "
                "again. Until then these people are told apart by name, birth and address alone.",
                f"{one.manifest.file}：{many:,} 行（首见第 {first} 行）的证件号码被电子表格改成了 2.30108E+17，"
                "后半段已丢失。请将该列设为文本格式后重新导出；在此之前，这些人只能按姓名、出生日期和地址比对。",
            ),
            file=sys.stderr,
        )


def _counts(one: "Loaded") -> tuple[int, ...]:
    applied = one.promotion.counts.values()
    whole = [sum(getattr(part, name) for part in applied) for name in ("inserted", "changed", "unchanged", "ended")]
    return (one.manifest.counts.rows, one.manifest.counts.held, *whole)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(said("a date such as 2022-06-30", "日期，如 2022-06-30")) from None
