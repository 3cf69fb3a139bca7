"""`fangxian nightly`: what is done by the clock, each night or (with --minute) each minute. Called by cron."""

import argparse
import json
import sys
from typing import TYPE_CHECKING

from fangxian.cli.language import said

if TYPE_CHECKING:
    from fangxian.runs.steps import Step

_NAMES = {
    "searches": ("searches", "检索"),
    "outbox": ("events", "事件"),
    "areas": ("risk areas", "风险区"),
    "codes": ("health codes", "健康码"),
    "colours": ("colours", "颜色"),
    "libraries": ("libraries", "结果库"),
    "sources": ("sources", "数据来源"),
    "holds": ("holds", "临时管控"),
    "sharing": ("sharing", "数据共享"),
    "programmes": ("follow-up", "纳管"),
    "delivered": ("deliveries", "送达记录"),
    "sessions": ("sessions", "会话"),
    "doors": ("doors", "门磁"),
    "heartbeats": ("heartbeats", "设备心跳"),
    "inbox": ("inbox", "单条佐证"),
    "loads": ("loads", "入库"),
    "contradictions": ("words", "来源比对"),
    "boards": ("counts", "汇总"),
    "twins": ("registered twice", "重复登记"),
    "doubles": ("organisations twice", "法人重复登记"),
    "seal": ("sealing", "封存"),
    "audit": ("audit", "审计"),
}
#: The exit code where a step failed.
FAILED = 2


def declare(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command's arguments."""
    parser = parsers.add_parser(
        "nightly", help=said("do what is due each night, or each minute", "执行每晚（或每分钟）的定时任务")
    )
    parser.add_argument(
        "--minute",
        action="store_true",
        help=said("only what is due each minute: searches, events, the seal", "仅执行每分钟任务：检索、事件、封存"),
    )
    parser.add_argument("--json", action="store_true", help=said("print the steps as JSON", "以 JSON 打印各步骤"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Does each step and says what it did; 2 where one failed."""
    from fangxian.cli import installation

    installation.open_installation()
    from fangxian.exchange.turns import Taken
    from fangxian.runs.nightly import each_minute, nightly

    say = _nothing if args.json else _show
    try:
        done = each_minute(say=say) if args.minute else nightly(say=say)
    except Taken as taken:
        if not args.minute:
            raise
        # The minute before is still at it, and does this one's work as well.
        print(said(taken.en, taken.zh))
        return 0
    if args.json:
        print(json.dumps([vars(step) for step in done], ensure_ascii=False, indent=2))
    return FAILED if any(step.failed for step in done) else 0


def _show(step: "Step") -> None:
    """What was done goes to standard output, what failed to the errors: cron writes to somebody of those."""
    from fangxian.cli.table import width

    name = said(*_NAMES[step.name])
    line = f"{'✗' if step.failed else '✓'} {name}{' ' * (10 - width(name))} {said(step.en, step.zh)}"
    print(line, file=sys.stderr if step.failed else sys.stdout, flush=True)


def _nothing(_: "Step") -> None:
    pass
