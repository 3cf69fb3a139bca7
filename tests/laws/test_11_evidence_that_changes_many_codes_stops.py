"""Law 11: a file of evidence that would change the codes of too many waits for a second person, and then goes in by
itself from where it lies sealed; refused, nothing is known of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from tests import prepared
from tests.following import DRUGS, PROTOCOL, in_force
from tests.loading import NUMBERS
from tests.restricting import officer
from tests.screening_rounds import activated
from tests.signed_in import client

from fangxian.access.reader import Reader
from fangxian.catalogue import actions as catalogue
from fangxian.catalogue import queries
from fangxian.evidence.models import Fact
from fangxian.exchange import usual
from fangxian.healthcode import actions as codes
from fangxian.healthcode import stopping
from fangxian.healthcode.models import Restriction, Stop
from fangxian.lib import clock
from fangxian.outbreak.protocol import Phase
from fangxian.runs import evidence, loading, preview
from fangxian.runs.nightly import each_minute

pytestmark = pytest.mark.django_db
STEWARD = Reader("wu", ("230108",), ("data_steward",), frozenset({"batches.load"}), (), 3, "care")
SECOND = Reader("sun", ("230108",), ("data_steward",), frozenset({"batches.confirm"}), (), 3, "care")
HEADER = "用药人姓名,用药人身份证号,用药人电话,药店名称,药品名称,购药时间,症状"
NOW = datetime(2022, 9, 9, 20, tzinfo=clock.LOCAL)
BOUGHT = "向阳大药房,布洛芬缓释胶囊,2022-09-09 08:30"
BUYERS = (f"李娜,{NUMBERS['li']},,{BOUGHT},无", f"赵敏,{NUMBERS['zhao']},,{BOUGHT},无")


@pytest.fixture(autouse=True)
def outbreak(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A protocol that colours who bought drugs for a fever; of more than one person's colour at once, two decide."""
    with clock.set_to(NOW):
        prepared.district(tmp_path / "files", day=date(2022, 8, 31))
        codes.rebuild()
        found = activated(monkeypatch)
        coloured = replace(DRUGS, phases=(Phase("follow_up", 3, DRUGS.phases[0].duties, effect="yellow_home"),))
        in_force(found, replace(PROTOCOL, classes=dict(PROTOCOL.classes) | {coloured.name: coloured}))
        monkeypatch.setattr(preview.codes, "too_many", lambda people: people > 1)
        yield found


def file(folder: Path, *buyers: str) -> Path:
    path = folder / "四类药.csv"
    path.write_text("\n".join([HEADER, *buyers]) + "\n", encoding="utf-8")
    return path


def arrive(outbreak: int, path: Path) -> None:
    evidence.arrive(outbreak=outbreak, dataset="drug_purchases", path=path, by=STEWARD)


def test_few_go_in_by_themselves(outbreak: int, tmp_path: Path) -> None:
    arrive(outbreak, file(tmp_path, BUYERS[0]))
    assert Restriction.rows.filter(colour="yellow").count() == 1 and not Stop.objects.exists()


def test_many_wait_for_a_second_person_and_go_in_by_the_minute(outbreak: int, tmp_path: Path) -> None:
    path = file(tmp_path, *BUYERS)
    with pytest.raises(preview.Stopped, match="2 people"):
        arrive(outbreak, path)
    assert not Fact.rows.exists() and not Restriction.rows.exists(), "nothing is known of it yet"
    with pytest.raises(preview.Stopped):
        arrive(outbreak, path)
    stop = Stop.objects.get()
    each_minute()
    assert not Fact.rows.exists(), "nobody let it through"
    page = client("headquarters").get("/codes/by-hand/").content.decode()
    assert "四类药购买" in page and "drug_purchases" not in page, "whoever lets it through reads what it is"
    stopping.confirm(stop=stop.pk, by=officer("qian"))
    assert loading.waits()
    each_minute()
    assert Restriction.rows.filter(colour="yellow").count() == Fact.rows.count() == 2
    stop.refresh_from_db()
    assert (stop.state, loading.waits()) == ("done", False)
    arrive(outbreak, path)
    assert Fact.rows.count() == 2, "the same file again is the batch that it became"


def test_what_is_refused_stays_outside(outbreak: int, tmp_path: Path) -> None:
    with pytest.raises(preview.Stopped):
        arrive(outbreak, file(tmp_path, *BUYERS))
    stopping.refuse(stop=Stop.objects.get().pk, by=officer("qian"))
    each_minute()
    assert not Fact.rows.exists() and not loading.waits()


def test_one_that_would_change_more_than_was_shown_waits_again(outbreak: int, tmp_path: Path) -> None:
    with pytest.raises(preview.Stopped):
        arrive(outbreak, file(tmp_path, *BUYERS))
    stop = Stop.objects.get()
    stopping.confirm(stop=stop.pk, by=officer("qian"))
    # Meanwhile what was shown to whoever let it through has become more.
    Stop.objects.update(would={"people": 1})
    each_minute()
    stop.refresh_from_db()
    assert (stop.state, stop.would["people"], stop.decided_by) == ("waiting", 2, "")
    assert not Fact.rows.exists()
    stopping.confirm(stop=stop.pk, by=officer("qian"))
    each_minute()
    assert Fact.rows.count() == 2


def test_one_that_was_let_through_as_unlike_those_before_stays_outside_once_it_is_refused_for_codes(
    outbreak: int, tmp_path: Path
) -> None:
    before = [f"王芳,{NUMBERS['wang']},,向阳大药房,布洛芬缓释胶囊,2022-09-0{day} 08:30,无" for day in range(1, 9)]
    arrive(outbreak, file(tmp_path, *before))
    with pytest.raises(usual.Stopped):
        evidence.arrive(outbreak=outbreak, dataset="drug_purchases", path=file(tmp_path, *BUYERS), by=STEWARD, short=80)
    catalogue.confirm(stop=queries.stops("waiting").get().pk, by=SECOND)
    each_minute()
    assert not loading.waits(), "it waits for a person, not for the machine"
    stopping.refuse(stop=Stop.objects.get().pk, by=officer("qian"))
    known = Fact.rows.count()
    each_minute()
    assert (Fact.rows.count(), loading.waits()) == (known, False)
    assert [one.state for one in Stop.objects.all()] == ["refused"]
