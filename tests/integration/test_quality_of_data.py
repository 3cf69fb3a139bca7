"""The board of quality: which department's data are late, dirty, contradicted at doors; each number opens its list."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from tests import prepared
from tests.integration.test_fieldwork import line, report
from tests.laws.test_01_held_rows_are_settled import HELD
from tests.loading import CENSUS, write
from tests.screening_rounds import EVENING, OFFICER, activated, file, made, row
from tests.signed_in import account, client, signed_in

from fangxian.catalogue import actions, queries
from fangxian.catalogue.models import Batch
from fangxian.exchange.usual import Stopped
from fangxian.identity.models import Doubt
from fangxian.lib import clock
from fangxian.registry.models import Residence
from fangxian.registry.queries import said_before
from fangxian.runs import arrival, loading

pytestmark = pytest.mark.django_db
#: A link around a number, with or without words before it.
FIGURE = re.compile(r'<a[^>]* href="((?:/|\?state)[^"]+)">\s*(?:<b>)?(?:[^<>\d]*?)([\d,]+)\s*</')


@pytest.fixture(autouse=True)
def visited(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A round in which nobody was tested; at the doors one has moved away, one lives there no more, one is written down
    wrongly."""
    untested(tmp_path, monkeypatch)
    with clock.set_to(EVENING + timedelta(hours=1)):
        report(line("张伟"), "moved_away")
        report(line("李娜"), "wrong_data", name="李娜娜")
        report(line("赵敏"), "not_a_resident")
    with clock.set_to(EVENING + timedelta(hours=2)):
        yield


