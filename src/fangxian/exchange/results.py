"""The way of evidence between files, the lake and a round: whom it expects, what a file says, what that changes.

Called by one at a time (exchange.turns): it works in their folder. Nothing is written here but to the lake; the caller
writes the changes in one transaction, and one that does not end leaves the round as it was.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from fangxian.contracts import Section
from fangxian.exchange import results_changes, results_reading, results_residents, results_settling
from fangxian.exchange import results_store as store
from fangxian.exchange.results_changes import Changes
from fangxian.exchange.results_settling import Judgement
from fangxian.exchange.workfolders import workfolder
from fangxian.lake import engines, sealed
from fangxian.lake.engines import parquet
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.lib.sealing import Seal
from fangxian.terms import resident_id

__all__ = [
    "Asked",
    "Changes",
    "Compared",
    "Judgement",
    "compare",
    "expected",
    "numbers_of",
    "received",
    "rows_of",
    "saying",
    "stands",
]

#: By what rows that say the same are known to say the same.
SAYING = "screening.saying"
Say = Callable[[str], None]


@dataclass(frozen=True)
class Asked:
    """The round of a comparison: its keys, its snapshot, its window in local time, its batches by their number, and
    the number of the comparison that stands (0: none)."""

    outbreak: int
    round: int
    snapshot: str
    window: tuple[datetime, datetime]
    batches: Sequence[tuple[int, str]]
    compared: int
    judged: Mapping[bytes, Judgement]
    following: int = 1  # the number of the next file, those that were withdrawn counted

    def comparison(self, number: int) -> str | None:
        """What a comparison is called in the lake."""
        return f"{self.round:03}-{number:04}" if number else None


@dataclass(frozen=True)
class Compared:
    """What a comparison changed; of a file that came, its batch and what its manifest says."""

    changes: Changes
    batch: str = ""
    said: Mapping[str, Any] | None = None


@contextmanager
def expected(outbreak: int, *, area: str, born: tuple[str | None, str | None]) -> Iterator[tuple[str, Iterator[Any]]]:
    """The snapshot of everybody present, and (person, area_code, dwelling) of those of an area whom a round expects.

    `born`: the first and the last day of birth, where the scope names an age; who has no such day is expected.
    """
    with workfolder() as workdir:
        name = results_residents.prepared(workdir, outbreak)
        first, last = (f"DATE '{day}'" if day else "born" for day in born)
        with engines.open_engine(workdir=workdir) as engine:
            folds, residents = (parquet(workdir / f"{table}.parquet") for table in ("folds", "residents"))
            rows = engine.rows(
                f"""SELECT person_row, area_code, dwelling FROM {residents} r
                    WHERE person_row NOT IN (SELECT person_row FROM {folds}) AND starts_with(area_code, '{int(area)}')
                        AND coalesce(born BETWEEN {first} AND {last}, TRUE) ORDER BY person_row"""
            )
        yield name, iter(rows)


def compare(
    asked: Asked, path: Path | None = None, *, mapping: Section | None = None, rows: int | None = None,
    say: Say = lambda _: None,
) -> Compared:  # fmt: skip
    """Compares a round's batches, and a file that has come for it; seals what was found.

    rows   how many the sender says the file has

    Raises a Fault for a file that cannot be read, and for one that has fewer or more rows than its sender says.
    """
    stands = asked.comparison(asked.compared)
    results_changes.swept(asked.outbreak, prefix=f"{asked.round:03}-", stands=stands)
    with workfolder() as workdir, engines.open_engine(workdir=workdir) as engine:
        results_residents.opened(workdir, asked.outbreak, asked.snapshot)
        results_residents.load(engine, workdir)
        batches = [_opened(asked, workdir, number, name) for number, name in asked.batches]
        new = None
        if path is not None:
            say("receive")
            new = _arrived(engine, asked, path, workdir, mapping, rows)
            batches.append(new)
        say("compare")
        index = Seal(store.key(asked.outbreak), SAYING)
        if batches:
            results_settling.settle(
                engine, workdir, batches, window=asked.window, judged=asked.judged, index=index, now=clock.now()
            )
        else:
            results_changes.nothing(engine)
        name = asked.comparison(asked.compared + 1)
        results_changes.kept(engine, workdir, outbreak=asked.outbreak, name=str(name))
        changes = results_changes.against(engine, workdir, outbreak=asked.outbreak, before=stands)
    return Compared(changes, new.name, new.folder.said) if new else Compared(changes)


def stands(asked: Asked, *, then: int = 1) -> None:
    """Removes the comparisons before, once the one after `asked` stands in the database; `then` 0: `asked` stands."""
    standing = asked.comparison(asked.compared + then)
    results_changes.swept(asked.outbreak, prefix=f"{asked.round:03}-", stands=standing)


def rows_of(outbreak: int, batch: str, rows: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What rows of a batch say as they were written, of those that were not plain at once: row -> name, number, phone,
    address, site, sampled_at, outcome. For whoever decides about them; note it before it is shown."""
    folder = store.found(outbreak, store.RESULTS, batch)
    key = store.key(outbreak)
    with workfolder() as workdir, engines.open_engine(workdir=workdir) as engine:
        said, sampled = (folder.open(kind, key=key, into=workdir / f"{kind}.parquet") for kind in ("sought", "rows"))
        listed = ", ".join(str(int(row)) for row in rows)
        found = engine.rows(
            f"""SELECT s.row, s.name_said, s.number_said, s.phone_said, s.address_said, s.site_said,
                    CAST(r.sampled_at AS VARCHAR), r.outcome, s.number, s.name, s.phone
                FROM {parquet(said)} s JOIN {parquet(sampled)} r ON r.rid = s.rid WHERE s.row IN ({listed})"""
        )
    names = (*results_changes.SAID, "_number", "_name", "_phone")
    return {one[0]: dict(zip(names, one[1:], strict=True)) for one in found}


