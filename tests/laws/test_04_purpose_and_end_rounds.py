"""Law 4: what comes for a round lies under the outbreak's key alone, and the purge destroys it and counts it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from tests import prepared
from tests.loading import NUMBERS
from tests.screening_rounds import EVENING, MAY, OFFICER, activated, file, made, row

from fangxian.access.faults import NotHere
from fangxian.access.reader import Reader
from fangxian.identity.models import Doubt
from fangxian.lake import sealed
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.outbreak import actions, purge, queries
from fangxian.outbreak.faults import NotInForce
from fangxian.runs import arrival
from fangxian.runs.withdrawal import withdraw
from fangxian.screening import queries as screening
from fangxian.screening.models import Arrival, Judgement, Standing, Stray

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def outbreak(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(purge, "refuse_unless_two", lambda *_: None)
    with clock.set_to(EVENING):
        prepared.district(tmp_path / "files")
        yield activated(monkeypatch)


def arrived(outbreak: int, folder: Path) -> tuple[int, Arrival]:
    round = made(outbreak)
    rows = [row("张伟", "zhang"), row("孙悟空", "sun"), row("欧阳小红", "zhao", "13600000000")]
    return round.pk, arrival.arrive(round=round.pk, path=file(folder, "a", rows), by="test")


def test_nothing_of_a_batch_lies_open(outbreak: int, tmp_path: Path) -> None:
    arrived(outbreak, tmp_path)
    found = [path for path in (settings.LAKE / "outbreaks").rglob("*") if path.is_file()]
    assert {path.suffix for path in found} == {".sealed", ".json"}
    said = [NUMBERS["zhang"], NUMBERS["sun"], "孙悟空", "欧阳小红", "13600000000", "PAR1"]
    for path in found:
        assert not [text for text in said if text.encode() in path.read_bytes()], path
        assert path.stat().st_mode & 0o077 == 0
    assert list((settings.VAR / "work").iterdir()) == []


def test_what_a_stray_says_is_opened_for_who_covers_its_area_as_their_role_sees_it(
    outbreak: int, tmp_path: Path
) -> None:
    round, _ = arrived(outbreak, tmp_path)
    lead = Reader("ma", ("230108",), sees=(("name", "whole"), ("number", "masked")))
    (stray,) = screening.strays(lead, round, "230108")
    said = screening.said(lead, stray)
    assert said["name"] == "孙悟空" and said["phone"] == "" and NUMBERS["sun"] not in said.values()
    assert said["number"][-1] == NUMBERS["sun"][-1] or "*" in said["number"]
    assert "阴性" not in said.values() and "negative" not in said.values()
    with pytest.raises(NotHere):
        screening.said(Reader("li", ("230108999",)), stray)


def test_what_is_sealed_does_not_open_elsewhere_or_cut_off(outbreak: int, tmp_path: Path) -> None:
    _, batch = arrived(outbreak, tmp_path)
    folder = sealed.find(settings.LAKE / "outbreaks" / str(outbreak) / "test_results", batch.batch)
    assert folder is not None
    key = queries.key_in_force(outbreak)
    assert folder.open("received", key=key, into=tmp_path / "out").read_bytes() == (tmp_path / "a.csv").read_bytes()
    with pytest.raises(Fault):
        folder.open("received", key=bytes(32), into=tmp_path / "out")
    path = folder.path / "rows.sealed"
    (folder.path / "received.sealed").write_bytes(path.read_bytes())
    with pytest.raises(Fault):
        folder.open("received", key=key, into=tmp_path / "out")
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(Fault):
        folder.open("rows", key=key, into=tmp_path / "out")


def test_a_long_file_does_not_open_without_its_last_part(tmp_path: Path) -> None:
    plain, key = tmp_path / "plain", bytes(range(32))
    plain.write_bytes(bytes(9 << 20))
    with sealed.writing(tmp_path / "home", "one", key=key) as draft:
        draft.keep(plain, "file")
        folder = draft.publish({})
    assert folder.open("file", key=key, into=tmp_path / "out").read_bytes() == plain.read_bytes()
    path = folder.path / "file.sealed"
    path.write_bytes(path.read_bytes()[: 9 + (4 << 20) + 16])
    with pytest.raises(Fault):
        folder.open("file", key=key, into=tmp_path / "out")


def test_when_the_outbreak_is_closed_nothing_more_is_kept(outbreak: int, tmp_path: Path) -> None:
    round, batch = arrived(outbreak, tmp_path)
    actions.close(outbreak=outbreak, by=Reader("wu", ("230108",), may=MAY))
    with pytest.raises(NotInForce):
        arrival.arrive(round=round, path=file(tmp_path, "b", [row("李娜", "li")]), by="test")
    with pytest.raises(NotInForce):
        withdraw(round=round, batch=batch.batch, by=OFFICER)
    with pytest.raises(NotInForce):
        arrival.complete(round=round, by=OFFICER)
    with pytest.raises(NotInForce):
        made(outbreak)


def test_the_purge_destroys_rounds_and_counts_them(outbreak: int, tmp_path: Path) -> None:
    arrived(outbreak, tmp_path)
    held = Standing.rows.count() + Stray.rows.count() + Arrival.objects.count()
    doubts = Doubt.objects.filter(dataset="test_results").count()
    assert doubts and held > 3
    wu, zheng = (Reader(name, ("230108",), may=MAY) for name in ("wu", "zheng"))
    actions.close(outbreak=outbreak, by=wu)
    with clock.set_to(EVENING + timedelta(days=31)):
        purge.ask(outbreak=outbreak, by=wu)
        certificate = purge.purge(outbreak=outbreak, by=zheng)
    assert certificate.scope["lake.test_results"]["rows"] == 3
    assert certificate.scope["screening"]["rows"] == held + doubts
    for table in (Standing.rows, Stray.rows, Arrival.objects, Judgement.objects):
        assert not table.exists()
    assert not Doubt.objects.filter(dataset="test_results").exists()
    assert not [path for path in (settings.LAKE / "outbreaks").rglob("*") if path.is_file()]
