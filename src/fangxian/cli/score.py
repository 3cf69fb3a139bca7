"""`fangxian score`: holds a comparison of the demo district against the truth."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from fangxian.cli.language import said

if TYPE_CHECKING:
    from fangxian.synth.score import Score, Tally

_COLUMNS = ("rows", "usable", "right", "wrong", "in review", "unknown", "recall")


def declare(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command's arguments."""
    parser = parsers.add_parser(
        "score", help=said("hold a comparison of a drawn district against the truth", "用真值检验一次比对")
    )
    parser.add_argument(
        "--truth",
        type=Path,
        nargs="+",
        required=True,
        metavar="FILE",
        help=said("truth/round-01.csv ...", "truth/round-01.csv …"),
    )
    parser.add_argument(
        "--compared",
        type=Path,
        required=True,
        metavar="DIR",
        help=said("what `fangxian compare` wrote", "`fangxian compare` 写出的文件夹"),
    )
    parser.add_argument("--json", action="store_true", help=said("print the figures as JSON", "以 JSON 打印"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Scores and prints."""
    import json

    from fangxian.synth.score import score

    found = score(args.truth, args.compared)
    if args.json:
        print(json.dumps(found.figures(), ensure_ascii=False, indent=2))
    else:
        _show(found)
    return 0


def _show(found: "Score") -> None:
    figures = found.figures()
    print(f"rows                       {figures['rows']:>10,}")
    for label, key in (("precision, all links", "precision"), ("precision, usable rows", "precision_usable")):
        print(f"{label:<26} {_percent(figures[key], 4):>10}")
    print(f"{'recall, usable rows':<26} {_percent(figures['recall'], 4):>10}")
    for key in ("linked_wrong", "outsiders_linked", "no_sample_linked", "tested_in_untested", "untested"):
        print(f"{key.replace('_', ' '):<26} {figures[key]:>10,}")
    print(f"{'rows in review':<26} {figures['review_rows']:>10,}  {_percent(figures['review_share'], 2)}\n")
    print(f"{'kind':<24}" + "".join(f"{column:>11}" for column in _COLUMNS))
    print(_line("all residents", found.everything))
    for kind, tally in sorted(found.kinds.items(), key=lambda item: -item[1].rows):
        print(_line(kind, tally))


def _line(kind: str, tally: "Tally") -> str:
    counts = (tally.rows, tally.usable, tally.right, tally.wrong, tally.held, tally.unknown)
    return f"{kind:<24}" + "".join(f"{count:>11,}" for count in counts) + f"{_percent(tally.recall, 2):>11}"


def _percent(share: float | None, places: int) -> str:
    return "-" if share is None else f"{share:.{places}%}"
