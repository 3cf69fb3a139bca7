"""Evidence of people that comes by itself: under the outbreak that is in force, under its key, or not at all."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from tests import own_contracts as own
from tests import prepared
from tests.loading import NUMBERS
from tests.screening_rounds import activated
from tests.signed_in import account

from fangxian.access.queries import reader
from fangxian.catalogue import actions
from fangxian.catalogue.models import Batch, Stop
from fangxian.evidence.models import Fact
from fangxian.exchange import evidence as sealed_rows
from fangxian.exchange import results_purge
from fangxian.intake import sources
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.outbreak.faults import NotInForce
from fangxian.runs import evidence, loading
from fangxian.runs import sources as runs

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 9, 9, 12, tzinfo=UTC)
HEADER = "用药人姓名,用药人身份证号,用药人电话,药店名称,药品名称,购药时间,症状"


@pytest.fixture(autouse=True)
def installation(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "sources").mkdir()
    (tmp_path / "drop").mkdir()
    monkeypatch.setenv("FANGXIAN_SOURCES", str(tmp_path / "sources"))
    with clock.set_to(NOW):
        prepared.district(tmp_path / "files", day=date(2022, 8, 31))
        account("data_steward", name="zheng")
        yield


@pytest.fixture
def source(tmp_path: Path) -> sources.Source:
    said = f"""zh = "四类药"\nen = "fever drugs"\ndataset = "drug_purchases"\nsender = "市监局"
        [folder]\npath = "{tmp_path / "drop"}"\nquiet = 0\n"""
    (tmp_path / "sources" / "drugs.toml").write_text(said, "utf-8")
    return sources.one("drugs")


def put(folder: Path, name: str, *, many: int = 30, moved: bool = False) -> None:
    """Purchases of two residents, one each minute; `moved`: drug and pharmacy stand under each other's headings."""
    lines = [HEADER]
    for place in range(many):
        who = f"李娜,{NUMBERS['li']}" if place % 2 else f"赵敏,{NUMBERS['zhao']}"
        shop, drug = f"第{place}药房", "布洛芬缓释胶囊"
        shop, drug = (drug, shop) if moved else (shop, drug)
        at = f"2022-09-0{name[0]} 08:{place:02}"
        lines.append(f"{who},,{shop},{drug},{at if not moved else place},")
    (folder / "drop" / name).write_text("\n".join(lines) + "\n", "utf-8")


def pulled(source: sources.Source) -> list[str]:
    return [one.arrived.name[:4] if one.arrived else "" for one in runs.pull(source, by="clerk")]


def test_without_an_outbreak_nothing_is_taken_and_nothing_is_remembered(source: sources.Source, tmp_path: Path) -> None:
    put(tmp_path, "1.csv")
    with pytest.raises(NotInForce):
        runs.pull(source, by="clerk")
    assert runs.refused(source) == {} and not Batch.objects.filter(dataset="drug_purchases").exists()
    assert not list(settings.VAR.rglob("state.json"))


def test_under_one_it_becomes_facts_once_and_lies_under_its_key(
    source: sources.Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = activated(monkeypatch)
    put(tmp_path, "1.csv")
    assert pulled(source) == [f"{number:03}-"]
    assert Fact.rows.filter(outbreak=number, withdrawn_at=None).count() == 30
    assert pulled(source) == []
    assert not (settings.LAKE / "drug_purchases").exists()
    names = [path.name for path in (settings.LAKE / "outbreaks").rglob("*") if path.is_file()]
    assert names and all(name.endswith(".sealed") or name == "manifest.json" for name in names)


def test_what_is_unlike_those_before_waits_and_of_it_nothing_is_known(
    source: sources.Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = activated(monkeypatch)
    put(tmp_path, "1.csv")
    runs.pull(source, by="clerk")
    put(tmp_path, "2.csv", many=3)
    (came,) = runs.pull(source, by="clerk")
    assert came.waits is not None and "3 usable rows of 3 came" in came.waits.en
    assert Fact.rows.filter(outbreak=number).count() == 30
    stop = Stop.objects.get()
    assert (stop.why, stop.whole, stop.batch.state) == ("short", False, "received")
    with pytest.raises(Fault, match="waits for a second person"):
        evidence.restore(dataset="drug_purchases", batch=stop.batch.name, by=evidence.hand("shell"))
    actions.confirm(stop=stop.pk, by=reader("zheng"))
    assert loading.go_on(by="zheng") == []
    assert Fact.rows.filter(outbreak=number).count() == 33
    assert Batch.objects.get(pk=stop.batch_id).state == "promoted"
    assert loading.go_on(by="zheng") == [] and Fact.rows.filter(outbreak=number).count() == 33


def test_columns_that_moved_are_noticed_here_too(
    source: sources.Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    activated(monkeypatch)
    put(tmp_path, "1.csv")
    runs.pull(source, by="clerk")
    put(tmp_path, "2.csv", moved=True)
    (came,) = runs.pull(source, by="clerk")
    assert came.waits is not None
    assert {change["field"] for change in Stop.objects.get().changes} >= {"drug", "pharmacy", "purchased_at"}


def test_what_is_remembered_of_it_goes_with_the_outbreak(
    source: sources.Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = activated(monkeypatch)
    put(tmp_path, "1.csv")
    runs.pull(source, by="clerk")
    assert list(settings.VAR.rglob("state.json"))
    results_purge.destroy(number)
    assert not list(settings.VAR.rglob("state.json"))


def test_evidence_is_no_list_of_everybody(source: sources.Source, tmp_path: Path) -> None:
    path = tmp_path / "sources" / "drugs.toml"
    path.write_text("whole = true\n" + path.read_text("utf-8"), "utf-8")
    with pytest.raises(Fault, match="evidence lists nobody"):
        sources.one("drugs")


def test_an_own_dataset_that_is_collected_under_an_outbreak_comes_by_itself_under_its_key_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "contracts"
    folder.mkdir()
    monkeypatch.setenv("FANGXIAN_CONTRACTS", str(folder))
    says_so = "customProperties:\n  - {property: underOutbreak, value: true}\n  - {property: sharing"
    text = own.TEXT.replace("customProperties:\n  - {property: sharing", says_so)
    (folder / f"{own.NAME}.odcs.yaml").write_text(text, "utf-8")
    said = f"""zh = "缺课"\nen = "absences"\ndataset = "{own.NAME}"\nsender = "区教育局"
        [folder]\npath = "{tmp_path / "drop"}"\nquiet = 0\n"""
    (tmp_path / "sources" / "absences.toml").write_text(said, "utf-8")
    own.put(tmp_path / "drop", "一日.csv", [own.pupil(place) for place in range(3)])
    one = sources.one("absences")
    with pytest.raises(NotInForce):
        runs.pull(one, by="clerk")
    number = activated(monkeypatch)
    (came,) = runs.pull(one, by="clerk")
    assert came.arrived is not None and came.arrived.rows == 3
    assert not (settings.LAKE / own.NAME).exists() and not (settings.VAR / "pulled").exists()
    assert [one.name for one in sealed_rows.home(number, own.NAME).iterdir()] == [came.arrived.name]
    assert runs.pull(one, by="clerk") == []
