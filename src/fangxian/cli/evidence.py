"""`fangxian evidence`: files kept under an outbreak alone: purchases, arrivals, doses, check-ins, checkpoints."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from fangxian.cli.language import said
from fangxian.lib.fault import Fault

if TYPE_CHECKING:
    from fangxian.access.reader import Reader
    from fangxian.catalogue.queries import Batch

_STAGES = {
    "receive": ("receiving", "接收"), "judge": ("judging each row", "逐行判定"), "write": ("writing", "写入"),
    "link": ("finding whose each row is", "认定每行属于谁"),
}  # fmt: skip
_COUNTS = {
    "rows": ("rows", "行数"), "accepted": ("accepted", "入库"), "repaired": ("repaired", "修正入库"),
    "duplicate": ("duplicate", "重复"), "held": ("held", "问题数据"),
}  # fmt: skip


def declare(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command's arguments."""
    parser = parsers.add_parser(
        "evidence", help=said("files that are kept under an outbreak alone", "只在疫情下留存的佐证数据")
    )
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    arrive = acts.add_parser("arrive", help=said("files have come", "收到文件"))
    arrive.add_argument("files", type=Path, nargs="+", metavar="FILE", help=said("as they came", "收到的文件"))
    arrive.add_argument(
        "--dataset", required=True, metavar="NAME", help=said("whose contract they keep", "按哪个数据标准判定")
    )
    arrive.add_argument("--outbreak", type=int, metavar="N", help=said("whose (the active one)", "疫情编号"))
    arrive.add_argument("--sender", default="", metavar="TEXT", help=said("who sent them", "报送单位"))
    arrive.add_argument("--map", dest="mapping", type=Path, metavar="FILE", help=said("headings", "表头映射文件"))
    for name, words in (("withdraw", ("take a batch back", "撤回批次")), ("restore", ("take it in again", "恢复批次"))):
        act = acts.add_parser(name, help=said(*words))
        act.add_argument("batch", metavar="DATASET/BATCH", help=said("as `arrive` told it", "数据集/批次号"))
    for act in acts.choices.values():
        act.add_argument("--by", default="", metavar="NAME", help=said("whose act it is", "经办账号"))
        act.add_argument("--json", action="store_true", help=said("on standard output", "输出 JSON"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Does one act, and tells what became of the rows."""
    from fangxian.cli import installation

    installation.open_installation(migrate=True)
    from fangxian.runs import evidence

    if args.act == "arrive":
        shown = [_arrive(args, path) for path in args.files]
    else:
        dataset, _, name = args.batch.partition("/")
        if args.act == "withdraw":
            gone = evidence.withdraw(dataset=dataset, batch=name, by=_reader(args))
            print(said(f"{gone:,} facts withdrawn.", f"撤回佐证 {gone:,} 条。"), file=sys.stderr)
            return 0
        shown = [evidence.restore(dataset=dataset, batch=name, by=_reader(args))]
    for batch in shown:
        _show(batch, as_json=args.json)
    return 0


def _arrive(args: argparse.Namespace, path: Path) -> "Batch":
    from fangxian.contracts import mapping
    from fangxian.runs import evidence

    section = mapping.load(args.mapping).get(args.dataset) if args.mapping else None
    print(path.name, file=sys.stderr)
    return evidence.arrive(
        outbreak=_outbreak(args), dataset=args.dataset, path=path, by=_reader(args), sender=args.sender,
        mapping=section, say=lambda stage: print(f"  {said(*_STAGES[stage])} ...", file=sys.stderr, flush=True),
    )  # fmt: skip


def _reader(args: argparse.Namespace) -> "Reader":
    """Whose act it is: an account under its own roles, or whoever has the shell."""
    from fangxian.access.queries import reader
    from fangxian.runs.evidence import hand

    return reader(args.by) if args.by else hand("shell")


def _outbreak(args: argparse.Namespace) -> int:
    from fangxian.outbreak.queries import active

    if args.outbreak is not None:
        return int(args.outbreak)
    found = active()
    if len(found) != 1:
        raise Fault(
            en=f"{len(found)} outbreaks are active: two people have to activate one, or name it with --outbreak.",
            zh=f"有 {len(found)} 个生效的疫情：须先由两人启动疫情，或用 --outbreak 指明。",
        )
    return found[0].pk


def _show(batch: "Batch", *, as_json: bool) -> None:
    from fangxian.runs.evidence import outcome

    counts = {name: getattr(batch, name) for name in _COUNTS}
    became = outcome(batch)
    if as_json:
        whole = {"dataset": batch.dataset_id, "batch": batch.name, **counts, **became}
        print(json.dumps(whole, ensure_ascii=False, indent=2))
        return
    print(f"{batch.dataset_id}/{batch.name}", file=sys.stderr)
    print("  ".join(f"{said(*_COUNTS[name])} {count:,}" for name, count in counts.items()), file=sys.stderr)
    told = {
        "facts": said("facts of people", "已认定佐证"),
        "in_review": said("waiting for a decision", "待核对"),
        "unknown": said("in no register", "未登记"),
    }
    print("  ".join(f"{told[name]} {count:,}" for name, count in became.items()), file=sys.stderr)
