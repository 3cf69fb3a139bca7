"""`fangxian demo`: the demo district as an installation: tables, people in their offices, files of every department."""

import argparse
import os
import sys
import time
from pathlib import Path

from fangxian.cli.language import said
from fangxian.lib.fault import Fault

_TOLD = {
    "accounts": ("people in their offices", "开设演示账号"),
    "outbreak": ("an outbreak, by two people", "两人启动疫情"),
    "isolation": ("households in isolation, and a night of their doors", "居家隔离住户与一夜门磁"),
    "sharing": ("what is shared with whom", "数据共享"),
    "follow-up": ("contacts, purchases, appeals", "纳管密接、购药登记与申诉"),
}


def declare(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command's arguments."""
    parser = parsers.add_parser("demo", help=said("make the demo installation", "建立演示环境"))
    parser.add_argument(
        "district",
        type=Path,
        metavar="DIR",
        help=said("what `synth --departments` drew", "生成的区数据文件夹"),
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prepares; says each step, and how one signs in."""
    if not (args.district / "departments").is_dir():
        raise Fault(
            en=f"{args.district}: no departments' files lie there; draw them with fangxian synth --departments.",
            zh=f"{args.district}：没有部门文件；请先运行 fangxian synth --departments。",
        )
    from fangxian.cli import installation, load

    # The demo's people sign in with a password that everybody knows: this installation is a demo, and says so.
    os.environ["FANGXIAN_DEMO"] = "1"
    installation.open_installation(migrate=True)
    from fangxian.runs.demo import prepare

    began = time.perf_counter()
    done = prepare(args.district, say=load.Steps().say, told=_tell)
    _tell("isolation")
    _furnish()
    load.show(done)
    seconds = time.perf_counter() - began
    print(said(f"{seconds:.1f} seconds", f"用时 {seconds:.1f} 秒"), file=sys.stderr)
    _show()
    return 0


def _furnish() -> None:
    """What applications have of their own in the demo."""
    from fangxian.apps.home_isolation import demo
    from fangxian.runs import demo_clock

    opened = demo_clock.opened()
    if opened is not None:
        demo.furnish(opened)


def _tell(step: str) -> None:
    print(f"{said(*_TOLD.get(step, (step, step)))} ...", file=sys.stderr, flush=True)


def _show() -> None:
    """Who may sign in, in which role."""
    from fangxian.access.demo import demo_list
    from fangxian.access.roles import roles
    from fangxian.cli.table import aligned

    password, people = demo_list()
    print(said(f"Sign in with the password {password} as", f"登录密码 {password}，账号："), file=sys.stderr)
    lines = [[one.username, one.name, said(roles()[one.role].en, roles()[one.role].zh), one.unit] for one in people]
    aligned(lines, numbers=False)
