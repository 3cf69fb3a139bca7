"""The review desk: a doubtful row beside those whom it may be; the decision is kept, carried into the round, reused in
the next, and taken back."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from tests import prepared
from tests.loading import CENSUS, NUMBERS, write
from tests.screening_rounds import EVENING, activated, file, made, row, statuses
from tests.signed_in import client

from fangxian.identity.models import Doubt, SourceLink
from fangxian.ledger.models import AuditEntry, Event
from fangxian.lib import clock
from fangxian.registry.models import Person
from fangxian.runs import arrival, loading
from fangxian.screening.models import Judgement

pytestmark = pytest.mark.django_db
ODD = [row("欧阳小红", "zhang", "13600000000"), row("欧阳小明", "li", "13600000001")]


@pytest.fixture(autouse=True)
def round(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with clock.set_to(EVENING):
        prepared.district(tmp_path / "files")
        found = made(activated(monkeypatch))
        arrival.arrive(round=found.pk, path=file(tmp_path, "a", ODD), by="test")
        yield found.pk


@pytest.fixture
def steward() -> Client:
    return client("data_steward")


def first() -> Doubt:
    return Doubt.objects.filter(dataset="test_results").order_by("row")[0]


def decide(browser: Client, doubt: Doubt, person: object) -> str:
    return browser.post(f"/review/{doubt.pk}/", {"person": person}, follow=True).content.decode()


def test_the_queue_says_how_many_wait_and_names_nobody(steward: Client) -> None:
    page = steward.get("/review/")
    assert page.context["all"] == len(page.context["rows"]) == 2
    for name, _, many in page.context["reasons"]:
        assert len(steward.get(f"/review/?reason={name}").context["rows"]) == many
    assert "欧阳" not in page.content.decode() and "张伟" not in page.content.decode()
    assert steward.get("/review/?reason=mood").status_code == 400


def test_row_and_candidate_stand_side_by_side_and_it_is_on_record(steward: Client) -> None:
    page = steward.get(f"/review/{first().pk}/").content.decode()
    assert "欧阳小红" in page and "张伟" in page and NUMBERS["zhang"] in page and "13600000000" in page
    person = first().candidates[0]["person"]
    assert AuditEntry.objects.filter(action="people.read", subject_kind="doubt", subject=str(first().pk)).exists()
    assert AuditEntry.objects.filter(action="people.read", subject_kind="person").exists()
    assert f'value="{person}"' in page and 'data-key="1"' in page


def test_a_decision_brings_the_next_and_is_carried_into_the_round(round: int, steward: Client) -> None:
    one, two = Doubt.objects.filter(dataset="test_results").order_by("row")
    assert f"第 {two.row} 行" in decide(steward, one, one.candidates[0]["person"])
    assert "没有待核对的记录了" in decide(steward, two, "nobody")
    assert statuses(round)["张伟"] == "in_review", "until it is carried in"
    answer = steward.post(f"/review/rounds/{round}/follow/", follow=True).content.decode()
    assert "2 人状态变化" in answer
    assert (statuses(round)["张伟"], statuses(round)["李娜"]) == ("tested", "untested")


def test_a_decision_is_not_asked_for_again_in_the_next_round(round: int, steward: Client, tmp_path: Path) -> None:
    decide(steward, first(), first().candidates[0]["person"])
    from fangxian.screening.queries import one

    second = made(one(round).outbreak_id)
    arrival.arrive(round=second.pk, path=file(tmp_path, "b", ODD[:1]), by="test")
    assert statuses(second.pk)["张伟"] == "tested" and steward.get("/review/").context["all"] == 1


def test_a_decision_is_taken_back_as_if_it_had_not_been_made(round: int, steward: Client) -> None:
    doubt = first()
    decide(steward, doubt, doubt.candidates[0]["person"])
    steward.post(f"/review/rounds/{round}/follow/")
    assert statuses(round)["张伟"] == "tested" and Judgement.objects.count() == 1
    answer = steward.post(f"/review/{doubt.pk}/undo/", follow=True)
    assert "这条记录是谁的" in answer.content.decode() and not Judgement.objects.exists()
    assert not SourceLink.objects.filter(dataset="test_results", method="person", undone_at=None).exists()
    assert Event.objects.filter(kind="identity.undecided").count() == 1
    steward.post(f"/review/rounds/{round}/follow/")
    assert statuses(round)["张伟"] == "in_review" and steward.get("/review/").context["all"] == 2
    # And decided otherwise.
    decide(steward, doubt, "nobody")
    steward.post(f"/review/rounds/{round}/follow/")
    assert statuses(round)["张伟"] == "untested"


def test_who_is_put_off_comes_last(steward: Client) -> None:
    shown = steward.get("/review/next/", follow=True).context["doubt"]
    after = steward.post(f"/review/{shown.pk}/skip/", follow=True).context["doubt"]
    assert after.pk != shown.pk
    steward.post(f"/review/{after.pk}/skip/")
    assert steward.get("/review/next/", follow=True).context["doubt"].pk == shown.pk, "all were put off: from the start"


def test_only_who_may_decides_and_only_in_their_areas(round: int, steward: Client) -> None:
    assert client("street_office", "230108001").get("/review/").status_code == 403
    other = client("data_steward", "230109")
    assert other.get("/review/").context["all"] == 0
    assert other.get(f"/review/{first().pk}/").status_code == 404
    assert other.post(f"/review/rounds/{round}/follow/").status_code == 404
    assert "请选择其中一人" in decide(steward, first(), "")
    decide(steward, first(), "nobody")
    second = client("data_steward", "230108001")
    assert second.post(f"/review/{first().pk}/undo/").status_code in (302, 404)
    assert Doubt.objects.get(pk=first().pk).decided_at is not None, "another's decision stays"


def test_a_doubt_of_a_departments_file_is_decided_at_the_same_desk(steward: Client, tmp_path: Path) -> None:
    text = (
        CENSUS.splitlines()[0] + "\n孙倩,女,1992/1/1,{li},13688886666,阳光花园2-1-101,230108001002002,租住,2022-08-20\n"
    )
    with clock.set_to(EVENING + timedelta(hours=1)):
        later = [path for path in write(tmp_path / "later", 实有人口=text) if path.stem == "实有人口"]
        loading.load(later, by="test", day=date(2022, 9, 9))
    queue = steward.get("/review/?from=registers").context
    counted = {name: many for name, _, many in queue["sources"]}
    assert queue["all"] == len(queue["rows"]) == counted["registers"]
    doubt = Doubt.objects.get(dataset="census")
    page = steward.get(f"/review/{doubt.pk}/").content.decode()
    assert "孙倩" in page and "李娜" in page and 'data-key="n"' in page
    decide(steward, doubt, "new")
    assert Person.rows.filter(name="孙倩").exists()
    answer = steward.post(f"/review/{doubt.pk}/undo/", follow=True).content.decode()
    assert "请在其档案中更正" in answer and Doubt.objects.get(pk=doubt.pk).decided_at is not None
    nobody = Doubt.objects.filter(dataset="key_groups", decided_at=None).first()
    assert nobody is not None, "孙悟空 is in no register"
    decide(steward, nobody, "nobody")
    steward.post(f"/review/{nobody.pk}/undo/")
    assert Doubt.objects.get(pk=nobody.pk).decided_at is None
    assert steward.get("/review/?from=moon").status_code == 400


def test_all_that_a_comparison_says_has_words() -> None:
    from fangxian.apps.review import words

    for level in ("same", "one_edit", "two_edits", "cut", "part", "born", "other_number", "one_digit", "door", "grid"):
        ((_, how, _),) = words.agreed(f"number:{level}")
        assert how != level
    assert words.sure(0.99999) == ">99.9%" and words.sure(0.5) == "50.0%" and words.sure(None) == "–"
