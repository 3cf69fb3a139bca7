"""`fangxian compare`: who was tested, who was not, who needs a second look, and who is in no register."""

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from fangxian.cli.language import said
from fangxian.lib.fault import Fault


def declare(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command's arguments."""
    parser = parsers.add_parser(
        "compare",
        help=said("compare a testing round's files with the residents' file", "把一轮检测的结果文件与常住人口文件比对"),
    )
    parser.add_argument(
        "--residents", type=Path, required=True, metavar="FILE", help=said("the residents' file", "常住人口文件")
    )
    parser.add_argument(
        "--results",
        type=Path,
        required=True,
        nargs="+",
        metavar="FILE",
        help=said("result files", "检测结果文件（可多个）"),
    )
    parser.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="DIR",
        help=said("a new or empty folder for the answer", "结果文件夹（新建或空的）"),
    )
    parser.add_argument(
        "--from",
        dest="start",
        metavar="TIME",
        help=said(
            "samples from this time on (2022-09-09 or 2022-09-09 06:00)",
            "从此时起的采样（2022-09-09 或 2022-09-09 06:00）",
        ),
    )
    parser.add_argument(
        "--to",
        dest="end",
        metavar="TIME",
        help=said("samples until this time; a bare date means its whole day", "到此时为止的采样；只写日期指当天全天"),
    )
    parser.add_argument(
        "--format", choices=("csv", "parquet", "xlsx"), default="csv", help=said("of the lists", "名单的格式")
    )
    parser.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb", help=said("what counts", "计算引擎"))
    parser.add_argument(
        "--map",
        dest="mapping",
        type=Path,
        metavar="FILE",
        help=said("says which header is which field", "指明哪个表头是哪个字段"),
    )
    parser.add_argument(
        "--json", action="store_true", help=said("print summary.json on standard output", "在标准输出打印 summary.json")
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Compares; prints the summary as a table on standard error, or as JSON on standard output."""
    start, end = moment("--from", args.start, closing=False), moment("--to", args.end, closing=True)
    if start and end and end < start:
        raise Fault(
            en="--to lies before --from: give the window the right way round.",
            zh="--to 早于 --from：请把时间窗写正确。",
        )
    from fangxian.cli import compare_table
    from fangxian.contracts import mapping
    from fangxian.pipelines.compare import Request, compare

    said = mapping.load(args.mapping) if args.mapping else {}
    request = Request(args.residents, args.results, args.out, start, end, args.format, args.engine, said)
    answer = compare(request, say=compare_table.progress)
    if args.json:
        _print_json(answer)
    else:
        compare_table.show(answer, args.out)
    return 0


def moment(option: str, text: str | None, *, closing: bool) -> datetime | None:
    """A time as people write it, local; a bare date closes a window at the end of its day."""
    if text is None:
        return None
    from fangxian.terms import dates

    day = dates.date(text)
    time = dates.timestamp(text)
    if time is None:
        raise Fault(
            en=f"{option} is not a time that can be read: write it like 2022-09-09 or 2022-09-09 06:00.",
            zh=f"{option} 不是可识别的时间：请写成 2022-09-09 或 2022-09-09 06:00。",
        )
    bare = day is not None and time == datetime.combine(day, datetime.min.time()) and ":" not in text
    return time.replace(hour=23, minute=59, second=59) if closing and bare else time


def _print_json(answer: dict[str, Any]) -> None:
    import json

    json.dump(answer, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
