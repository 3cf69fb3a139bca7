"""`fangxian doctor`: what is wrong with this installation, and how it is mended."""

import argparse
import json
import os
import sys
from typing import TYPE_CHECKING

from fangxian.cli.language import said

if TYPE_CHECKING:
    from fangxian.runs.checkup import Finding

_NAMES = {
    "python": ("Python", "Python"),
    "keys": ("keys", "密钥"),
    "room": ("disk", "磁盘"),
    "assets": ("site", "网站文件"),
    "tools": ("tools", "工具"),
    "database": ("database", "数据库"),
    "seals": ("seals", "加密"),
    "lake": ("lake", "数据湖"),
    "mirror": ("catalogue", "目录"),
    "audit": ("audit", "审计"),
    "moments": ("clock", "时钟"),
    "board": ("counts", "汇总"),
    "outbox": ("jobs", "任务"),
    "night": ("clockwork", "定时任务"),
}
_MARKS = {"good": "✓", "hint": "·", "wrong": "✗"}
#: The exit code where something has to be mended.
WRONG = 2


def declare(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command's arguments."""
    parser = parsers.add_parser(
        "doctor", help=said("what is wrong with an installation, and how to mend it", "检查安装，指出问题和处理办法")
    )
    parser.add_argument(
        "--migrate", action="store_true", help=said("first bring the tables up to date", "先升级数据表")
    )
    parser.add_argument("--json", action="store_true", help=said("print the findings as JSON", "以 JSON 打印"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Examines and tells; 0 where nothing has to be mended."""
    from fangxian.cli import installation

    if args.migrate:
        installation.open_installation(migrate=True)
    else:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", installation.SETTINGS)
        import django

        django.setup()
    from fangxian.runs.checkup import findings

    found = []
    for one in findings():
        found.append(one)
        if not args.json:
            _show(one)
    if args.json:
        print(json.dumps([vars(one) for one in found], ensure_ascii=False, indent=2))
    return WRONG if any(one.state == "wrong" for one in found) else 0


def _show(one: "Finding") -> None:
    from fangxian.cli.table import width

    name = said(*_NAMES[one.check])
    print(f"{_MARKS[one.state]} {name}{' ' * (10 - width(name))} {said(one.en, one.zh)}")
    sys.stdout.flush()
