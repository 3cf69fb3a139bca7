"""`fangxian synth`: draws the demo district, its rounds and the truth about them."""

import argparse
import sys
from pathlib import Path

from fangxian.cli.language import said


def declare(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command's arguments."""
    parser = parsers.add_parser(
        "synth",
        help=said(
            "draw a district that never was: residents, rounds of results, the truth",
            "生成一个虚构的区：居民、各轮结果、真值",
        ),
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help=said("a new or empty folder", "新建或空的文件夹")
    )
    parser.add_argument(
        "--seed", type=int, default=20220909, help=said("the same seed draws the same district", "同一种子生成同一个区")
    )
    parser.add_argument(
        "--people", type=int, default=197_000, metavar="N", help=said("how many are registered", "在册人数")
    )
    parser.add_argument(
        "--rounds", type=int, default=13, metavar="N", help=said("how many rounds of testing", "检测轮数")
    )
    parser.add_argument(
        "--dirt",
        type=Path,
        metavar="FILE",
        help=said("rates of dirt (TOML) that override ours", "问题数据的比率（TOML），覆盖默认值"),
    )
    parser.add_argument(
        "--departments",
        action="store_true",
        help=said("write the departments' files too", "同时生成各部门的文件"),
    )
    parser.add_argument("--format", choices=["csv", "parquet"], default="csv", help=said("of the files", "文件格式"))
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
        departments=args.departments,
        say=lambda line: print(line, file=sys.stderr),
    )
    return 0
