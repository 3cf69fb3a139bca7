"""`python -m bench [NAME ...]`: measures, prints, and writes var/bench.json and docs/figures.md.

Without a name it measures everything, which takes about half an hour.
"""

import os
import sys
from collections.abc import Callable, Iterator

from bench import machine, record
from bench.district import ROOT
from bench.table import Table

#: The targets are for two cores: on a larger machine the rest stands idle.
CORES = 2

Measurement = Callable[[], Iterator[Table]]


def measurements() -> dict[str, Measurement]:
    """Name -> what measures it, in the order of the page."""
    from bench import (
        cleaning,
        codes,
        doors,
        febrl,
        field_work,
        follow_up,
        load,
        pages,
        people,
        platform_round,
        quality,
        round,
        side_by_side,
        sizes,
        spark_round,
        terms,
    )

    return {
        "round": round.measure,
        "quality": quality.measure,
        "thirteen": sizes.thirteen,
        "large_file": sizes.large_file,
        "ten_million": sizes.ten_million,
        "peers": side_by_side.measure,
        "febrl": febrl.measure,
        "terms": terms.measure,
        "cleaning": cleaning.measure,
        "spark": spark_round.measure,
        "field_work": field_work.measure,
        "platform": platform_round.measure,
        "load": load.measure,
        "people": people.measure,
        "pages": pages.measure,
        "codes": codes.measure,
        "follow_up": follow_up.measure,
        "doors": doors.measure,
    }


def main(names: list[str]) -> int:
    """Measures what is named, or all; one that cannot be measured says why and the others go on."""
    known = measurements()
    if unknown := set(names) - known.keys():
        print(f"no such figures: {', '.join(sorted(unknown))}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    described = machine.described()
    print(described, flush=True)
    failed = [name for name in names or known if not _measured(name, known[name], described)]
    if record.DATA.exists():
        print(f"\nwritten to {record.write(list(known)).relative_to(ROOT)}")
    return 1 if failed else 0


def _measured(name: str, measure: Measurement, described: str) -> bool:
    tables: list[Table] = []
    try:
        for one in measure():
            print(f"\n{one.markdown()}", flush=True)
            tables.append(one)
    except Exception as error:
        why = " ".join(f"{type(error).__name__}: {error}".split())
        print(f"\n{name}: could not be measured here ({why})", file=sys.stderr, flush=True)
        return False
    finally:
        if tables:
            record.keep(name, tables, described)
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
