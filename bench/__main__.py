"""`python -m bench [NAME ...]`: prints the figures with the machine; all of them take about twenty minutes."""

import sys
import traceback
from collections.abc import Callable

from bench import machine


def figures() -> dict[str, Callable[[], None]]:
    """Name -> what measures and prints it."""
    from bench import febrl, quality, round, side_by_side, sizes, spark_round, terms

    return {
        "round": round.report,
        "quality": quality.report,
        "thirteen": sizes.thirteen,
        "terms": terms.report,
        "peers": side_by_side.report,
        "febrl": febrl.report,
        "spark": spark_round.report,
        "province": sizes.province,
    }


def main(names: list[str]) -> int:
    """Measures what is named, or all; one that fails says so and the others go on."""
    known = figures()
    unknown = set(names) - known.keys()
    if unknown:
        print(f"no such figures: {', '.join(sorted(unknown))}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    print(machine.described(), flush=True)
    failed = 0
    for name in names or known:
        try:
            known[name]()
        except Exception as error:
            failed = 1
            print(f"\n{name}: could not be measured here ({type(error).__name__}: {error})", flush=True)
            traceback.print_exc(limit=3)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
