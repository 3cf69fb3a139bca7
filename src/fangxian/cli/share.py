"""`fangxian share`: what is shared with whom, a grant's key, its files."""

import argparse
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from fangxian.cli.language import said
from fangxian.lib.fault import Fault

if TYPE_CHECKING:
    from fangxian.sharing.queries import Grant


def declare(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command's arguments."""
    parser = parsers.add_parser("share", help=said("what is shared with whom", "数据共享"))
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    acts.add_parser("list", help=said("requests, how they stand, how often they were used", "列出申请、状态与使用次数"))
    acts.add_parser("deliver", help=said("write the files that are due now", "立即生成到期应交付的文件"))
    key = acts.add_parser("key", help=said("make a grant's key, shown this once", "生成授权密钥（仅显示一次）"))
    fetch = acts.add_parser("fetch", help=said("take a file of a grant", "取走授权的文件"))
    fetch.add_argument("--out", type=Path, required=True, metavar="FILE", help=said("where it goes", "写到哪里"))
    for act in (key, fetch):
        act.add_argument("request", type=int, metavar="REQUEST", help=said("its number", "申请编号"))
        act.add_argument(
            "--as", dest="account", required=True, metavar="ACCOUNT", help=said("who asked for it", "申请人账号")
        )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Does one act; a key, and nothing else, goes to standard output."""
    from fangxian.cli import installation

    installation.open_installation()
    {"list": _list, "deliver": _deliver, "key": _key, "fetch": _fetch}[args.act](args)
    return 0


def _list(_: argparse.Namespace) -> None:
    from fangxian.access.reader import Reader
    from fangxian.cli.table import aligned
    from fangxian.sharing import queries

    watcher = Reader("shell", areas=("",), may=frozenset({queries.WATCH}))
    lines = [[said("no.", "编号"), *(said(*one) for one in _COLUMNS)]]
    every = list(queries.requests(watcher))
    given = queries.given([one.grant.pk for one in every if hasattr(one, "grant")])
    for one in every:
        grant = getattr(one, "grant", None)
        times, rows = given.get(grant.pk, (0, 0)) if grant else (0, 0)
        until = (grant or one).until
        state = queries.state_of(one)
        asked = [one.dataset, one.area_code, one.department or "-", one.asked_by]
        lines.append([str(one.pk), *asked, state, f"{until:%Y-%m-%d}", f"{times:,}", f"{rows:,}"])
    aligned(lines, numbers=False)


def _deliver(_: argparse.Namespace) -> None:
    from fangxian.runs import sharing

    ended, written = sharing.due()
    print(
        said(f"{written:,} files written, {ended:,} grants ended.", f"生成文件 {written:,} 份，到期 {ended:,} 项。"),
        file=sys.stderr,
    )


def _key(args: argparse.Namespace) -> None:
    from fangxian.cli.vouching import vouched
    from fangxian.sharing import actions, queries

    by = vouched(args.account)
    made = actions.make_key(grant=_granted(queries.request(by, args.request)).pk, by=by)
    print(said("Shown this once; the one before works no more:", "仅显示这一次；此前的密钥已失效："), file=sys.stderr)
    print(made)


def _fetch(args: argparse.Namespace) -> None:
    from fangxian.cli.vouching import vouched
    from fangxian.exchange import outbox
    from fangxian.runs import sharing
    from fangxian.sharing import queries

    by = vouched(args.account)
    grant = _granted(queries.request(by, args.request))
    files = outbox.files(grant.pk)
    if not files:
        raise Fault(
            en="No file was written yet: fangxian share deliver writes what is due.",
            zh="尚未生成文件：运行 fangxian share deliver 生成。",
        )
    with sharing.fetched(grant=grant, name=files[-1].name, by=by) as path:
        args.out.touch(0o600)
        shutil.copyfile(path, args.out)
    print(said(f"{files[-1].said['rows']:,} rows: {args.out}", f"{files[-1].said['rows']:,} 行：{args.out}"),
          file=sys.stderr)  # fmt: skip


def _granted(request: object) -> "Grant":
    grant: Grant | None = getattr(request, "grant", None)
    if grant is None:
        raise Fault(en="It was not granted.", zh="该申请未获批准。")
    return grant


_COLUMNS = (
    ("dataset", "数据集"), ("area", "区划"), ("department", "部门"), ("asked by", "申请人"), ("state", "状态"),
    ("until", "截止"), ("uses", "次数"), ("rows", "行数"),
)  # fmt: skip
