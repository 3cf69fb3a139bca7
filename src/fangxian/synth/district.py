"""Draws the demo district and writes it down."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa

import fangxian
from fangxian.lib.fault import Fault
from fangxian.synth import files, rounds, schedule, universe
from fangxian.synth.departments import writing
from fangxian.synth.dirt.rates import Rates

SEED, PEOPLE, ROUNDS = 20220909, 197_000, 13


def write(
    out: Path,
    *,
    seed: int,
    people: int,
    count: int,
    rates: Rates,
    form: files.Form = "csv",
    departments: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> None:
    """Writes residents.csv, results/, truth/ and district.json into `out`, which must be empty or not be there.

    `departments`: the departments' files as well, in departments/<day>/.
    """
    if people < 1 or count < 1:
        raise Fault(
            "--people and --rounds: a district has at least one resident and one round.",
            "--people 与 --rounds：至少一名居民、一轮检测。",
        )
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise Fault(
            f"{out.name}: this folder is not empty; give --out a new one.",
            f"{out.name}：目录不为空，请用 --out 另给一个。",
        )
    for folder in ("results", "truth"):
        (out / folder).mkdir(parents=True)
    everyone = universe.draw(seed, people, rates)
    table = everyone.register.table
    name = files.write_residents(out, table, form)
    say(f"{name}: {table.num_rows:,}")
    if departments:
        writing.write(out, seed, everyone, say=say)
    written = []
    for number in range(1, count + 1):
        entry = files.write_round(out, rounds.draw(seed, number, everyone, rates), form)
        start, end = schedule.window(number)
        written.append({"round": number, "from": start.isoformat(), "to": end.isoformat(), **entry})
        say(f"{entry['results']}: {entry['rows']:,}")
    files.write_description(
        out / "district.json",
        {
            "seed": seed,
            "people": people,
            "residents": name,
            "residents_rows": table.num_rows,
            "versions": {"fangxian": fangxian.__version__, "numpy": np.__version__, "pyarrow": pa.__version__},
            "rounds": written,
            "dirt": rates,
        },
    )
