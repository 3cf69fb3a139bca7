"""`fangxian fetch`: the results that a library has, as one file, page by page; stopped at any moment, it goes on."""

import argparse
import sys
import tempfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fangxian.cli.language import said
from fangxian.lib.fault import Fault

if TYPE_CHECKING:
    from fangxian.intake.library import Fetched, Question, Upstream
    from fangxian.intake.library.fetching import Progress

_STOPPED = 130
#: Of pages that went well, one in so many is told where nobody watches a terminal.
_EACH = 20


def declare(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command's arguments."""
    parser = parsers.add_parser(
        "fetch", help=said("fetch results from a library into one file", "从结果库获取检测结果，存成一个文件")
    )
    parser.add_argument("--library", required=True, metavar="NAME", help=said("which library", "结果库名称"))
    parser.add_argument(
        "--libraries",
        type=Path,
        metavar="FILE",
        help=said("where libraries are described (TOML)", "结果库配置（TOML）"),
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help=said("the file to make", "写出的文件"))
    parser.add_argument("--from", dest="start", metavar="TIME", help=said("results from this time on", "起始时间"))
    parser.add_argument("--to", dest="end", metavar="TIME", help=said("results until this time", "截止时间"))
    parser.add_argument("--round", default="", metavar="N", help=said("a round, by the library's number", "平台的轮次"))
    parser.add_argument(
        "--numbers", type=Path, metavar="FILE", help=said("whose results: residents, or numbers", "查询哪些人的文件")
    )
    parser.add_argument(
        "--people", type=Path, metavar="LIST", help=said("of those only who is on this list", "只查名单上的人")
    )
    parser.add_argument("--token", type=Path, metavar="FILE", help=said("the token's file", "令牌文件"))
    parser.add_argument("--url", metavar="URL", help=said("another address of the library", "结果库的其他地址"))
    parser.add_argument(
        "--afresh", action="store_true", help=said("throw away what was received before", "放弃先前已收到的数据")
    )
    parser.add_argument("--json", action="store_true", help=said("print the manifest", "打印清单（JSON）"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Fetches; tells how far it is on standard error."""
    from fangxian.intake.library import fetch

    upstream = described(args)
    token = credentials(args, upstream)
    questions, unusable = _questions(args, upstream)
    tell = Teller(upstream)
    try:
        done = fetch(upstream, questions, args.out, token=token, afresh=args.afresh, say=tell)
    except KeyboardInterrupt:
        tell.end()
        print(
            said(
                "Stopped. What was received is kept: the same command goes on.",
                "已中止；数据均已保留，运行同一命令即可继续。",
            ),
            file=sys.stderr,
        )
        return _STOPPED
    finally:
        tell.end()
    _show(done, unusable, as_json=args.json)
    return 0


def described(args: argparse.Namespace) -> "Upstream":
    """The library that is asked, as its file describes it. Raises a Fault for one that no file does."""
    from fangxian.intake.library import libraries
    from fangxian.intake.library.upstream import judged

    known = libraries(args.libraries)
    if args.library not in known:
        raise Fault(
            en=f"--library: {args.library} is not described; known are {', '.join(known)} (or give --libraries).",
            zh=f"--library：没有“{args.library}”的配置；现有：{'、'.join(known)}（可用 --libraries 另给配置文件）。",
        )
    upstream = known[args.library]
    return judged(replace(upstream, url=args.url), Path("--url")) if args.url else upstream


def credentials(args: argparse.Namespace, upstream: "Upstream") -> str:
    """What the library wants to see first; '' where it wants nothing."""
    from fangxian.intake.library.connection import bearer

    file = args.token or (Path(upstream.token_file) if upstream.token_file else None)
    return bearer(file) if file else ""


def _questions(args: argparse.Namespace, upstream: "Upstream") -> tuple[list["Question"], int]:
    """What is asked, and how many people cannot be asked about."""
    from fangxian.intake.library import asking

    start, end = _window(args)
    if args.numbers is None:
        if args.people is not None:
            raise Fault(en="--people is of use with --numbers.", zh="--people 须与 --numbers 一起使用。")
        if not args.round and (start is None or end is None):
            raise Fault(
                en="Say what is wanted: --from and --to, or --round.", zh="请写明要什么：--from 与 --to，或 --round。"
            )
        return asking.window(upstream, start=start, end=end, round=args.round), 0
    if args.round:
        raise Fault(en="--round and --numbers: give one of them.", zh="--round 与 --numbers 只能给一个。")
    from fangxian.intake.library.wanted import wanted

    with tempfile.TemporaryDirectory(prefix="fangxian-") as workdir:
        found = wanted(args.numbers, people=args.people, workdir=Path(workdir))
    return asking.numbers(upstream, found.numbers, start=start, end=end), found.unusable


def _window(args: argparse.Namespace) -> tuple[datetime | None, datetime | None]:
    from fangxian.cli.compare import moment

    start, end = moment("--from", args.start, closing=False), moment("--to", args.end, closing=True)
    if start and end and end < start:
        raise Fault(
            en="--to lies before --from: give the window the right way round.",
            zh="--to 早于 --from：请把时间窗写正确。",
        )
    return start, end


class Teller:
    """Tells progress: on a terminal in one line that is written over, else a line now and then."""

    def __init__(self, upstream: "Upstream") -> None:
        self._upstream = upstream
        self._open = False

    def __call__(self, one: "Progress") -> None:
        watched = sys.stderr.isatty()
        if one.trouble is not None:
            self.end()
            self._line(
                said(one.trouble.en, one.trouble.zh)
                + said(f"; again in {one.wait:.1f} s", f"；{one.wait:.1f} 秒后重试")
            )
        elif watched or one.pages % _EACH == 0:
            total = "" if one.total is None or one.questions > 1 else f" / {one.total:,}"
            part = f"{one.question}/{one.questions}  " if one.questions > 1 else ""
            rows = said(f"page {one.pages:,}  {one.rows:,}{total} rows", f"第{one.pages:,}页  {one.rows:,}{total} 行")
            self._line(part + rows, over=watched)

    def end(self) -> None:
        """Leaves the line that is written over."""
        if self._open:
            print(file=sys.stderr)
            self._open = False

    def _line(self, text: str, *, over: bool = False) -> None:
        self._open = over
        print(
            f"{'\r' if over else ''}{self._upstream.name}  {text}",
            end="" if over else "\n",
            file=sys.stderr,
            flush=True,
        )


def _show(done: "Fetched", unusable: int, *, as_json: bool) -> None:
    import json

    known = done.manifest
    if as_json:
        sys.stdout.write(json.dumps(dict(known), ensure_ascii=False, indent=2) + "\n")
        return
    if done.before:
        print(said("It was fetched before; nothing was asked.", "先前已获取完毕，未再请求。"), file=sys.stderr)
    lines = [f"{done.path}: " + said(f"{known['rows']:,} rows", f"{known['rows']:,} 行")]
    if known["again"] or known["changed"]:
        again, changed = known["again"], known["changed"]
        lines.append(
            said(
                f"{again:,} came more than once, {changed:,} with another word",
                f"重复收到 {again:,} 行，前后不一 {changed:,} 行",
            )
        )
    if "numbers" in known:
        asked, answered = known["numbers"]["asked"], known["numbers"]["answered"]
        lines.append(
            said(f"{answered:,} of {asked:,} people have results", f"查询 {asked:,} 人，{answered:,} 人有结果")
        )
    if unusable:
        lines.append(said(f"{unusable:,} people have no number to ask for", f"{unusable:,} 人没有可查询的号码"))
    print("\n".join(lines), file=sys.stderr)