def untested(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A round of the evening in which nobody who is expected was tested."""
    with clock.set_to(EVENING):
        prepared.district(folder / "files", 实有人口=CENSUS + HELD)
        found = made(activated(monkeypatch))
        arrival.arrive(round=found.pk, path=file(folder, "a", [row("孙悟空", "sun", "13912340000")]), by="test")
        arrival.complete(round=found.pk, by=OFFICER)


@pytest.fixture
def steward() -> Client:
    return client("data_steward")


def found(browser: Client, dataset: str, days: str = "30") -> dict[str, int]:
    lines = browser.get(f"/quality/?days={days}").context["lines"]
    (one,) = (each for each in lines if each.row.contract.name == dataset)
    return {code: many for code, _, many in one.found}


def test_where_somebody_lives_is_the_word_of_the_home_that_was_on_record(steward: Client) -> None:
    assert found(steward, "census") == {"moved_away": 1, "not_a_resident": 1}
    assert found(steward, "household_register") == {"wrong_data": 1}


def test_what_an_earlier_visit_had_said_is_no_departments_fault(steward: Client) -> None:
    home = Residence.objects.get(person__name="赵敏")
    Residence.objects.filter(pk=home.pk).update(source="visit", recorded_at=EVENING)
    visit = EVENING + timedelta(hours=1)
    assert said_before([(home.person_id, visit, False)]) == ["visit"]
    assert found(steward, "census") == {"moved_away": 1}
    assert steward.get("/quality/visits/?dataset=-").context["page"].whole == 1


def test_of_each_period_its_own_visits(steward: Client) -> None:
    with clock.set_to(EVENING + timedelta(days=8)):
        later = client("data_steward", "230108001")
        assert found(later, "census", "7") == {} and later.get("/quality/?days=7").context["visits"] == 0
        assert later.get("/quality/?days=30").context["visits"] == 3


def opens_lists(browser: Client) -> None:
    page = browser.get("/quality/?days=all").content.decode()
    opened = [(unescape(to), int(many.replace(",", ""))) for to, many in FIGURE.findall(page)]
    assert len(opened) >= 8
    for to, many in opened:
        context = browser.get(to if to.startswith("/") else f"/quality/{to}").context
        assert (len(context["lines"]) if "lines" in context else context["page"].whole) == many, to


def test_every_number_opens_a_list_of_its_length(steward: Client) -> None:
    with clock.set_to(EVENING + timedelta(days=2)):
        opens_lists(client("data_steward", "230108001"))
    opens_lists(steward)


def test_nobody_is_named_and_whoever_reads_people_goes_on_to_them(steward: Client) -> None:
    for page in ("/quality/", "/quality/visits/", "/quality/doubts/"):
        assert not re.search("张伟|李娜|赵敏|孙悟空", steward.get(page).content.decode())
    assert re.search(r'href="/people/\d+/"', steward.get("/quality/visits/").content.decode())
    chief = client("headquarters")
    assert not re.search(r'href="/people/\d+/"', chief.get("/quality/visits/").content.decode())
    assert "实有人口.csv" in chief.get("/quality/visits/").content.decode()


def test_another_street_counts_its_own_doors_alone() -> None:
    elsewhere = client("data_steward", "230108002")
    assert elsewhere.get("/quality/").context["visits"] == 0
    assert elsewhere.get("/quality/visits/").context["page"].whole == 0


def test_headquarters_see_the_board_and_its_lists_and_no_batch() -> None:
    chief = client("headquarters")
    opens_lists(chief)
    for page in ("/batches/held/", "/batches/", "/data/", f"/batches/held/{queries.held(dataset='census')[0].pk}/"):
        assert chief.get(page).status_code == 403, page
    assert client("analyst").get("/quality/").status_code == 403


def test_doubts_wait_or_were_decided(steward: Client) -> None:
    census = Batch.objects.get(dataset="census")
    for place, decided in ((1, None), (2, clock.now()), (3, clock.now())):
        Doubt.objects.create(dataset="census", batch=census.name, row=place, area_code="230108001002001",
                             reason="not_certain", decided_at=decided)  # fmt: skip
    (one,) = (each for each in steward.get("/quality/").context["lines"] if each.row.contract.name == "census")
    assert (one.waiting.doubts, one.waiting.decided) == (1, 2)
    waiting = steward.get("/quality/doubts/?dataset=census")
    assert waiting.context["page"].whole == 1 and "/review/" in waiting.content.decode()
    assert steward.get("/quality/doubts/?dataset=census&state=decided").context["page"].whole == 2


def test_stopped_and_refused_deliveries_are_counted_with_their_dataset(steward: Client, tmp_path: Path) -> None:
    only = "\n".join(CENSUS.splitlines()[:2]) + "\n"
    census = next(path for path in write(tmp_path / "later", 实有人口=only) if path.stem == "实有人口")
    with pytest.raises(Stopped):
        loading.load([census], by="chen", whole=True, day=date(2022, 9, 9))
    page = steward.get("/quality/").content.decode()
    assert "/batches/stops/?dataset=census&amp;state=waiting" in page
    assert len(steward.get("/batches/stops/?dataset=census&state=waiting").context["rows"]) == 1
    reader = steward.get("/quality/").wsgi_request.reader  # type: ignore[attr-defined]
    actions.refuse(stop=queries.stops("waiting").get().pk, why="cut_off", by=reader)
    (one,) = (each for each in steward.get("/quality/").context["lines"] if each.row.contract.name == "census")
    assert (one.waiting.stopped, one.waiting.refused) == (0, 1)
    assert len(steward.get("/batches/stops/?dataset=census&state=refused").context["rows"]) == 1


def test_the_worst_department_stands_first(steward: Client) -> None:
    lines = steward.get("/quality/").context["lines"]
    assert lines[0].row.contract.name == "census" and lines[0].visits == 2


def test_each_dataset_that_is_amiss_tells_its_owners_stewards_on_the_board_and_on_their_home() -> None:
    streets = signed_in(account("data_steward", name="xie", department="street_offices"))
    police = signed_in(account("data_steward", name="gao", department="public_security"))
    chief = client("headquarters")
    told = {one.row.contract.name: one.told for one in chief.get("/quality/").context["lines"]}
    assert told["census"] == ("王建国（平房区）",) == told["household_register"]
    home = streets.get("/")
    (line,) = (one for one in home.context["ours"].lines if one.row.contract.name == "census")
    assert (line.visits, line.waiting.held) == (2, 3)
    assert "household_register" not in {one.row.contract.name for one in home.context["ours"].lines}
    assert {one.row.contract.name for one in police.get("/").context["ours"].lines} == {"household_register"}
    for to, many in FIGURE.findall(home.content.decode().split('id="ours"')[1].split("</section>")[0]):
        if "/quality/" in to or "/batches/" in to:
            assert streets.get(unescape(to)).context["page"].whole == int(many.replace(",", ""))


def test_the_headquarters_is_told_of_departments_that_have_nobody_in_office() -> None:
    chief = client("headquarters")
    assert "census" in {one.row.contract.name for one in chief.get("/").context["ours"].lines}
    page = chief.get("/quality/").content.decode()
    assert "该部门无数据管理员，已告知指挥部" in page
    account("data_steward", name="xie", department="street_offices")
    assert "census" not in {one.row.contract.name for one in chief.get("/").context["ours"].lines}
