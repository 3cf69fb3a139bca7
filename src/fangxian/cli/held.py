"""`fangxian held`: rows that wait, sent back as a workbook, read from it again, or mended many at once by a rule."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from fangxian.cli.language import language, said
from fangxian.lib.fault import Fault

if TYPE_CHECKING:
    from fangxian.access.reader import Reader
    from fangxian.catalogue.queries import Batch

#: Rows that are told one by one.
_TOLD = 20


def declare(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command's arguments."""
    parser = parsers.add_parser("held", help=said("held rows, many at once", "成批处理问题数据"))
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    export = acts.add_parser("export", help=said("send a batch's back as a workbook", "把一批的问题数据导出为退回表"))
    export.add_argument("--out", type=Path, required=True, metavar="FILE.xlsx", help=said("the workbook", "写出的表"))
    reread = acts.add_parser("reread", help=said("read a workbook that came back", "读取更正后的退回表"))
    reread.add_argument("file", type=Path, metavar="FILE", help=said("as it came back", "收回的表"))
    rule = acts.add_parser("rule", help=said("mend all that say the same", "按规则更正内容相同的行"))
    rule.add_argument("--field", required=True, metavar="FIELD", help=said("a field of the contract", "字段名"))
    rule.add_argument("--says", required=True, metavar="TEXT", help=said("what its cells say", "单元格内容"))
    rule.add_argument("--means", required=True, metavar="TEXT", help=said("what that means", "应为"))
    rule.add_argument("--sure", action="store_true", help=said("do it; else it is only told", "确认执行（否则只预览）"))
    undo = acts.add_parser("undo", help=said("take back what is not in yet", "撤销尚未入库的更正"))
    for act in (export, rule, undo):
        act.add_argument("batch", metavar="DATASET/BATCH", help=said("whose rows", "数据集/批次号"))
    for act in acts.choices.values():
        act.add_argument(
            "--as", dest="account", required=True, metavar="ACCOUNT", help=said("whose act it is", "办理账号")
        )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Does one act, after the password of the account."""
    from fangxian.cli import installation
    from fangxian.cli.vouching import vouched

    installation.open_installation(migrate=True)
    by = vouched(args.account)
    return {"export": _export, "reread": _reread, "rule": _rule, "undo": _undo}[args.act](args, by)


def _export(args: argparse.Namespace, by: "Reader") -> int:
    from fangxian.runs import sent_back

    rows = sent_back.export(batch=_batch(args), out=args.out, by=by)
    print(said(f"{rows:,} rows: {args.out}", f"{rows:,} 行：{args.out}"), file=sys.stderr)
    return 0


def _reread(args: argparse.Namespace, by: "Reader") -> int:
    from fangxian.runs import sent_back

    found = sent_back.reread(args.file, by=by)
    counts = (
        ("mended", "已更正", found.mended), ("held again", "仍有问题", len(found.again)),
        ("as they were", "未改动", found.untouched), ("settled before", "此前已处理", found.settled),
        ("of no batch here", "不属于现有批次", found.unknown),
    )  # fmt: skip
    print(said(f"{found.rows:,} rows:", f"共 {found.rows:,} 行："), file=sys.stderr)
    for en, zh, many in counts:
        print(f"{many:>9,}  {said(en, zh)}", file=sys.stderr)
    for file, row, fault in found.again[:_TOLD]:
        where = said(f"{file} row {row}", f"{file} 第 {row} 行")
        print(f"{where}: {fault.sentence(language())}", file=sys.stderr)
    _bring_in(found.mended, by)
    return 2 if found.again or found.unknown else 0


def _rule(args: argparse.Namespace, by: "Reader") -> int:
    from fangxian.runs import sent_back

    done = sent_back.rule(
        batch=_batch(args), field=args.field, says=args.says, means=args.means, by=by, only_judge=not args.sure
    )
    mended, again = len(done.mended), len(done.again)
    if not args.sure:
        print(
            said(
                f"{mended:,} rows would be mended, {again:,} would still be held. Nothing was done: --sure does it.",
                f"将更正 {mended:,} 行，仍有问题 {again:,} 行。尚未执行：加 --sure 执行。",
            ),
            file=sys.stderr,
        )
        return 0
    print(
        said(
            f"{mended:,} rows mended, {again:,} still held. They go in within the minute; until then "
            f"fangxian held undo {args.batch} takes it back.",
            f"已更正 {mended:,} 行，仍有问题 {again:,} 行。一分钟内入库；"
            f"在此之前可用 fangxian held undo {args.batch} 撤销。",
        ),
        file=sys.stderr,
    )
    return 0


def _undo(args: argparse.Namespace, by: "Reader") -> int:
    from fangxian.runs import sent_back

    many = sent_back.undo(batch=_batch(args), by=by)
    print(said(f"{many:,} rows wait again.", f"{many:,} 行恢复为待处理。"), file=sys.stderr)
    return 0


def _bring_in(mended: int, by: "Reader") -> None:
    from fangxian.cli.load import Steps, show
    from fangxian.runs.loading import go_on

    if mended:
        show(go_on(by=by.account, say=Steps().say))


def _batch(args: argparse.Namespace) -> "Batch":
    from fangxian.catalogue import queries

    dataset, _, name = args.batch.partition("/")
    found = queries.batches(dataset).filter(name=name).first() if dataset else None
    if found is None:
        raise Fault(en=f"There is no batch {args.batch}.", zh=f"没有批次 {args.batch}。")
    return found