def numbers_of(outbreak: int, snapshot: str, people: Sequence[int]) -> list[str]:
    """The identity numbers of people of a snapshot, of those who have a valid one: to ask a library for them."""
    with workfolder() as workdir, engines.open_engine(workdir=workdir) as engine:
        results_residents.opened(workdir, outbreak, snapshot)
        wanted, residents = set(people), parquet(workdir / "residents.parquet")
        rows = engine.rows(f"SELECT person_row, id_key FROM {residents} WHERE id_key IS NOT NULL ORDER BY person_row")
    return [resident_id.text(key) for person, key in rows if person in wanted]


def received(outbreak: int, batch: str) -> tuple[str, Callable[[Path], None]]:
    """A batch's file as it came: its name, and what writes it to a path. Raises a Fault where it is not there."""
    folder = store.found(outbreak, store.RESULTS, batch)
    key = store.key(outbreak)

    def write(path: Path) -> None:
        path.touch(0o600)
        folder.open(results_reading.RECEIVED, key=key, into=path)

    return str(folder.said["file"]), write


def saying(outbreak: int, said: Mapping[str, Any]) -> bytes:
    """The index by which rows that say the same as one (of `rows_of`) are known."""
    text = results_settling.saying(said["_number"], said["_name"], said["_phone"])
    return Seal(store.key(outbreak), SAYING).index(text)


def _opened(asked: Asked, workdir: Path, number: int, name: str) -> results_reading.Batch:
    batch = results_reading.Batch(store.found(asked.outbreak, store.RESULTS, name), number)
    return results_reading.opened(batch, workdir, outbreak=asked.outbreak)


def _arrived(
    engine: engines.Engine, asked: Asked, path: Path, workdir: Path, mapping: Section | None, rows: int | None
) -> results_reading.Batch:
    received = results_reading.receive(path, workdir, mapping)
    if rows is not None and received.rows != rows:
        raise Fault(
            en=f"{path.name}: {received.rows:,} rows came, {rows:,} were announced. Nothing was applied: ask for a "
            "whole file, or leave the announced number out.",
            zh=f"{path.name}：收到 {received.rows:,} 行，通报为 {rows:,} 行。未写入任何内容："
            "请重新索取完整文件，或不填通报行数。",
        )
    name = results_reading.name_of(asked.round, asked.following, received.sha256)
    there = sealed.find(store.home(asked.outbreak, store.RESULTS), name)
    if there is not None:
        # It was read by a run that was killed before its transaction ended.
        return results_reading.opened(results_reading.Batch(there, asked.following), workdir, outbreak=asked.outbreak)
    _forget_orphans(asked)
    return results_reading.read(engine, received, workdir, outbreak=asked.outbreak, name=name, number=asked.following)


def _forget_orphans(asked: Asked) -> None:
    """Removes what a killed run read under this number of another file: no database ever knew of it."""
    place = store.home(asked.outbreak, store.RESULTS)
    for one in place.glob(f"{asked.round:03}-{asked.following:03}-*") if place.is_dir() else ():
        sealed.remove(one)
