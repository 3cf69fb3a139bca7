"""One loaded installation, asked who is who: python -m bench.people_run TRUTH. Says as JSON what it found, in seconds
and in shares."""

import csv
import json
import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

TRIED = 20
#: Dataset -> what its rows are called.
SOURCES = {
    "household_register": "household register", "census": "census", "staff": "employers' rosters",
    "key_groups": "key groups",
}  # fmt: skip


def main(truth: Path) -> None:
    """Scores, merges, prints."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fangxian.project.settings")
    import django

    django.setup()
    from fangxian.access.reader import Reader
    from fangxian.boards import actions as boards
    from fangxian.healthcode import actions as healthcode
    from fangxian.identity import actions as identity
    from fangxian.identity import queries
    from fangxian.runs import merging, preview

    by = Reader("bench", ("",), may=frozenset({"links.review"}))
    rows = list(_rows(truth))
    said: dict[str, Any] = _scored(rows) | {
        "sources": {title: _scored([row for row in rows if row[0] == name]) for name, title in SOURCES.items()}
    }
    said["found_seconds"] = _timed(lambda: merging.find(by="bench"))
    boards.rebuild()
    healthcode.rebuild()
    pairs = list(queries.alike(by))
    people = _people(rows)
    said |= {"pairs": len(pairs), "tried": min(TRIED, len(pairs))}
    said["reasons"] = {
        reason: [len(those), sum(bool(people.get(one.first, set()) & people.get(one.second, set())) for one in those)]
        for reason in sorted({one.reason for one in pairs})
        for those in ([one for one in pairs if one.reason == reason],)
    }
    said["organisations"] = _organisations(truth, by)
    took: dict[str, list[float]] = {"preview": [], "merge": [], "unmerge": []}
    for one in pairs[:TRIED]:
        took["preview"].append(_timed(lambda one=one: preview.preview(lambda: merging.merge(
            pair=one.pk, kept=one.first, by=by))))  # type: ignore[misc]  # fmt: skip
        began = time.perf_counter()
        made = merging.merge(pair=one.pk, kept=one.first, by=by)
        took["merge"].append(time.perf_counter() - began)
        took["unmerge"].append(_timed(lambda made=made: identity.unmerge(merge=made, by=by)))  # type: ignore[misc]
    said |= {f"{name}_seconds": statistics.median(those) if those else 0.0 for name, those in took.items()}
    print(json.dumps(said))


Row = tuple[str, str, int | None]


def _rows(truth: Path) -> Iterator[Row]:
    """(dataset, person of the truth, person of the registry or None) of every row that was taken in."""
    from fangxian.catalogue.models import Batch
    from fangxian.identity.models import Doubt, SourceLink

    for batch in Batch.objects.filter(dataset__in=SOURCES):
        paths = list(truth.glob(f"*-{Path(batch.file).stem}.csv"))
        told = _told(min(paths))
        linked = dict(
            SourceLink.objects.filter(dataset=batch.dataset_id, batch=batch.name).values_list("row", "person")
        )
        doubted = Doubt.objects.filter(dataset=batch.dataset_id, batch=batch.name).values_list("row", flat=True)
        for row in {*linked, *doubted}:
            yield batch.dataset_id, told[row], linked.get(row)


def _told(path: Path) -> dict[int, str]:
    with path.open(encoding="utf-8", newline="") as file:
        return {int(one["row"]): one["person"] for one in csv.DictReader(file)}


def _scored(rows: list[Row]) -> dict[str, float]:
    right = _pairs(Counter((true, person) for _, true, person in rows if person is not None))
    found = _pairs(Counter(person for _, _, person in rows if person is not None))
    there = _pairs(Counter(true for _, true, _ in rows))
    linked = sum(person is not None for *_, person in rows)
    return {
        "rows": len(rows),
        "linked": linked,
        "precision": right / found if found else 1.0,
        "recall": right / there if there else 1.0,
    }


def _pairs(counts: Counter[Any]) -> int:
    return sum(many * (many - 1) // 2 for many in counts.values())


def _organisations(truth: Path, by: Any) -> dict[str, Any]:
    """The registry's organisations held against each other: entries, seconds, pairs of the truth, and what speaks
    against a pair -> [pairs, of them one]."""
    from fangxian.identity import queries
    from fangxian.identity.events import ORGANISATION
    from fangxian.registry.queries import entered_organisations
    from fangxian.runs import merging

    with (truth.parent / "organisations.csv").open(encoding="utf-8", newline="") as file:
        told = {one["uscc"]: one["organisation"] for one in csv.DictReader(file)}
    own = {one.pk: told[one.uscc] for one in entered_organisations()}
    seconds = _timed(lambda: merging.find_organisations(by="bench"))
    found = [(one.reason, own[one.first] == own[one.second]) for one in queries.alike(by, kind=ORGANISATION)]
    reasons = {reason: [many, right] for reason in sorted({reason for reason, _ in found})
               for many, right in [(sum(one == reason for one, _ in found), found.count((reason, True)))]}  # fmt: skip
    return {
        "entries": len(own), "seconds": seconds, "wanted": _pairs(Counter(own.values())), "reasons": reasons,
        "branches": sum(one.startswith("B") for one in own.values()),
    }  # fmt: skip


def _people(rows: Iterable[Row]) -> dict[int, set[str]]:
    """Person of the registry -> whose rows they were given, by the truth."""
    found: dict[int, set[str]] = {}
    for _, true, person in rows:
        if person is not None:
            found.setdefault(person, set()).add(true)
    return found


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


if __name__ == "__main__":
    main(Path(sys.argv[1]))
