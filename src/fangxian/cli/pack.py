"""`fangxian pack`: the rules that ship, a file checked before anybody is under it, what a pack says of whom."""

import argparse
import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fangxian.cli.language import language, said
from fangxian.lib.fault import Fault

if TYPE_CHECKING:
    from fangxian.lib.words import Words
    from fangxian.outbreak.overlays import Overlay
    from fangxian.outbreak.packs import Pack


def declare(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command's arguments."""
    parser = parsers.add_parser("pack", help=said("rules of an outbreak, as files", "防控规则包"))
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    acts.add_parser("list", help=said("the packs that ship", "列出自带的规则包"))
    check = acts.add_parser("check", help=said("whether files are sound", "检查规则文件"))
    check.add_argument("files", type=Path, nargs="*", metavar="FILE", help=said("those that ship", "默认全部自带文件"))
    check.add_argument("--on", metavar="NAME", help=said("the files are overlays on it", "文件为该规则包的叠加规则"))
    show = acts.add_parser("show", help=said("what a pack says of whom", "查看规则包"))
    show.add_argument("name", metavar="NAME", help=said("as `list` has it", "规则包名称"))
    show.add_argument("--overlay", type=Path, metavar="FILE", help=said("with an overlay on it", "叠加规则文件"))
    show.add_argument("--json", action="store_true", help=said("on standard output", "输出 JSON"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Lists, checks or shows; answers 2 where a file cannot stand."""
    from fangxian.outbreak import overlays, packs

    if args.act == "check":
        return _check(args.files, args.on)
    if args.act == "show":
        _show(packs.named(args.name), overlays.load(args.overlay) if args.overlay else overlays.NONE, args.json)
        return 0
    for pack in packs.shipped().values():
        opened = said(f"{len(pack.open)} need a source", f"待补来源 {len(pack.open)} 项")
        print(f"{pack.name:6}  {pack.issued:10}  {said(pack.en, pack.zh)}  ({opened})")
    return 0


def _check(files: list[Path], on: str | None) -> int:
    from fangxian.outbreak import overlays, packs
    from fangxian.outbreak.resolving import resolve

    if not files:
        files = [packs.SHIPPED / f"{name}.toml" for name in packs.shipped()]
    wrong = False
    for path in files:
        try:
            if on:
                resolve(packs.named(on), overlays.load(path))
                told = said("it fits, and leaves nothing open.", "适用，且没有缺项。")
            else:
                opened = len(packs.load(path).open)
                told = said(f"sound; {opened} figures need a source.", f"无误；{opened} 项待补来源。")
            print(f"{path.name}: {told}")
        except Fault as fault:
            wrong = True
            print(fault.sentence(language()), file=sys.stderr)
    return 2 if wrong else 0


def _show(pack: "Pack", overlay: "Overlay", as_json: bool) -> None:
    from fangxian.outbreak import overlays

    tree, problems = overlays.laid_on(pack.tree, overlay)
    if problems:
        from fangxian.outbreak.packs import unsound

        raise unsound(pack.name, problems)
    figures = {
        path: {"value": one.value, "source": one.source, "grade": one.grade}
        if one.needs is None
        else {"needs_source": {"zh": one.needs.zh, "en": one.needs.en}}
        for path, one in pack.figures.items()
    }
    if as_json:
        told = {"pack": pack.name, "digest": pack.digest, "rules": tree, "figures": figures, "overlay": overlay.data()}
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
        return
    print(f"{pack.name}  {said(pack.en, pack.zh)}  {pack.issued}")
    for name, one in tree.get("classes", {}).items():
        unused = "" if one.get("used", True) else said(" (not in use)", "（未启用）")
        print(f"\n{said(one['en'], one['zh'])}  {name}{unused}")
        for kind, phase in one["phases"].items():
            print(f"  {_phase(pack, overlay, f'classes.{name}.phases.{kind}', kind, phase)}")
    for name, one in tree.get("absent", {}).items():
        print(f"\n{name}: {said(one['en'], one['zh'])} [{one.get('source') or said('needs a source', '待补来源')}]")
    left = [path for path in pack.open if path not in overlay.set]
    if left:
        print(said(f"\nNeeds a source ({len(left)}):", f"\n待补来源（{len(left)} 项）："))
    for path in left:
        print(f"  {path}: {_said(pack.open[path])}")


def _phase(pack: "Pack", overlay: "Overlay", path: str, kind: str, phase: dict[str, Any]) -> str:
    from fangxian.outbreak import soundness, vocabulary, wording

    told = [_said(vocabulary.called("phases", kind)), _figure(pack, overlay, f"{path}.days", wording.period)]
    for name, duty in phase.get("duties", {}).items():
        when = next(one for one in soundness.WHEN if one in duty)
        figure = _figure(pack, overlay, f"{path}.duties.{name}.{when}", partial(wording.due, when))
        told.append(f"{_said(vocabulary.called('evidence', duty['evidence']))} {figure}")
    return "; ".join(told)


def _figure(pack: "Pack", overlay: "Overlay", path: str, words: "Callable[[Any], Words]") -> str:
    """'14 days [S1 S2 B]', or that it needs a source."""
    if path in overlay.set:
        return f"{_said(words(overlay.set[path]))} [{said(overlay.en, overlay.zh)}]"
    one = pack.figures[path]
    return said("NEEDS A SOURCE", "待补来源") if one.needs else f"{_said(words(one.value))} [{one.source} {one.grade}]"


def _said(words: "Words") -> str:
    return said(words.en, words.zh)
