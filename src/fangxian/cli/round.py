"""`fangxian round`: a testing round made, its files arriving one by one, a batch withdrawn, the results complete."""

import argparse
import json
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fangxian.cli.language import said
from fangxian.lib.fault import Fault

if TYPE_CHECKING:
    from fangxian.access.reader import Reader
    from fangxian.screening.queries import Round

_FIGURES = {
    "tested": ("tested", "已检"), "pending": ("waiting", "待出结果"), "in_review": ("in doubt", "待核"),
    "untested": ("no sample", "未检"), "excused": ("excused", "免检"), "elsewhere": ("sampled elsewhere", "仅区外采样"),
    "on_hold": ("held by a lead", "待复核管控"), "lapsed": ("hold ended", "管控到期未复检"),
    "unknown": ("in no register", "未登记"), "away": ("recorded elsewhere", "登记在外"),
}  # fmt: skip


def declare(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command's arguments."""
    parser = parsers.add_parser("round", help=said("testing rounds in the platform", "平台内的区域核酸检测轮次"))
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    new = acts.add_parser("new", help=said("make a round", "建立一轮检测"))
    new.add_argument("--area", required=True, metavar="CODE", help=said("whose people are expected", "区划代码"))
    new.add_argument("--from", dest="start", required=True, metavar="TIME", help=said("its beginning", "开始时间"))
    new.add_argument("--to", dest="end", required=True, metavar="TIME", help=said("its end", "结束时间"))
    new.add_argument("--name", default="", metavar="TEXT", help=said("what it is called", "名称"))
    new.add_argument("--number", type=int, metavar="N", help=said("its number (the next)", "轮次（默认下一轮）"))
    new.add_argument("--youngest", type=int, metavar="AGE", help=said("the youngest expected", "最小年龄"))
    new.add_argument("--oldest", type=int, metavar="AGE", help=said("the oldest expected", "最大年龄"))
    arrive = acts.add_parser("arrive", help=said("files of results have come", "收到检测结果文件"))
    arrive.add_argument("files", type=Path, nargs="+", metavar="FILE", help=said("as they came", "收到的文件"))
    arrive.add_argument("--sender", default="", metavar="TEXT", help=said("who sent them", "报送单位"))
    arrive.add_argument("--map", dest="mapping", type=Path, metavar="FILE", help=said("headings", "表头映射文件"))
    arrive.add_argument("--rows", type=int, metavar="N", help=said("rows that were announced", "通报的行数"))
    arrive.add_argument("--outside", action="store_true", help=said("sampled in another district", "样本采自区外"))
    fetch = acts.add_parser("fetch", help=said("take in what a library has", "从结果库取本轮结果"))
    fetch.add_argument("--library", required=True, metavar="NAME", help=said("which library", "结果库名称"))
    fetch.add_argument("--libraries", type=Path, metavar="FILE", help=said("their description", "结果库配置"))
    fetch.add_argument("--token", type=Path, metavar="FILE", help=said("the token's file", "令牌文件"))
    fetch.add_argument("--url", metavar="URL", help=said("another address of it", "结果库的其他地址"))
    withdraw = acts.add_parser("withdraw", help=said("a sender takes a batch back", "报送单位撤回批次"))
    withdraw.add_argument("batch", metavar="BATCH", help=said("as `show` lists it", "批次号"))
    restore = acts.add_parser("restore", help=said("take a withdrawn batch in again", "恢复已撤回的批次"))
    restore.add_argument("batch", metavar="BATCH", help=said("as `show` lists it", "批次号"))
    complete = acts.add_parser("complete", help=said("all results are here", "宣布结果已收齐"))
    show = acts.add_parser("show", help=said("how a round stands", "查看轮次情况"))
    show.add_argument("--json", action="store_true", help=said("on standard output", "输出 JSON"))
    for one in (arrive, fetch, withdraw, restore, complete, show):
        one.add_argument("--round", type=int, metavar="N", help=said("its number (the latest)", "轮次（默认最近一轮）"))
    for one in (new, arrive, fetch, withdraw, restore, complete, show):
        one.add_argument("--outbreak", type=int, metavar="N", help=said("whose (the active one)", "疫情编号"))
        one.add_argument("--by", default="", metavar="NAME", help=said("whose act it is", "经办账号"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Does one act, and shows how the round stands."""
    from fangxian.cli import installation

    installation.open_installation(migrate=True)
    found = _new(args) if args.act == "new" else _round(args)
    if args.act == "arrive":
        _arrive(args, found)
    elif args.act == "fetch":
        _fetch(args, found)
    elif args.act == "withdraw":
        from fangxian.runs.withdrawal import withdraw

        withdraw(round=found.pk, batch=args.batch, by=_reader(args))
    elif args.act == "restore":
        from fangxian.runs.withdrawal import restore

        restore(round=found.pk, batch=args.batch, by=_reader(args))
    elif args.act == "complete":
        from fangxian.runs.arrival import complete

        _, opened = complete(round=found.pk, by=_reader(args))
        print(said(f"{opened:,} tasks are new.", f"新增任务 {opened:,} 项。"), file=sys.stderr)
    _show(found.pk, as_json=args.act == "show" and args.json)
    return 0


def _reader(args: argparse.Namespace) -> "Reader":
    """Whose act it is: an account under its own roles, or whoever has the shell."""
    from fangxian.access.queries import reader
    from fangxian.access.reader import Reader
    from fangxian.screening.actions import VERB

    return reader(args.by) if args.by else Reader("shell", areas=("",), roles=("shell",), may=frozenset({VERB}))


def _outbreak(args: argparse.Namespace, area: str) -> int:
    from fangxian.outbreak.queries import active

    if args.outbreak is not None:
        return int(args.outbreak)
    found = active(area)
    if len(found) != 1:
        raise Fault(
            en=f"{len(found)} outbreaks are active here: two people have to activate one, or name it with --outbreak.",
            zh=f"本区有 {len(found)} 个生效的疫情：须先由两人启动疫情，或用 --outbreak 指明。",
        )
    return found[0].pk


def _new(args: argparse.Namespace) -> "Round":
    from fangxian.cli.compare import moment
    from fangxian.lib import clock
    from fangxian.runs.arrival import make

    start, end = moment("--from", args.start, closing=False), moment("--to", args.end, closing=True)
    assert start is not None and end is not None
    ages = {name: getattr(args, name) for name in ("youngest", "oldest") if getattr(args, name) is not None}
    return make(
        outbreak=_outbreak(args, args.area),
        area=args.area,
        starts_at=_zoned(start, clock.LOCAL),
        ends_at=_zoned(end, clock.LOCAL),
        name=args.name,
        number=args.number,
        scope=ages,
        by=_reader(args),
    )


def _zoned(time: datetime, zone: Any) -> datetime:
    return time.replace(tzinfo=zone)


def _round(args: argparse.Namespace) -> "Round":
    from fangxian.screening import queries

    rounds = queries.rounds(_outbreak(args, ""))
    found = rounds.filter(number=args.round).first() if args.round is not None else rounds.first()
    if found is None:
        raise Fault(
            en="There is no such round: `fangxian round new` makes one.",
            zh="没有这一轮：运行 `fangxian round new` 建立。",
        )
    return found


def _arrive(args: argparse.Namespace, found: "Round") -> None:
    from fangxian.contracts import mapping
    from fangxian.runs.arrival import arrive

    section = mapping.load(args.mapping).get("results") if args.mapping else None
    steps = {"receive": ("receiving", "接收"), "compare": ("comparing", "比对"), "write": ("writing", "写入")}
    for path in args.files:

        def tell(step: str, *, file: str = path.name) -> None:
            print(f"{file}：{said(*steps[step])} ...", file=sys.stderr, flush=True)

        began = time.perf_counter()
        known = arrive(
            round=found.pk, path=path, by=args.by or "shell", sender=args.sender, mapping=section, rows=args.rows,
            outside=args.outside, say=tell,
        )  # fmt: skip
        seconds = time.perf_counter() - began
        print(f"{known.batch}  {known.rows:,}  {seconds:.2f} s", file=sys.stderr)


def _fetch(args: argparse.Namespace, found: "Round") -> None:
    from fangxian.cli.fetch import Teller, credentials, described
    from fangxian.runs.fetching import fetch_round

    upstream = described(args)
    tell = Teller(upstream)
    try:
        taken = fetch_round(
            round=found.pk, upstream=upstream, by=_reader(args), token=credentials(args, upstream), say=tell
        )
    finally:
        tell.end()
    if taken is None:
        print(said(f"{upstream.name} has nothing of it.", f"{upstream.name}：没有本轮结果。"), file=sys.stderr)
    else:
        print(f"{taken.batch}  {taken.rows:,}", file=sys.stderr)


def _show(round: int, *, as_json: bool) -> None:
    from fangxian.cli.table import aligned
    from fangxian.screening import queries

    found, figures = queries.one(round), queries.figures(round)
    batches = list(queries.arrivals(round))
    if as_json:
        told = {
            "number": found.number, "state": found.state, "snapshot": found.snapshot, "expected": figures.expected,
            **figures.counts,
            "batches": [{"batch": one.batch, "state": one.state, "rows": one.rows, **one.counts} for one in batches],
        }  # fmt: skip
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
        return
    lines = [[said("round", "轮次"), str(found.number)], [said("expected", "应检"), f"{figures.expected:,}"]]
    lines += [[said(*_FIGURES[name]), f"{count:,}"] for name, count in figures.counts.items()]
    aligned(lines)
    if batches:
        aligned([[one.batch, one.file, f"{one.rows:,}", one.state] for one in batches], numbers=False)
