"""A round whose files arrive one after the other says what `fangxian compare` says of all of them at once."""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from tests.screening_rounds import OFFICER, activated, made

from fangxian.exchange import results_store as store
from fangxian.identity.models import Doubt
from fangxian.intake.clean import FILE_STRIDE
from fangxian.lake import engines, sealed
from fangxian.lib import clock
from fangxian.pipelines.compare import Request, compare
from fangxian.registry.reading import snapshots
from fangxian.runs import arrival, loading
from fangxian.runs.withdrawal import withdraw
from fangxian.screening import queries
from fangxian.screening.models import Arrival, Round, Standing, Stray
from fangxian.synth import district
from fangxian.synth.dirt import rates

pytestmark = pytest.mark.django_db
PARTS = 4
HEADINGS = {
    "person": "人员编号", "name": "姓名", "sex": "性别", "born": "出生日期", "number": "公民身份号码",
    "phone": "手机号", "address": "现住址", "area_code": "网格编码",
}  # fmt: skip


@pytest.fixture
def drawn(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, int]]:
    out = tmp_path / "district"
    district.write(out, seed=7, people=1500, count=1, rates=rates.load(), departments=True)
    for folder in sorted((out / "departments").iterdir()):
        day = date.fromisoformat(folder.name)
        with clock.set_to(datetime.combine(day, datetime.min.time(), clock.LOCAL)):
            loading.load(sorted(folder.iterdir()), by="test", day=day)
    with clock.set_to(datetime(2022, 9, 9, 23, tzinfo=clock.LOCAL)):
        yield out, activated(monkeypatch)


def parts_of(results: Path, folder: Path) -> list[Path]:
    """The file in parts whose people are mixed, as they come from several laboratories."""
    head, *lines = results.read_text("utf-8").splitlines(keepends=True)
    found = []
    for part in range(PARTS):
        path = folder / f"part-{part}.csv"
        path.write_text(head + "".join(lines[part::PARTS]), "utf-8")
        found.append(path)
    return found


def residents(path: Path) -> Path:
    """Everybody present, as a residents' file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS.values())
        for block in snapshots.people():
            for one in block.to_pylist():
                if one["status"] == "present":
                    writer.writerow(["" if one[name] is None else one[name] for name in HEADINGS])
    return path


def test_row_for_row(drawn: tuple[Path, int], tmp_path: Path) -> None:
    out, outbreak = drawn
    parts = parts_of(out / "results" / "round-01.csv", tmp_path)
    round = made(outbreak)
    for part in parts:
        arrival.arrive(round=round.pk, path=part, by="test")
    agree(round, parts, tmp_path / "whole")
    # And after a batch was withdrawn, what it says of the rest.
    third = Arrival.objects.get(round=round, number=3)
    withdraw(round=round.pk, batch=third.batch, by=OFFICER)
    agree(Round.objects.get(pk=round.pk), [parts[0], parts[1], parts[3]], tmp_path / "without", numbers=[1, 2, 4])


def agree(round: Round, files: list[Path], out: Path, numbers: list[int] | None = None) -> None:
    start, end = (moment.astimezone(clock.LOCAL).replace(tzinfo=None) for moment in (round.starts_at, round.ends_at))
    said = compare(Request(residents(out.with_suffix(".people.csv")), files, out, start, end))["total"]
    numbered = {path.name: number for path, number in zip(files, numbers or [1, 2, 3, 4], strict=True)}

    def rows(name: str) -> list[dict[str, str]]:
        with (out / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    figures = queries.figures(round.pk)
    assert figures.expected == said["people"]
    for status in ("tested", "pending", "in_review", "untested"):
        assert figures.counts[status] == said[status], status
    for status in ("untested", "pending"):
        theirs = {int(one["person"]) for one in rows(status)}
        assert set(Standing.rows.filter(round=round, status=status).values_list("person", flat=True)) == theirs
    counts = list(Arrival.objects.filter(round=round, state="compared").values_list("counts", "rows"))
    for name in ("exact", "repaired", "probable", "review", "unknown", "rejected"):
        assert sum(one.get(name, 0) for one, _ in counts) == said[name], name
    assert sum(rows for _, rows in counts) == said["rows"]
    known = {
        (numbered[one["file"]], int(one["row"]), int(one["person"]), one["method"], one["score"], one["agreed"])
        for one in rows("links")
    }
    sought = links(round)
    assert sought and sought <= known, "what was not plain at once"
    plain = {one[:3] for one in known - sought}
    assert all(method == "exact" for *_, method, _, _ in known - sought) and plain
    asked = {(numbered[one["file"]], int(one["row"]), int(one["person"]), int(one["rank"])) for one in rows("review")}
    names = dict(Arrival.objects.filter(round=round).values_list("batch", "number"))
    waiting = {
        (names[one.batch], one.row, candidate["person"], rank)
        for one in Doubt.objects.filter(batch__in=names, decided_at=None)
        for rank, candidate in enumerate(one.candidates, 1)
    }
    in_window = {(number, row) for number, row, *_ in waiting}
    assert waiting == {one for one in asked if one[:2] in in_window} and waiting
    strays = Stray.rows.filter(round=round).values_list("times", flat=True)
    unknown = sum(1 for one in rows("unknown") if not one["sampled_at"] or start <= moment(one["sampled_at"]) <= end)
    assert sum(strays) == unknown


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def links(round: Round) -> set[tuple[int, int, int, str, str, str]]:
    """The links that lie sealed beside the round, of rows that were not plain at once."""
    home = store.home(round.outbreak_id, store.COMPARISONS)
    (folder,) = sealed.every(home)
    key, work = store.key(round.outbreak_id), home.parent
    path = folder.open("links", key=key, into=work / "links.parquet")
    with engines.open_engine(workdir=work) as engine:
        found = engine.rows(
            f"""SELECT rid // {FILE_STRIDE}, rid % {FILE_STRIDE}, person_row, method,
                    CAST(round(score, 4) AS VARCHAR), agreed
                FROM {engines.parquet(path)} WHERE person_row IS NOT NULL"""
        )
    path.unlink()
    return {tuple(one) for one in found}
