"""`fangxian clean`: any department's file becomes a batch in the lake, each row judged."""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from fangxian.cli.language import language, said

if TYPE_CHECKING:
    from fangxian.lake.batches import Manifest

_STAGES = {"receive": ("receiving", "接收"), "judge": ("judging each row", "逐行判定"), "write": ("writing", "写出")}
_COUNTS = {
    "rows": ("rows", "行数"), "accepted": ("accepted", "入库"), "repaired": ("repaired", "修正入库"),
    "duplicate": ("duplicate", "重复"), "held": ("held", "问题数据"),
}  # fmt: skip


def declare(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command's arguments."""
    parser = parsers.add_parser(
        "clean", help=said("judge a department's file and keep it in the lake", "判定部门文件并存入数据湖")
    )
    parser.add_argument("file", type=Path, metavar="FILE", help=said("the file as it came", "收到的文件"))
    parser.add_argument(
        "--dataset", required=True, metavar="NAME", help=said("whose contract it keeps", "按哪个数据标准判定")
    )
    parser.add_argument("--lake", type=Path, required=True, metavar="DIR", help=said("the lake", "数据湖文件夹"))
    parser.add_argument("--sender", default="", metavar="TEXT", help=said("who sent it", "报送单位"))
    parser.add_argument(
        "--map", dest="mapping", type=Path, metavar="FILE", help=said("which heading is which field", "表头映射文件")
    )
    parser.add_argument("--json", action="store_true", help=said("print the manifest", "打印批次清单（JSON）"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Cleans; tells what became of the rows."""
    from fangxian.contracts import mapping
    from fangxian.intake.packed import unpacked
    from fangxian.pipelines.clean import clean

    section = mapping.load(args.mapping).get(args.dataset) if args.mapping else None
    given = {"dataset": args.dataset, "lake": args.lake, "sender": args.sender, "mapping": section, "say": _progress}
    with tempfile.TemporaryDirectory(prefix="fangxian-") as work, unpacked([args.file], work=Path(work)) as paths:
        for path in paths:
            manifest = clean(path, **given)
            if args.json:
                print(json.dumps(manifest.as_json(), ensure_ascii=False, indent=2))
            else:
                _show(manifest)
    return 0


def _progress(stage: str) -> None:
    print(f"{said(*_STAGES[stage])} ...", file=sys.stderr, flush=True)


def _show(manifest: "Manifest") -> None:
    """The counts, and each reason for which rows are held with its sentence."""
    from dataclasses import asdict

    from fangxian.contracts.reasons import all_reasons

    counts = asdict(manifest.counts)
    print(f"{manifest.dataset}/{manifest.batch}", file=sys.stderr)
    print("  ".join(f"{said(*_COUNTS[name])} {count:,}" for name, count in counts.items()), file=sys.stderr)
    for reason, rows in manifest.held.items():
        known = all_reasons()[reason]
        sentence = (
            known.zh.replace("“{column}”", "单元格") if language() == "zh" else known.en.replace("'{column}'", "a cell")
        )
        print(f"{rows:>9,}  {reason}: {sentence}", file=sys.stderr)
