"""A department's file of evidence: each row is a fact of somebody's, waits for a decision, or is held, and says why."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db.models import QuerySet
from tests import prepared
from tests.loading import NUMBERS
from tests.screening_rounds import activated
from tests.signed_in import client

from fangxian.access.faults import NotAllowed
from fangxian.access.reader import Reader
from fangxian.catalogue.models import Batch
from fangxian.evidence import actions, rules
from fangxian.evidence.models import Fact, Held
from fangxian.exchange import evidence_purge, results_store
from fangxian.healthcode.models import Restriction
from fangxian.identity.models import Doubt, SourceLink
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.outbreak import actions as outbreak
from fangxian.outbreak.faults import NotInForce
from fangxian.programme.models import Enrolment
from fangxian.registry.models import Person
from fangxian.runs import evidence

pytestmark = pytest.mark.django_db

STEWARD = Reader("wu", ("230108",), ("data_steward",), frozenset({"batches.load", "links.review"}), (), 3, "care")
NOW = datetime(2022, 9, 9, 12, tzinfo=UTC)
HEADER = "用药人姓名,用药人身份证号,用药人电话,药店名称,药品名称,购药时间,症状"
LI, ZHAO = NUMBERS["li"], NUMBERS["zhao"]
BOUGHT = "向阳大药房,布洛芬缓释胶囊,2022-09-09 08:30"
LINES = (
    f"李娜,{LI},,{BOUGHT},无",
    f"赵敏,{ZHAO},,{BOUGHT},发热",
    f"赵敏,{ZHAO},,{BOUGHT},发热",
    f"孙倩,{LI},13688886666,{BOUGHT},",
    f"周不在,23010819991231{1234},13900000000,{BOUGHT},",
    f"李娜,{LI},,向阳大药房,布洛芬缓释胶囊,上午,",
)


@pytest.fixture(autouse=True)
def outbreak_number(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with clock.set_to(NOW):
        prepared.district(tmp_path / "files", day=date(2022, 8, 31))
        yield activated(monkeypatch)


def file(folder: Path, *lines: str) -> Path:
    path = folder / "四类药.csv"
    path.write_text("\n".join([HEADER, *(lines or LINES)]) + "\n", encoding="utf-8")
    return path


def arrive(outbreak_number: int, path: Path, **more: object) -> Batch:
    return evidence.arrive(
        outbreak=outbreak_number, dataset="drug_purchases", path=path, by=STEWARD, **more  # type: ignore[arg-type]
    )  # fmt: skip


def facts() -> list[tuple[str, int | None, str]]:
    names = dict(Person.rows.values_list("pk", "name"))
    found = Fact.rows.filter(withdrawn_at=None).order_by("row").values_list("person", "row", "finding")
    return [(names[person], row, finding) for person, row, finding in found]


def doubts() -> QuerySet[Doubt]:
    return Doubt.objects.filter(dataset="drug_purchases")


def test_each_row_is_somebodys_or_says_why_it_is_not(outbreak_number: int, tmp_path: Path) -> None:
    batch = arrive(outbreak_number, file(tmp_path))
    assert facts() == [("李娜", 1, ""), ("赵敏", 2, "symptom")]
    assert list(doubts().values_list("batch", "row")) == [(batch.name, 4)]
    assert list(Held.objects.values_list("reason", "row")) == [("unknown", 5)]
    assert (batch.rows, batch.duplicate, batch.held) == (6, 1, 1)
    assert list(batch.held_rows.values_list("row", "reason", "column")) == [(6, "unreadable", "purchased_at")]


def test_somebody_else_of_the_same_name_is_not_taken_for_them(outbreak_number: int, tmp_path: Path) -> None:
    """Neither the name alone, nor the name with somebody else's number, is evidence of her whom the register knows."""
    batch = arrive(outbreak_number, file(tmp_path, f"李娜,230108198501010043,,{BOUGHT},发热", f"李娜,,,{BOUGHT},发热"))
    assert not Fact.rows.exists() and not Enrolment.rows.exists() and not Restriction.rows.exists()
    assert evidence.outcome(batch) == {"facts": 0, "in_review": 1, "unknown": 1}, "each is on record"
    assert rules.held()[Held.objects.get().reason].en == "nobody in the registry has this key"
    doubt = Doubt.objects.get(dataset="drug_purchases")
    assert (doubt.reason, [one["agreed"] for one in doubt.candidates]) == ("name_alone", ["name:same"])
    assert "仅姓名相符" in client("data_steward").get(f"/review/{doubt.pk}/").content.decode()


def test_a_fact_holds_when_the_row_says_and_whose_it_is_stands_apart(outbreak_number: int, tmp_path: Path) -> None:
    batch = arrive(outbreak_number, file(tmp_path))
    one = Fact.rows.get(row=1)
    assert one.at.astimezone(clock.LOCAL).strftime("%m-%d %H:%M") == "09-09 08:30"
    assert (one.kind, one.batch) == ("purchase", f"drug_purchases/{batch.name}")
    link = SourceLink.objects.get(dataset="drug_purchases", batch=batch.name, row=1)
    assert (link.person, link.method) == (one.person, "exact")


