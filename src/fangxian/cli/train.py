"""`fangxian train`: learns the weights of the last tier from a district whose truth is known."""

import argparse
from pathlib import Path

from fangxian.cli.language import said


def declare(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the command's arguments."""
    parser = parsers.add_parser(
        "train",
        help=said(
            "learn the weights of the last tier from a district with known truth", "由已知真值的区学习末级比对的权重"
        ),
    )
    parser.add_argument(
        "--district",
        type=Path,
        required=True,
        metavar="DIR",
        help=said("what `fangxian synth` wrote", "`fangxian synth` 写出的文件夹"),
    )
    parser.add_argument(
        "--rounds",
        nargs="+",
        default=["01", "02", "03"],
        metavar="NN",
        help=said("the rounds to learn from", "用哪些轮次学习"),
    )
    parser.add_argument(
        "--id", required=True, help=said("the name of the new version, e.g. people-2", "新版本的名称，如 people-2")
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help=said("the settings file to write", "要写出的权重文件")
    )
    parser.add_argument("--seed", type=int, default=1, help=said("of the sample of random pairs", "随机样本的种子"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Trains and writes a settings file; prints what changed against the current weights."""
    from fangxian.linkage import settings
    from fangxian.pipelines.training import train_on

    before = settings.load()
    after = train_on(args.district, rounds=args.rounds, id=args.id, seed=args.seed)
    args.out.write_text(settings.write(after), encoding="utf-8")
    for name, levels in after:
        old = {level.label: level for level in before.comparisons[name]}
        for level in levels:
            was = old[level.label].bits if level.label in old else float("nan")
            print(
                f"{name:8} {level.label:14} m {level.m:<11.7f} u {level.u:<12.9f} "
                f"{level.bits:+7.2f} bits (was {was:+.2f})"
            )
    return 0
