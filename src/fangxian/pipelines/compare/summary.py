"""Counts for summary.json. Law 1: in each file, and in all, rows is the sum of the six classes."""

from datetime import datetime
from typing import Any

import fangxian
from fangxian.intake.clean import FILE_STRIDE
from fangxian.intake.receive import Received
from fangxian.lake.engines import Engine
from fangxian.lib import clock
from fangxian.linkage.settings import CURRENT
from fangxian.pipelines.reading import Inputs

CLASSES = ("exact", "repaired", "probable", "review", "unknown", "rejected")
LINKED = ("exact", "repaired", "probable")
STATUSES = ("tested", "pending", "in_review", "untested")
POSITIVES = ("single_positive", "pool_hold", "suspect")


def make(engine: Engine, inputs: Inputs, *, start: datetime | None, end: datetime | None) -> dict[str, Any]:
    """The summary, without its seconds. Reads what the comparison left."""
    classes = {
        (file_no, name): count
        for file_no, name, count in engine.rows("SELECT file_no, class, count(*) FROM samples GROUP BY file_no, class")
    }
    # Of a person's rows all but the first come again.
    first: dict[int, int] = dict(
        engine.rows(f"SELECT first_rid // {FILE_STRIDE} AS file_no, count(*) FROM sampled GROUP BY 1")
    )
    entries = [_entry(number, one, classes, first.get(number, 0)) for number, one in enumerate(inputs.results)]
    total = {key: sum(entry[key] for entry in entries) for key in ("rows", *CLASSES, "duplicates")}
    assert_conserved([*entries, total])
    return {
        "made": clock.now().isoformat(timespec="seconds"),
        "window": {"from": start and start.isoformat(sep=" "), "to": end and end.isoformat(sep=" ")},
        "residents": _residents(engine, inputs.residents),
        "files": entries,
        "total": total
        | _people(engine)
        | {"positives": _positives(engine)}
        | {"seconds": {}, "versions": _versions(engine)},
    }


def assert_conserved(entries: list[dict[str, Any]]) -> None:
    """Law 1, at the source: a sum that does not add up is our error and must not be written."""
    for entry in entries:
        if entry["rows"] != sum(entry[name] for name in CLASSES):
            raise AssertionError("law 1 broken: rows are not the sum of their classes")


def _entry(number: int, one: Received, classes: dict[tuple[int, str], int], first: int) -> dict[str, Any]:
    counts = {name: classes.get((number, name), 0) for name in CLASSES}
    entry: dict[str, Any] = {"file": one.name, "rows": sum(counts.values()), **counts}
    entry["duplicates"] = sum(counts[name] for name in LINKED) - first
    entry |= {"format": one.format, "encoding": one.encoding, "sha256": one.sha256, "notes": list(one.notes)}
    if one.same_as is not None:
        entry["same_as"] = one.same_as
    return entry


def _residents(engine: Engine, residents: Received) -> dict[str, Any]:
    rows, people, twice, rejected = engine.rows(
        """SELECT (SELECT count(*) FROM residents_raw), (SELECT count(*) FROM outcome), (SELECT count(*) FROM folds),
            (SELECT count(*) FROM residents_rejected)"""
    )[0]
    return {
        "file": residents.name,
        "rows": rows,
        "people": people,
        "duplicates": twice,
        "rejected": rejected,
        "format": residents.format,
        "encoding": residents.encoding,
        "sha256": residents.sha256,
        "notes": list(residents.notes),
    }


def _people(engine: Engine) -> dict[str, int]:
    counts: dict[str, int] = dict(engine.rows("SELECT status, count(*) FROM outcome GROUP BY status"))
    often = engine.rows("SELECT count(*) FROM outcome WHERE times > 1")[0][0]
    people = {status: counts.get(status, 0) for status in STATUSES}
    return {"people": sum(people.values()), **people, "tested_more_than_once": often}


def _positives(engine: Engine) -> dict[str, int]:
    counts: dict[str, int] = dict(engine.rows("SELECT status, count(*) FROM positives GROUP BY status"))
    return {status: counts.get(status, 0) for status in POSITIVES}


def _versions(engine: Engine) -> dict[str, str]:
    return {
        "fangxian": fangxian.__version__,
        engine.name: engine.version,
        "weights": CURRENT,
        "residents": "1",
        "test_results": "1",
    }
