"""`fangxian verify-audit`: whether the audit is as it was written, and if not, where it was broken."""

import argparse
from typing import TYPE_CHECKING

from fangxian.cli.language import said

if TYPE_CHECKING:
    from fangxian.ledger.queries import Verdict

#: The exit code of a chain that is not whole.
BROKEN = 1

_WHAT = {
    "changed": ("changed", "被改动"),
    "removed": ("removed", "被删除"),
    "inserted": ("inserted", "被插入"),
    "order": ("out of its place", "顺序被调换"),
}


def declare(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command's arguments."""
    parser = parsers.add_parser(
        "verify-audit",
        help=said("show that the audit is whole, or where it was broken", "校验审计链是否完整，指出被破坏之处"),
    )
    parser.add_argument(
        "--head",
        metavar="HEX",
        default="",
        help=said(
            "a head that was written down earlier: it has to be one of the chain's", "以前抄录的链头，须仍在链中"
        ),
    )
    parser.add_argument(
        "--seal", action="store_true", help=said("seal what is not sealed yet, first", "先封存未封条目")
    )
    parser.add_argument("--json", action="store_true", help=said("print the verdict as JSON", "以 JSON 打印"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Verifies and prints; 0 where the chain is whole and holds the head that was asked for."""
    import json

    from fangxian.cli import installation

    installation.open_installation()
    from fangxian.ledger import actions, queries

    if args.seal:
        # As many blocks as there are.
        while actions.seal():
            pass
    verdict = queries.verify()
    held = not args.head or verdict.holds(args.head)
    if args.json:
        print(json.dumps(_figures(verdict, held), indent=2))
    else:
        _show(verdict, held)
    return 0 if verdict.whole and held else BROKEN


def _figures(verdict: "Verdict", held: bool) -> dict[str, object]:
    return {
        "whole": verdict.whole,
        "entries": verdict.entries,
        "blocks": verdict.blocks,
        "unsealed": verdict.unsealed,
        "head": verdict.head,
        "head_is_held": held,
        "breaks": [{"block": one.block, "entry": one.entry, "what": one.what} for one in verdict.breaks],
    }


def _show(verdict: "Verdict", held: bool) -> None:
    print(
        said(
            f"{verdict.entries:,} entries in {verdict.blocks:,} blocks; {verdict.unsealed:,} not sealed yet",
            f"{verdict.blocks:,} 块，{verdict.entries:,} 条；未封 {verdict.unsealed:,} 条",
        )
    )
    for one in verdict.breaks:
        en, zh = _WHAT[one.what]
        if one.entry is None:
            print(said(f"block {one.block}: {en}", f"第 {one.block} 块：{zh}"))
        else:
            print(said(f"block {one.block}, entry {one.entry}: {en}", f"第 {one.block} 块第 {one.entry} 条：{zh}"))
    if verdict.whole:
        print(said("The chain is whole.", "审计链完整。"))
    if not held:
        print(
            said(
                "The head that was written down is not in this chain: it was cut off or written anew since.",
                "抄录的链头不在此链中：此后曾被截断或重写。",
            )
        )
    if verdict.head:
        print(said(f"head {verdict.head} (write it down elsewhere)", f"链头 {verdict.head}（请另处抄录）"))
