"""Who is who: the departments' files of people, loaded and linked row by row, against the simulator's truth; and the
registry held against itself for those who are registered twice."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from bench.district import FANGXIAN, FOLDER, ROOT, drawn
from bench.load import first_day
from bench.measure import Command, once
from bench.table import Figure, Table

HOME = FOLDER / "resolved"
#: Seconds within which two records are made one, or two again, on a full district.
AT_ONCE = 1


def measure() -> Iterator[Table]:
    """Quality over all rows of people, and seconds of a merge and of its undoing."""
    files = first_day()
    shutil.rmtree(HOME, ignore_errors=True)
    load: Command = [FANGXIAN, "load", *files, "--day", files[0].parent.name, "--whole"]
    run = once(["env", f"FANGXIAN_VAR={HOME}", "DATABASE_URL=", "FANGXIAN_LANG=en", *load, "--by", "bench"])
    if run.failed:
        raise RuntimeError(run.failed)
    said = _ran()
    shutil.rmtree(HOME, ignore_errors=True)
    yield _quality(said)
    yield _alike(said)
    yield _merges(said)
    yield from _organisations(said["organisations"])


def _ran() -> dict[str, Any]:
    truth = drawn("departments", rounds=1, departments=True) / "truth" / "departments"
    ran = subprocess.run(
        [sys.executable, "-m", "bench.people_run", str(truth)], capture_output=True, text=True, cwd=ROOT,
        env=os.environ | {"FANGXIAN_VAR": str(HOME), "DATABASE_URL": ""},
    )  # fmt: skip
    if ran.returncode:
        raise RuntimeError((ran.stderr.strip().splitlines() or ["failed"])[-1])
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def _quality(said: dict[str, Any]) -> Table:
    each = [
        [name, Figure(one["rows"], "", 0), Figure(one["linked"], "", 0), "", ""]
        for name, one in said["sources"].items()
    ]
    together = [
        "all four together", Figure(said["rows"], "", 0), Figure(said["linked"], "", 0),
        Figure(said["precision"], "%", 3, least=0.999), Figure(said["recall"], "%", 3, least=0.99),
    ]  # fmt: skip
    return Table(
        "Who is who: four departments' rows of people",
        ["rows of", "rows", "given to somebody", "pairwise precision (99.9 %)", "pairwise recall (99 %)"],
        [together, *each],
        "Two rows that were given to one person of the registry are a pair that was found; two rows of one person of "
        "the truth are one that was to be found. Rows that wait for a person to decide are in no pair that was found.",
    )


#: What speaks against two records being one person's (linkage.twins).
_AGAINST = {
    "": "nothing", "two_numbers": "two valid numbers", "two_birth_dates": "two birth dates", "two_sexes": "two sexes",
    "two_names": "one document, two names", "names_nearly": "names differ in a character",
    "contradicts_a_third": "a third record",
}  # fmt: skip


def _alike(said: dict[str, Any]) -> Table:
    lines = [
        [_AGAINST[reason], Figure(many, "", 0), Figure(right, "", 0)]
        for reason, (many, right) in said["reasons"].items()
    ]
    return Table(
        "Registered twice: what waits for a person",
        ["what speaks against it", "pairs", "of them one person"],
        lines,
        "The registry of 197,000 that was loaded, held against itself. Nobody is merged by a rule.",
    )


#: The same of two entries being one organisation (linkage.organisations).
_AGAINST_ONE = {
    "": "nothing", "two_names": "two names, one organisation's code", "two_kinds": "two kinds",
    "name_short": "one name abbreviates the other", "names_nearly": "names differ in a character",
    "two_forms": "two legal forms", "two_dates": "two dates", "name_alone": "nothing but the name agrees",
}  # fmt: skip


def _organisations(said: dict[str, Any]) -> Iterator[Table]:
    reasons = said["reasons"]
    sure, right = reasons.get("", (0, 0))
    found, true = (sum(one[place] for one in reasons.values()) for place in (0, 1))
    yield Table(
        "Organisations entered twice",
        ["entries", "of them branches", "held against each other in", "pairs that are one", "pairs proposed",
         "precision where nothing speaks against (99.9 %)", "precision of all", "recall of all (99 %)"],
        [[
            Figure(said["entries"], "", 0), Figure(said["branches"], "", 0), Figure(said["seconds"], "s", 1),
            Figure(said["wanted"], "", 0), Figure(found, "", 0),
            Figure(right / sure if sure else 1.0, "%", 3, least=0.999), Figure(true / found if found else 1.0, "%", 3),
            Figure(true / said["wanted"] if said["wanted"] else 1.0, "%", 3, least=0.99),
        ]],
        "Pairs of entries with two codes. What the file lists under one code, however written, is one entry already.",
    )  # fmt: skip
    yield Table(
        "Organisations entered twice: what waits for a person",
        ["what speaks against it", "pairs", "of them one organisation"],
        [[_AGAINST_ONE[name], Figure(many, "", 0), Figure(one, "", 0)] for name, (many, one) in reasons.items()],
        "Nothing is merged by a rule. A branch (分公司, 第二分店) is proposed with nobody.",
    )


def _merges(said: dict[str, Any]) -> Table:
    return Table(
        "Registered twice: a merge",
        ["the registry is held against itself", f"a merge (below {AT_ONCE} s)", "what it would do is shown",
         f"it is taken back (below {AT_ONCE} s)"],
        [[
            Figure(said["found_seconds"], "s", 1), Figure(said["merge_seconds"], "s", 2, most=AT_ONCE),
            Figure(said["preview_seconds"], "s", 2), Figure(said["unmerge_seconds"], "s", 2, most=AT_ONCE),
        ]],
        f"The median of {said['tried']} merges, each with all that follows from it, in one transaction.",
    )  # fmt: skip
