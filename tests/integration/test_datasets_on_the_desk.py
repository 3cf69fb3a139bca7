"""The catalogue of datasets: each contract has its page, its figures are the manifests', and what is late says so."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from tests import prepared, sharing
from tests import screening_rounds as rounds
from tests.laws.test_01_held_rows_are_settled import HELD
from tests.loading import CENSUS, GROUPS
from tests.own_contracts import NAME, TEXT, own_contracts, pupil, text
from tests.signed_in import client, session

from fangxian.access.models import Account
from fangxian.apps.desk import dataset_words
from fangxian.catalogue import queries
from fangxian.catalogue.models import Batch, HeldRow
from fangxian.contracts import library
from fangxian.intake import profile
from fangxian.lake import batches
from fangxian.lib import clock
from fangxian.runs import arrival, loading

__all__ = ["own_contracts"]
pytestmark = pytest.mark.django_db
CAME = datetime(2022, 8, 31, tzinfo=UTC)
#: A link around a number.
FIGURE = re.compile(r'<a href="([^"]+)">\s*([\d,]+)(?: 行)?\s*</a>')


@pytest.fixture(autouse=True)
def installation(own_var: Path, tmp_path: Path) -> Iterator[None]:
    with clock.set_to(CAME):
        texts = {"实有人口": CENSUS + HELD, "重点人群": GROUPS + "钱多,,做梦的人,,2020-01-01\n"}
        prepared.district(tmp_path / "files", **texts)
    with clock.set_to(CAME + timedelta(days=3)):
        yield


@pytest.fixture
def steward() -> Client:
    return client("data_steward")


def row(browser: Client, name: str, asked: str = "") -> dataset_words.Freshness:
    """How a dataset stands on the list."""
    rows = browser.get(f"/data/{asked}").context["rows"]
    (found,) = (one for one in rows if one.contract.name == name)
    fresh: dataset_words.Freshness = found.fresh
    return fresh


def names(browser: Client, asked: str) -> list[str]:
    return [one.contract.name for one in browser.get(f"/data/{asked}").context["rows"]]


def test_every_contract_stands_in_the_list_and_has_a_page(steward: Client, own_contracts: Path) -> None:
    assert sorted(names(steward, "")) == sorted([*library.SIDES, NAME])
    for name in library.every():
        answer = steward.get(f"/data/{name}/")
        assert answer.status_code == 200, name
        assert [one.field.name for one in answer.context["fields"]] == [one.name for one in library.load(name).fields]


def test_every_contract_that_ships_says_what_it_is_for_and_how_it_is_read() -> None:
    assert set(dataset_words.about()) == set(library.SIDES)
    assert {fill for one in dataset_words.about().values() for fill in one.fills} <= set(dataset_words.FILLS)
    terms = {field.term for name in library.SIDES for field in library.load(name).fields}
    assert terms <= set(dataset_words.elements())


def test_who_sees_no_batches_sees_no_datasets() -> None:
    for role in ("grid_worker", "investigator"):
        browser = client(role, "230108001002" if role == "grid_worker" else "230108")
        assert [browser.get(address).status_code for address in ("/data/", "/data/census/")] == [403, 403]
    assert Client().get("/data/").status_code == 302


def test_there_is_no_page_of_a_dataset_without_a_contract(steward: Client) -> None:
    assert steward.get("/data/nobody_sends_this/").status_code == 404


def test_the_figures_are_the_manifests(steward: Client) -> None:
    for name in ("census", "key_groups", "household_register", "dwellings"):
        (kept,) = batches.every(settings.LAKE, name)
        context = steward.get(f"/data/{name}/").context
        last, counts = context["row"].last, kept.manifest.counts
        assert (last.rows, last.accepted, last.repaired) == (counts.rows, counts.accepted, counts.repaired)
        assert (last.duplicate, last.held) == (counts.duplicate, counts.held)
        assert {code: many for code, _, _, many in context["quality"].reasons} == kept.manifest.held
        seen = profile.read(kept.manifest.profile)
        assert seen is not None and context["looked_at"] == seen.rows
        for one in context["fields"]:
            assert (one.filled, one.fits) == (seen.columns[one.field.name].filled, seen.columns[one.field.name].fits)


def test_every_figure_opens_as_many_rows(steward: Client) -> None:
    pages = [steward.get(address).content.decode() for address in ("/data/", "/data/census/", "/data/key_groups/")]
    opened = [found for page in pages for found in FIGURE.findall(page)]
    assert len(opened) >= 8
    for address, number in opened:
        assert steward.get(unescape(address)).context["page"].whole == int(number.replace(",", "")), address


def test_rows_held_because_of_a_field_are_counted_beside_it(steward: Client) -> None:
    held = {one.field.name: one.held for one in steward.get("/data/census/").context["fields"]}
    rows = HeldRow.objects.filter(batch__dataset="census")
    assert "<dd>3 天前</dd>" in steward.get("/data/census/").content.decode()
    assert held["grid"] == rows.filter(column="grid").count() == 1
    assert sum(held.values()) == rows.exclude(column="").count()


def test_a_promise_that_is_kept_and_one_that_is_not(steward: Client) -> None:
    assert (row(steward, "census").state, row(steward, "census").words) == ("late", "逾期 2 天")
    assert row(steward, "household_register").state == "fresh"
    with clock.set_to(CAME + timedelta(days=7)):
        street = client("data_steward", "230108001")
        assert row(street, "household_register").state == "fresh"
    with clock.set_to(CAME + timedelta(days=7, minutes=5)):
        assert row(street, "household_register").words == "逾期 5 分钟"
        street.cookies["language"] = "en"
        assert row(street, "household_register").words == "Late by 5 minutes"


def test_what_never_came_is_not_late_and_evidence_is_due_in_an_outbreak_alone(steward: Client) -> None:
    assert row(steward, "staff").state == "never"
    assert row(steward, "drug_purchases").state == "rests"


def days_later(moment: datetime) -> Client:
    """The steward signs in again."""
    with clock.set_to(moment):
        browser = Client()
        browser.cookies["sessionid"] = session(Account.objects.get(username="data_steward.230108"))
        return browser


def test_results_last_came_when_a_round_last_had_a_file(
    steward: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steward = days_later(rounds.START)
    with clock.set_to(rounds.START):
        one = rounds.made(rounds.activated(monkeypatch))
        assert row(steward, "test_results").state == "never"
    steward = days_later(rounds.EVENING)
    with clock.set_to(rounds.EVENING):
        taken = [rounds.row("张伟", "zhang"), rounds.row("", "")]
        arrival.arrive(round=one.pk, path=rounds.file(tmp_path, "晚报", taken), by="chen", sender="检测机构")
        assert row(steward, "test_results").state == "fresh"
        page = steward.get("/data/test_results/")
        assert page.context["row"].came.rows == 2
        assert f'<a href="/rounds/{one.pk}/">晚报.csv</a>' in page.content.decode()
        assert f'href="/rounds/{one.pk}/"' in steward.get("/data/?q=检测结果").content.decode()
    morning = rounds.EVENING + timedelta(hours=12, minutes=5)
    steward = days_later(morning)
    with clock.set_to(morning):
        assert row(steward, "test_results").words == "逾期 5 分钟"
        arrival.complete(round=one.pk, by=rounds.OFFICER)
        assert row(steward, "test_results").state == "no_round"


def test_what_nobody_sends_by_itself_is_never_due(steward: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    rounds.activated(monkeypatch)
    assert row(steward, "residents").state == "beside"
    assert row(steward, "drug_purchases").state == "never"


def test_what_was_taken_back_or_mended_here_is_no_delivery(steward: Client) -> None:
    last = queries.latest()["census"]
    with clock.set_to(CAME + timedelta(days=2)):
        held = HeldRow.objects.filter(batch=last, settlement="").first()
        assert held is not None
        mended = copied(last, name="20220902-mended", held=0, rows=1, accepted=1)
        HeldRow.objects.filter(pk=held.pk).update(settlement="mended", settled_at=clock.now(), mended_by=mended)
        copied(last, name="20220902-withdrawn", state="withdrawn")
    assert queries.latest()["census"] == last
    assert row(steward, "census").words == "逾期 2 天"


def copied(batch: Batch, **said: object) -> Batch:
    """Another batch of the same dataset."""
    counts = {"rows": 0, "accepted": 0, "repaired": 0, "duplicate": 0, "held": 0}
    made: Batch = Batch.objects.create(
        **{"dataset": batch.dataset, "file": "另一份.csv", "sha256": "0" * 64, "contract": "1.0.0", **counts, **said}
    )
    return made


def test_what_is_late_stands_first(steward: Client) -> None:
    assert names(steward, "")[0] == "census"


def test_late_ones_are_as_many_as_their_list(steward: Client) -> None:
    counted = {name: many for name, _, many in steward.get("/data/").context["states"]}
    assert sum(counted.values()) == len(library.every())
    for name, many in counted.items():
        assert len(names(steward, f"?state={name}")) == many


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("公安", ["household_register"]),
        ("market regulation", ["organisations"]),
        ("购药人", ["drug_purchases"]),
        ("birth date", ["household_register", "census", "residents"]),
        ("区教育局", [NAME]),
        ("不存在的", []),
    ],
)
def test_names_owners_and_fields_are_found_in_both_languages(
    steward: Client, own_contracts: Path, asked: str, found: list[str]
) -> None:
    assert set(found) <= set(names(steward, f"?q={asked}"))
    assert len(names(steward, f"?q={asked}")) < 6
    if not found:
        assert "没有这样的数据集" in steward.get(f"/data/?q={asked}").content.decode()


def test_the_field_that_was_looked_for_is_named(steward: Client) -> None:
    (one,) = steward.get("/data/?q=购药人").context["rows"]
    assert "购药人姓名" in one.found


def test_reasons_of_each_delivery_add_up_to_its_held_rows(steward: Client, own_contracts: Path, tmp_path: Path) -> None:
    for day, bad in (("2022-09-01", 1), ("2022-09-02", 3)):
        rows = [pupil(place, day=day) for place in range(8)]
        for one in rows[:bad]:
            one["缺课原因"] = "不知道"
        rows[7]["缺课日期"] = "去年"
        path = tmp_path / f"{day}.csv"
        path.write_text(text(*rows), "utf-8")
        loading.load([path], by="shell", dataset=NAME, sender="区教育局")
    quality = steward.get(f"/data/{NAME}/").context["quality"]
    assert [one.batch.held for one in quality.deliveries] == [4, 2]
    assert [sum(many for many, _ in one.parts) for one in quality.deliveries] == [4, 2]
    # The bars share one scale: the worst fills its own, the other half of that.
    assert [one.left for one in quality.deliveries] == [0, 2]
    assert {code: many for code, _, _, many in quality.reasons} == {"unknown_category": 4, "unreadable": 2}


def test_sources_and_registries_stand_on_the_page(
    steward: Client, own_contracts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "sources"
    home.mkdir()
    monkeypatch.setenv("FANGXIAN_SOURCES", str(home))
    (home / "absences.toml").write_text(
        f'zh = "因病缺课"\nen = "absences"\ndataset = "{NAME}"\nsender = "区教育局"\n[folder]\npath = "{tmp_path}"\n'
    )
    page = steward.get(f"/data/{NAME}/").content.decode()
    assert "因病缺课" in page and "尚未读取" in page and "不写入底账" in page and "本单位自定" in page
    assert names(steward, "?q=absences") == [NAME]
    census = steward.get("/data/census/").content.decode()
    assert 'href="/people/"' in census and "姓名：第 3 位，共 6" in census and "由人工报送" in census


def test_a_contract_or_source_that_cannot_be_read_is_told_and_hides_no_other(
    steward: Client, own_contracts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (own_contracts / "broken.odcs.yaml").write_text(TEXT.replace("schema:", "scheme:"), "utf-8")
    home = tmp_path / "sources"
    home.mkdir()
    (home / "wrong.toml").write_text('zh = "x"\n')
    monkeypatch.setenv("FANGXIAN_SOURCES", str(home))
    answer = steward.get("/data/")
    assert set(names(steward, "")) == {*library.SIDES, NAME}
    assert "broken.odcs.yaml" in " ".join(answer.context["amiss"])
    assert "wrong.toml" in " ".join(answer.context["amiss"])
    assert steward.get("/data/census/").status_code == 200
    assert steward.get("/data/broken/").status_code == 404


def test_nobody_is_named(steward: Client) -> None:
    for address in ("/data/", "/data/census/", "/data/key_groups/"):
        page = steward.get(address).content.decode()
        assert not re.search("张伟|李娜|王芳|赵敏|孙悟空|吴涛|周杰|13812345678", page)


def test_with_whom_it_is_shared_stands_on_the_page_for_who_may_know(steward: Client) -> None:
    sharing.granted(sharing.asker(), sharing.steward())
    (one,) = steward.get("/data/residents/").context["users"]
    assert (one.who, one.times, one.rows) == ("王建国（平房区）", 0, 0) and one.to.startswith("/sharing/")
    assert steward.get("/data/census/").context["users"] == []
    assert "现在没有" in steward.get("/data/census/").content.decode()


def test_who_has_not_the_whole_district_is_offered_no_mending(steward: Client) -> None:
    assert 'href="/data/census/mending/"' in steward.get("/data/census/").content.decode()
    street = client("data_steward", "230108001").get("/data/census/").content.decode()
    assert "/mending/" not in street
