"""`fangxian contract`: the data contracts there are, one proposed from a file, one that was written vetted."""

import argparse
import json
import sys
from pathlib import Path

from fangxian.cli.language import language, said
from fangxian.lib.fault import Fault


def declare(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command's arguments."""
    parser = parsers.add_parser("contract", help=said("data contracts", "数据标准"))
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    listed = acts.add_parser("list", help=said("those there are", "现有数据标准"))
    listed.add_argument("--json", action="store_true", help=said("on standard output", "输出 JSON"))
    draft = acts.add_parser("draft", help=said("propose one from a file", "按样例文件生成初稿"))
    draft.add_argument("file", type=Path, metavar="FILE", help=said("a file as it came", "收到的文件"))
    draft.add_argument(
        "--name", metavar="NAME", help=said("what it is called (letters and _)", "英文名（字母和下划线）")
    )
    draft.add_argument("--label", metavar="TEXT", help=said("its name in Chinese", "中文名称"))
    draft.add_argument(
        "--out", type=Path, metavar="FILE", help=said("where it is written (standard output)", "写到哪里")
    )
    check = acts.add_parser("check", help=said("say what is amiss with one", "检查数据标准文件"))
    check.add_argument(
        "files",
        type=Path,
        nargs="*",
        metavar="FILE",
        help=said("contract files (the installation's own)", "数据标准文件（默认检查本单位自己的）"),
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Lists, proposes or vets."""
    return {"list": _list, "draft": _draft, "check": _check}[args.act](args)


def _list(args: argparse.Namespace) -> int:
    from fangxian import contracts
    from fangxian.cli.table import aligned
    from fangxian.contracts import library

    every = [(name, contracts.load(name)) for name in library.every()]
    if args.json:
        told = [
            {"name": name, "label": one.label, "version": one.version, "owner": one.owner, "sharing": one.sharing,
             "every_hours": one.every_hours, "fields": len(one.fields), "own": name not in library.SIDES}
            for name, one in every
        ]  # fmt: skip
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return 0
    words = {
        "unconditional": said("unconditional", "无条件共享"),
        "conditional": said("conditional", "有条件共享"),
        "not_shared": said("not shared", "不予共享"),
    }
    head = [said(*one) for one in (("name", "数据集"), ("", "名称"), ("owner", "责任单位"), ("sharing", "共享"),
                                   ("every", "报送频率"), ("columns", "字段"))]  # fmt: skip
    rows = [
        [
            name,
            one.label,
            one.owner,
            words.get(one.sharing, one.sharing),
            _often(one.every_hours or 0),
            str(len(one.fields)),
        ]
        for name, one in every
    ]
    aligned([head, *rows], numbers=False)
    return 0


def _often(hours: int) -> str:
    if hours % 24:
        return said(f"{hours} h", f"{hours} 小时")
    return said(f"{hours // 24} d", f"{hours // 24} 天")


def _draft(args: argparse.Namespace) -> int:
    from fangxian.pipelines import drafting

    columns = drafting.draft(args.file)
    name = args.name or "dataset"
    if not name.replace("_", "").isalpha() or not name.isascii():
        raise Fault(
            en=f"--name {name}: a contract is called by letters and _, for example school_absences.",
            zh=f"--name {name}：只用字母和下划线，例如 school_absences。",
        )
    text = drafting.text_of(columns, name=name, label=args.label or args.file.stem)
    if args.out is None:
        print(text, end="")
    elif args.out.exists():
        raise Fault(en=f"{args.out} is there already: name another file.", zh=f"{args.out} 已存在：请另写文件名。")
    else:
        args.out.write_text(text, encoding="utf-8")
    for one in columns:
        like = said(f"  (as {one.like})", f"（同 {one.like}）") if one.like else ""
        print(f"{one.fits:>5.0%}  {one.filled:>5.0%}  {one.term:<10} {one.heading}{like}", file=sys.stderr)
    return 0


def _check(args: argparse.Namespace) -> int:
    from fangxian.contracts import own
    from fangxian.pipelines.vetting import vet

    files = args.files or list(own.files().values())
    if not files:
        print(said(f"There are none in {own.folder()}.", f"{own.folder()} 中没有数据标准文件。"))
    amiss = 0
    for path in files:
        found = vet(path)
        amiss += len(found)
        for en, zh in found:
            print(f"{path.name}: {zh if language() == 'zh' else en}")
        if not found:
            print(said(f"{path.name}: in order.", f"{path.name}：没有问题。"))
    return 2 if amiss else 0
