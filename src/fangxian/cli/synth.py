"""`fangxian synth`: draws the demo district, its rounds and the truth about them."""

import argparse
import sys
from pathlib import Path


def declare(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command's arguments."""
    parser = parsers.add_parser("synth", help="draw a district that never was: residents, rounds of results, the truth")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new or empty folder")
    parser.add_argument("--seed", type=int, default=20220909, help="the same seed draws the same district")
    parser.add_argument("--people", type=int, default=197_000, metavar="N", help="how many are registered")
    parser.add_argument("--rounds", type=int, default=13, metavar="N", help="how many rounds of testing")
    parser.add_argument("--dirt", type=Path, metavar="FILE", help="rates of dirt (TOML) that override ours")
    parser.add_argument("--format", choices=["csv", "parquet"], default="csv", help="of the files")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Writes the district; progress goes to standard error."""
    from fangxian.synth import district
    from fangxian.synth.dirt import rates

    district.write(
        args.out,
        seed=args.seed,
        people=args.people,
        count=args.rounds,
        rates=rates.load(args.dirt),
        form=args.format,
        say=lambda line: print(line, file=sys.stderr),
    )
    return 0
