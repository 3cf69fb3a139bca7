"""How well rows find their people: the demo's rounds, other seeds, other rates of dirt."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from bench.district import FOLDER, ROOT, SEED, compare, drawn, score
from bench.measure import once
from bench.table import Cell, Figure, Table

RATES = ROOT / "src" / "fangxian" / "synth" / "data" / "dirt.toml"
#: A kind with fewer usable rows says nothing of a share.
ENOUGH = 20
#: Rounds of the demo, and other seeds.
ROUNDS, SEEDS = ("01", "03", "10"), (7, 99)
#: How much more (or less) often dirt befalls a result, and whether the register is that much dirtier too.
DIRT = {"dirt × 3": (3.0, False), "dirt × 3, in the register too": (3.0, True), "dirt × 0.5": (0.5, False)}
#: Tables of rates that are no damage to a result.
ASIDE = ("row", "register")

COLUMNS = (
    "district", "precision (99.9 %)", "recall (99.5 %)", "least recall of a kind (95 %)", "outsiders linked (5)",
    "tested in untested (20)", "review (1 %)",
)  # fmt: skip


def measure() -> Iterator[Table]:
    """Precision, recall and the laws, for each district."""
    rows = [_line(f"seed {SEED}, round {name}", drawn(), name) for name in ROUNDS]
    rows += [_line(f"seed {seed}, round 01", drawn(f"seed-{seed}", seed=seed, rounds=1), "01") for seed in SEEDS]
    for label, (factor, everywhere) in DIRT.items():
        folder = drawn(f"dirt-{factor}{'-all' * everywhere}", seed=4711, rounds=1, dirt=_rates(factor, everywhere))
        rows.append(_line(f"seed 4711, {label}", folder, "01"))
    yield Table(
        "Quality",
        COLUMNS,
        rows,
        "Targets in brackets. Precision and recall are over the rows whose truth calls them usable; "
        f"a kind of dirt counts with at least {ENOUGH} of them.",
    )


def _line(label: str, district: Path, name: str) -> list[Cell]:
    out = FOLDER / "answer"
    ran = once(compare(district / "residents.csv", district / "results" / f"round-{name}.csv", out=out), out=out)
    if ran.failed:
        return [label, f"failed: {ran.failed}"]
    said = score(district / "truth" / f"round-{name}.csv", out)
    recalls = {
        kind: tally["recall"]
        for kind, tally in said["kinds"].items()
        if tally["usable"] >= ENOUGH and tally["recall"] is not None
    }
    least = min(recalls, key=lambda kind: recalls[kind])
    return [
        f"{label} ({said['rows']:,} rows)",
        Figure(said["precision_usable"], "%", 3, least=0.999),
        Figure(said["recall"], "%", 3, least=0.995),
        Figure(recalls[least], f"% {least}", 1, least=0.95),
        Figure(said["outsiders_linked"], "", 0, most=5),
        Figure(said["tested_in_untested"], "", 0, most=20),
        Figure(said["review_share"], "%", 2, most=0.01),
    ]


def _rates(factor: float, everywhere: bool) -> Path:
    """A file of rates: ours times the factor, those that are set aside only if it is to be so everywhere."""
    path = FOLDER / f"dirt-{factor}{'-all' * everywhere}.toml"
    lines = []
    for table, kinds in tomllib.loads(RATES.read_text("utf-8")).items():
        if everywhere or table not in ASIDE:
            lines += [f"[{table}]", *(f"{kind} = {rate * factor:.7f}" for kind, rate in kinds.items())]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
