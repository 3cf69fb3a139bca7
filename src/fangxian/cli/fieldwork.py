"""`fangxian fieldwork`: what there is to do at doors, and how much of it the comparison spares."""

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from fangxian.cli.language import said

if TYPE_CHECKING:
    from fangxian.pipelines.saved import Doors


def declare(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command's arguments."""
    parser = parsers.add_parser("fieldwork", help=said("work at doors", "上门任务"))
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    saved = acts.add_parser(
        "saved",
        help=said(
            "doors spared by the comparison, on rounds of a drawn district",
            "用虚构区的各轮检测，测算比对后少跑多少户",
        ),
    )
    saved.add_argument("--people", type=int, default=197_000, metavar="N", help=said("registered", "在册人数"))
    saved.add_argument("--rounds", type=int, default=13, metavar="N", help=said("how many", "检测轮数"))
    saved.add_argument("--seed", type=int, default=20220909, help=said("of the district", "种子"))
    saved.add_argument(
        "--compliance", type=float, nargs="+", default=[90, 95, 98], metavar="PERCENT",
        help=said("of residents who come to a round", "应检居民参检率"),
    )  # fmt: skip
    saved.add_argument("--json", action="store_true", help=said("on standard output", "输出 JSON"))
    saved.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Measures; progress goes to standard error, the figures to standard output."""
    from fangxian.lib.fault import Fault
    from fangxian.pipelines.saved import saved

    if not all(0 < one < 100 for one in args.compliance) or args.people < 1 or args.rounds < 1:
        raise Fault(
            en="--compliance is a percentage between 0 and 100; --people and --rounds are at least 1.",
            zh="--compliance 为 0 到 100 之间的百分数；--people 与 --rounds 至少为 1。",
        )
    measured = []
    for one in args.compliance:
        rounds = saved(
            seed=args.seed, people=args.people, count=args.rounds, compliance=one / 100,
            say=lambda line: print(line, file=sys.stderr, flush=True),
        )  # fmt: skip
        measured.append(_summed(one, list(rounds)))
    if args.json:
        print(json.dumps(measured, ensure_ascii=False, indent=2))
    else:
        _show(measured)
    return 0


def _summed(compliance: float, rounds: "list[Doors]") -> dict[str, Any]:
    columns = ("untested", "homes", "each", "each_missed", "listed", "listed_missed", "in_doubt")
    total = {name: sum(getattr(one, name) for one in rounds) for name in columns}
    spared = [one.saved for one in rounds]
    return {
        "compliance": compliance / 100,
        "rounds": len(rounds),
        **total,
        "saved": 1 - total["listed"] / total["each"] if total["each"] else 0.0,
        "saved_least": min(spared),
        "saved_most": max(spared),
        "saved_of_homes": 1 - total["listed"] / total["homes"] if total["homes"] else 0.0,
    }


_HEADINGS = (
    ("compliance", "参检率"), ("untested", "未检"), ("all homes", "全部住户"), ("doors, no match", "号码未对上的住户"),
    ("missed", "漏"),
    ("doors, listed", "按清单上门"), ("missed", "漏"), ("of them in doubt", "其中待核"), ("saved", "少跑"),
    ("least", "最少"), ("most", "最多"), ("of all homes", "比逐户上门少跑"),
)  # fmt: skip


def _show(measured: list[dict[str, Any]]) -> None:
    lines = ["\t".join(said(*words) for words in _HEADINGS)]
    for one in measured:
        counts = ("untested", "homes", "each", "each_missed", "listed", "listed_missed", "in_doubt")
        shares = ("saved", "saved_least", "saved_most", "saved_of_homes")
        cells = [f"{one['compliance']:.0%}", *(f"{one[name]:,}" for name in counts)]
        lines.append("\t".join([*cells, *(f"{one[name]:.1%}" for name in shares)]))
    print("\n".join(lines))