def test_the_same_file_again_changes_nothing(outbreak_number: int, tmp_path: Path) -> None:
    first = arrive(outbreak_number, file(tmp_path))
    before = (facts(), Fact.rows.count(), doubts().count(), Held.objects.count(), SourceLink.objects.count())
    with clock.set_to(NOW + timedelta(hours=1)):
        assert arrive(outbreak_number, file(tmp_path)) == first
    assert before == (
        facts(),
        Fact.rows.count(),
        doubts().count(),
        Held.objects.count(),
        SourceLink.objects.count(),
    )


def test_a_run_that_was_killed_after_sealing_is_finished_by_the_same_command(
    outbreak_number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        broken.setattr(actions, "apply_batch", _killed)
        arrive(outbreak_number, file(tmp_path))
    assert not Fact.rows.exists() and not Batch.objects.filter(dataset="drug_purchases").exists()
    arrive(outbreak_number, file(tmp_path))
    assert len(facts()) == 2


def _killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_a_batch_that_is_withdrawn_takes_its_facts_and_its_questions_and_comes_again(
    outbreak_number: int, tmp_path: Path
) -> None:
    batch = arrive(outbreak_number, file(tmp_path))
    assert evidence.withdraw(dataset="drug_purchases", batch=batch.name, by=STEWARD) == 2
    assert facts() == [] and not doubts().exists()
    assert evidence.withdraw(dataset="drug_purchases", batch=batch.name, by=STEWARD) == 0
    evidence.restore(dataset="drug_purchases", batch=batch.name, by=STEWARD)
    assert facts() == [("李娜", 1, ""), ("赵敏", 2, "symptom")]
    assert doubts().filter(row=4, decided_at=None).count() == 1


def test_a_doubt_that_is_decided_makes_a_fact_and_can_be_taken_back(outbreak_number: int, tmp_path: Path) -> None:
    arrive(outbreak_number, file(tmp_path))
    doubt, li = doubts().get(row=4), Person.rows.get(name="李娜", source__startswith="household_register")
    assert evidence.said(doubt=doubt.pk, by=STEWARD)["name"] == "孙倩"
    evidence.same(doubt=doubt.pk, person=li.pk, by=STEWARD)
    assert facts() == [("李娜", 1, ""), ("赵敏", 2, "symptom"), ("李娜", 4, "")]
    evidence.undo(doubt=doubt.pk, by=STEWARD)
    assert facts() == [("李娜", 1, ""), ("赵敏", 2, "symptom")]
    evidence.nobody(doubt=doubt.pk, by=STEWARD)
    assert len(facts()) == 2 and doubts().get(row=4).decided_at is not None


def test_nothing_is_taken_without_an_outbreak_or_from_who_may_not(outbreak_number: int, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        evidence.arrive(
            outbreak=outbreak_number, dataset="drug_purchases", path=file(tmp_path), by=Reader("someone", ("230108",))
        )
    with pytest.raises(NotInForce):
        arrive(outbreak_number + 1, file(tmp_path))
    with pytest.raises(Fault, match="round arrive"):
        evidence.arrive(outbreak=outbreak_number, dataset="test_results", path=file(tmp_path), by=STEWARD)
    assert not Batch.objects.filter(dataset="drug_purchases").exists()


def test_what_lies_in_the_lake_is_sealed_and_goes_with_the_purge(outbreak_number: int, tmp_path: Path) -> None:
    arrive(outbreak_number, file(tmp_path))
    home = results_store.home(outbreak_number, "drug_purchases")
    lying = [path for path in home.rglob("*") if path.is_file()]
    assert {path.suffix for path in lying} == {".sealed", ".json"}
    assert not any("李娜".encode() in path.read_bytes() or LI.encode() in path.read_bytes() for path in lying)
    gone = evidence_purge.destroy(outbreak_number)
    assert gone.rows == 6 and not home.exists()
    assert evidence_purge.destroy(outbreak_number).rows == 0


def test_an_outbreak_that_is_closed_takes_no_more(outbreak_number: int, tmp_path: Path) -> None:
    may = frozenset({"outbreak.close"})
    outbreak.close(outbreak=outbreak_number, by=Reader("wu", ("230108",), may=may))
    with pytest.raises(NotInForce):
        arrive(outbreak_number, file(tmp_path))


def test_a_doubt_is_decided_at_the_review_desk_as_any_other(outbreak_number: int, tmp_path: Path) -> None:
    arrive(outbreak_number, file(tmp_path))
    steward, doubt = client("data_steward"), doubts().get(row=4)
    assert [one["doubt"].pk for one in steward.get("/review/?from=evidence").context["rows"]] == [doubt.pk]
    page = steward.get(f"/review/{doubt.pk}/").content.decode()
    assert "孙倩" in page and LI in page and "13688886666" in page
    steward.post(f"/review/{doubt.pk}/", {"person": doubt.candidates[0]["person"]})
    assert ("李娜", 4, "") in facts()
    steward.post(f"/review/{doubt.pk}/undo/")
    assert len(facts()) == 2
