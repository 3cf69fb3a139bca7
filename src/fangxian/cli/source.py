"""`fangxian source`: departments' data that come by themselves: those there are, whether they are in order, pulled."""

import argparse
import json
import sys
from typing import TYPE_CHECKING

from fangxian.cli.language import language, said
from fangxian.lib.fault import Fault

if TYPE_CHECKING:
    from fangxian.intake.sources import Source
    from fangxian.runs.sources import Pulled

_KINDS = {
    "folder": ("folder", "文件夹"),
    "sftp": ("SFTP", "SFTP"),
    "database": ("database", "数据库"),
    "http": ("HTTP", "HTTP 接口"),
}


def declare(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command's arguments."""
    parser = parsers.add_parser("source", help=said("departments' data that come by themselves", "部门数据来源"))
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    listed = acts.add_parser("list", help=said("those there are", "现有来源"))
    listed.add_argument("--json", action="store_true", help=said("on standard output", "输出 JSON"))
    check = acts.add_parser("check", help=said("say what is amiss, and take nothing", "检查来源，不取数据"))
    pull = acts.add_parser("pull", help=said("take in what is new", "取回新数据"))
    for act in (check, pull):
        act.add_argument("names", nargs="*", metavar="NAME", help=said("which (all)", "哪些来源（默认全部）"))
    pull.add_argument(
        "--again", action="store_true", help=said("take up what was refused once more", "重新处理曾被退回的文件")
    )
    pull.add_argument("--by", default="shell", metavar="NAME", help=said("who pulls", "经办人"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Lists, checks or pulls."""
    from fangxian.cli import installation

    if args.act == "check":
        return _check(args)
    installation.open_installation(migrate=True)
    return {"list": _list, "pull": _pull}[args.act](args)


def _named(args: argparse.Namespace) -> list[str]:
    from fangxian.intake.sources import files
    from fangxian.intake.sources.source import home

    names = args.names or list(files())
    if not names:
        raise Fault(
            en=f"No source is described: put a file NAME.toml into {home()} (docs/sources.md).",
            zh=f"没有数据来源：请在 {home()} 中放入 NAME.toml（docs/sources.md）。",
        )
    return names


def _list(args: argparse.Namespace) -> int:
    from fangxian.cli.table import aligned
    from fangxian.intake.sources import files, one
    from fangxian.runs import sources

    every: list[Source] = [one(name) for name in files()]
    if args.json:
        told = [
            {"name": one.name, "zh": one.zh, "en": one.en, "kind": one.kind, "dataset": one.dataset, "every": one.every,
             "pulled_at": at.isoformat() if (at := sources.pulled_at(one)) else None,
             "refused": sources.refused(one)}
            for one in every
        ]  # fmt: skip
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return 0
    head = [said(*one) for one in (("name", "来源"), ("", "名称"), ("where", "方式"), ("dataset", "数据集"),
                                   ("every", "间隔"), ("last", "上次"), ("refused", "退回"))]  # fmt: skip
    rows = [
        [one.name, said(one.en, one.zh), said(*_KINDS[one.kind]), one.dataset,
         said(f"{one.every} min", f"{one.every} 分钟") if one.every else "-",
         f"{at:%Y-%m-%d %H:%M}" if (at := sources.pulled_at(one)) else "-", str(len(sources.refused(one)))]
        for one in every
    ]  # fmt: skip
    aligned([head, *rows], numbers=False)
    return 0


def _check(args: argparse.Namespace) -> int:
    from fangxian.intake.sources import one
    from fangxian.pipelines.sourcing import check

    amiss = 0
    for name in _named(args):
        try:
            found = check(one(name))
        except Fault as fault:
            found = [(fault.en, fault.zh)]
        amiss += len(found)
        for en, zh in found:
            print(f"{name}: {zh if language() == 'zh' else en}")
        if not found:
            print(said(f"{name}: in order.", f"{name}：没有问题。"))
    return 2 if amiss else 0


def _pull(args: argparse.Namespace) -> int:
    from fangxian.cli.load import Steps, show
    from fangxian.intake.sources import one
    from fangxian.runs import sources

    failed = False
    for name in _named(args):
        try:
            done = sources.pull(one(name), by=args.by, again=args.again, say=Steps().say)
        except Fault as fault:
            failed = True
            print(fault.sentence(language()), file=sys.stderr)
            continue
        show([came.loaded for came in done if came.loaded is not None])
        failed |= _told(done)
        if not done:
            print(said(f"{name}: nothing new.", f"{name}：没有新数据。"), file=sys.stderr)
    return 2 if failed else 0


def _told(done: "list[Pulled]") -> bool:
    """Says what came as evidence, what waits and what was refused; whether any of the last two was."""
    for one in done:
        if one.arrived is not None:
            rows = f"{one.arrived.rows:,}"
            print(f"{one.file}: {one.arrived.dataset_id}/{one.arrived.name} ({rows})", file=sys.stderr)
    told = [fault for one in done if (fault := one.waits or one.refused) is not None]
    for fault in told:
        print(fault.sentence(language()), file=sys.stderr)
    return bool(told)
