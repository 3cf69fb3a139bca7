"""The district that the figures are measured on: drawn once into var/bench, and again when the drawing changed."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "var" / "bench"
#: A command as it is typed.
FANGXIAN = [str(Path(sys.executable).parent / "fangxian")]
SEED = 20220909


def drawn(name: str = "district", *, seed: int = SEED, rounds: int = 13, people: int = 197_000, more: Any = ()) -> Path:
    """The folder of a district; `more` are further options of `fangxian synth`."""
    folder = FOLDER / name
    mark = FOLDER / f"{name}.drawn"
    wanted = json.dumps([seed, rounds, people, [str(one) for one in more], _code()])
    if not mark.exists() or mark.read_text() != wanted:
        FOLDER.mkdir(parents=True, exist_ok=True)
        subprocess.run(["rm", "-rf", str(folder)], check=True)
        options = ["--seed", seed, "--rounds", rounds, "--people", people, *more]
        command = [*FANGXIAN, "synth", "--out", folder, *options]
        subprocess.run([str(part) for part in command], check=True, capture_output=True)
        mark.write_text(wanted)
    return folder


def compare(residents: Path, *results: Path, out: Path, more: tuple[str, ...] = ()) -> list[str]:
    """The command of a comparison."""
    return [
        *FANGXIAN,
        "compare",
        "--residents",
        str(residents),
        "--results",
        *map(str, results),
        "--out",
        str(out),
        *more,
    ]


def score(truth: Path, out: Path) -> dict[str, Any]:
    """`fangxian score` as data."""
    ran = subprocess.run(
        [*FANGXIAN, "score", "--truth", str(truth), "--compared", str(out), "--json"],
        check=True,
        capture_output=True,
        text=True,
    )
    said: dict[str, Any] = json.loads(ran.stdout)
    return said


def _code() -> str:
    listed = subprocess.run(
        ["git", "log", "-1", "--format=%h", "--", "src/fangxian/synth"], cwd=ROOT, capture_output=True, text=True
    )
    return listed.stdout.strip()
