"""How well rows find their people: the demo's rounds, other seeds, other rates of dirt."""

import tomllib
from pathlib import Path

from bench.district import FOLDER, ROOT, SEED, compare, drawn, score
from bench.measure import once
from bench.table import held, percent, show

RATES = ROOT / "src" / "fangxian" / "synth" / "data" / "dirt.toml"
#: A kind with fewer usable rows says nothing of a share.
ENOUGH = 20


def report() -> None:
    """Precision, recall, and the laws, for each district."""
    rows = [_line(f"seed {SEED}, round {name}", drawn(), name) for name in ("01", "03", "10")]
    rows += [_line(f"seed {seed}, round 01", drawn(f"seed-{seed}", seed=seed, rounds=1), "01") for seed in (7, 99)]
    for factor in (3, 0.5):
        more = ("--dirt", _rates(factor))
        folder = drawn(f"dirt-{factor}", seed=4711, rounds=1, more=more)
        rows.append(_line(f"seed 4711, dirt x {factor}", folder, "01"))
    show(
        "Quality",
        ["district", "precision", "recall", "least recall of a kind", "outsiders linked", "tested in untested",
         "review", "all held"],
        rows,
        note="Targets: precision 99.9 %, recall 99.5 % over usable rows, 95 % for each kind (of at least "
        f"{ENOUGH} usable rows), at most 5 outsiders, 20 tested, 1 % in review.",
    )  # fmt: skip


def _line(label: str, district: Path, name: str) -> list[str]:
    out = FOLDER / "answer"
    once(["rm", "-rf", out])
    ran = once(compare(district / "residents.csv", district / "results" / f"round-{name}.csv", out=out))
    if ran.failed:
        return [label, ran.failed]
    said = score(district / "truth" / f"round-{name}.csv", out)
    recalls = {
        kind: tally["recall"] for kind, tally in said["kinds"].items() if tally["usable"] >= ENOUGH and tally["recall"]
    }
    least = min(recalls, key=lambda kind: recalls[kind])
    kept = [
        held(said["precision_usable"], 0.999, below=False),
        held(said["recall"], 0.995, below=False),
        held(recalls[least], 0.95, below=False),
        held(said["outsiders_linked"], 5),
        held(said["tested_in_untested"], 20),
        held(said["review_share"], 0.01),
    ]
    return [
        label,
        percent(said["precision_usable"], 3),
        percent(said["recall"], 3),
        f"{percent(recalls[least], 1)} ({least})",
        str(said["outsiders_linked"]),
        str(said["tested_in_untested"]),
        percent(said["review_share"]),
        "yes" if set(kept) == {"yes"} else "NO",
    ]


def _rates(factor: float) -> Path:
    """A file of rates: ours times a factor, but for whole tables that are no rates of rows."""
    ours = tomllib.loads(RATES.read_text("utf-8"))
    path = FOLDER / f"dirt-{factor}.toml"
    lines = []
    for table in ("number", "name", "phone", "time", "result"):
        lines.append(f"[{table}]")
        lines += [f"{kind} = {rate * factor:.6f}" for kind, rate in ours[table].items()]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
