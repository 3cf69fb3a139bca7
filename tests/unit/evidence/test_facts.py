"""What becomes of evidence: taken once, held with its reason, withdrawn and never changed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.registering import lay_out, people
from tests.screening_rounds import activated

from fangxian.access.reader import Reader
from fangxian.evidence import actions, queries
from fangxian.evidence.models import Fact, Held
from fangxian.evidence.rules import Refused, findings, held, kinds
from fangxian.ledger.models import Event
from fangxian.lib import clock
from fangxian.outbreak.faults import NotInForce

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 9, 9, 22, tzinfo=clock.LOCAL)
READER = Reader("li", areas=("230108",))


@pytest.fixture(autouse=True)
def outbreak(own_var: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with clock.set_to(NOW):
        lay_out()
        people({"newcomer": 1, "name": "张伟"}, {"newcomer": 2, "name": "李娜"})
        yield activated(monkeypatch)


def zhang() -> int:
    from fangxian.registry.models import Person

    return Person.rows.get(name="张伟").pk


def taken(outbreak: int, **more: Any) -> Fact:
    said = {"kind": "test", "person": zhang(), "at": NOW, "key": "form/1", "by": "li"} | more
    return actions.record(outbreak=outbreak, **said)


def batch(*rows: tuple[Any, ...]) -> pa.Table:
    names = ("person", "kind", "at", "row", "finding")
    return pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows])


def test_the_same_form_twice_is_one_fact(outbreak: int) -> None:
    first, events = taken(outbreak, said={"site": "1号"}), Event.objects.count()
    assert taken(outbreak, finding="positive") == first
    assert (Fact.rows.count(), Event.objects.count()) == (1, events)
    assert queries.said(outbreak, first) == {"site": "1号"} and b"1" not in bytes(first.said or b"")[:1]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"kind": "rumour"}, "kind"),
        ({"kind": "dose", "finding": "positive"}, "finding"),
        ({"at": NOW + timedelta(hours=1)}, "future"),
        ({"person": 999_999}, "unknown"),
    ],
)
def test_what_cannot_be_evidence_is_refused_with_a_sentence_and_on_record(
    outbreak: int, wrong: dict[str, Any], reason: str
) -> None:
    with pytest.raises(Refused) as refused:
        taken(outbreak, **wrong)
    assert refused.value.reason == reason and refused.value.zh and "张伟" not in refused.value.zh
    assert Held.objects.get().reason == reason and not Fact.rows.exists()


def test_without_an_outbreak_in_force_nothing_is_kept(outbreak: int) -> None:
    with pytest.raises(NotInForce):
        taken(outbreak + 1)


def test_rows_of_a_batch_end_in_one_place_each(outbreak: int) -> None:
    local = NOW.replace(tzinfo=None)
    table = batch(
        (zhang(), "test", local, 1, ""),
        (zhang(), "test", local + timedelta(days=1), 2, ""),
        (999_999, "test", local, 3, ""),
        (zhang(), "rumour", local, 4, ""),
        (zhang(), "test", local, 5, "positive"),
    )
    made = actions.apply_batch(table, outbreak=outbreak, batch="b1", by="test")
    assert (made.rows, made.recorded, made.held) == (5, 2, {"future": 1, "unknown": 1, "kind": 1})
    assert made.rows == made.recorded + made.again + sum(made.held.values())
    assert set(Held.objects.values_list("row", flat=True)) == {2, 3, 4}
    again = actions.apply_batch(table, outbreak=outbreak, batch="b1", by="test")
    assert (again.recorded, again.again, Fact.rows.count()) == (0, 2, 2)


def test_times_without_a_zone_are_local(outbreak: int) -> None:
    actions.apply_batch(batch((zhang(), "test", NOW.replace(tzinfo=None), 1, "")), outbreak=outbreak, batch="b", by="t")
    assert Fact.rows.get().at == NOW
    assert queries.facts_table(outbreak)["moment"].to_pylist() == [NOW.replace(tzinfo=None)]


def test_a_withdrawn_batch_leaves_its_facts_and_they_count_no_more(outbreak: int) -> None:
    table = batch((zhang(), "test", NOW.replace(tzinfo=None), 1, ""))
    actions.apply_batch(table, outbreak=outbreak, batch="b1", by="test")
    before = clock.now()
    with clock.set_to(NOW + timedelta(hours=1)):
        assert actions.withdraw_batch(outbreak=outbreak, batch="b1", by="test") == 1
        assert actions.withdraw_batch(outbreak=outbreak, batch="b1", by="test") == 0
        assert queries.latest(zhang(), "test") is None
        assert list(queries.facts_of(READER, zhang())) == []
        # What did we know then? (law 12)
        assert len(queries.facts_of(READER, zhang(), at=before)) == 1
        assert queries.facts_table(outbreak, [zhang()]).num_rows == 0
        actions.apply_batch(table, outbreak=outbreak, batch="b1", by="test")
    assert Fact.rows.filter(withdrawn_at=None).count() == 1 and Fact.rows.count() == 2


def test_a_single_fact_is_withdrawn_once(outbreak: int) -> None:
    fact = taken(outbreak)
    actions.withdraw(fact=fact.pk, by="li")
    events = Event.objects.count()
    actions.withdraw(fact=fact.pk, by="li")
    assert Event.objects.count() == events and queries.latest(zhang(), "test") is None


def test_the_last_of_a_kind_is_by_when_it_held(outbreak: int) -> None:
    taken(outbreak, key="a", at=NOW - timedelta(hours=1))
    taken(outbreak, key="b", at=NOW - timedelta(hours=5))
    found = queries.latest(zhang(), "test", outbreak=outbreak)
    assert found is not None and found.at == NOW - timedelta(hours=1)


def test_every_finding_has_words_and_a_kind() -> None:
    carried = {name for kind in kinds().values() for name in kind.findings}
    assert carried == set(findings()) and set(held()) == {"kind", "finding", "future", "unknown"}
