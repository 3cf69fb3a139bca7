"""The district that the figures are measured on: drawn once into var/bench, and again when the drawing changed."""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.measure import Command

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "var" / "bench"
FANGXIAN = Path(sys.executable).parent / "fangxian"
SEED, PEOPLE = 20220909, 197_000


def drawn(
    name: str = "district",
    *,
    seed: int = SEED,
    rounds: int = 13,
    people: int = PEOPLE,
    dirt: Path | None = None,
    departments: bool = False,
) -> Path:
    """The folder of a district as `fangxian synth` draws it; `dirt` is a file of other rates, `departments` says
    whether their files are wanted too."""
    folder, mark = FOLDER / name, FOLDER / f"{name}.drawn"
    wanted = json.dumps([seed, rounds, people, dirt.read_text("utf-8") if dirt else "", departments, _code()])
    if not mark.exists() or mark.read_text("utf-8") != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        options: list[str | Path] = ["--seed", str(seed), "--rounds", str(rounds), "--people", str(people)]
        options += ["--dirt", dirt] if dirt else []
        options += ["--departments"] if departments else []
        _run([FANGXIAN, "synth", "--out", folder, *options])
        mark.write_text(wanted, encoding="utf-8")
    return folder


def compare(residents: Path, *results: Path, out: Path, more: tuple[str, ...] = ()) -> Command:
    """The command of a comparison."""
    return [FANGXIAN, "compare", "--residents", residents, "--results", *results, "--out", out, *more]


def score(truth: Path, out: Path) -> dict[str, Any]:
    """`fangxian score` as data."""
    said: dict[str, Any] = json.loads(_run([FANGXIAN, "score", "--truth", truth, "--compared", out, "--json"]))
    return said


def _run(command: Command) -> str:
    ran = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if ran.returncode:
        raise RuntimeError(f"fangxian {command[1]}: {(ran.stderr.strip().splitlines() or ['failed'])[-1]}")
    return ran.stdout


def _code() -> str:
    """What a drawing depends on."""
    digest = hashlib.sha256()
    for room in ("synth", "terms"):
        for path in sorted((ROOT / "src" / "fangxian" / room).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
