"""Law 11 on the pages: what a list, a protocol, the end of an outbreak, a batch or a link that is taken back would do
stands there before it is pressed, each number with its list; nothing has happened, and it is what then happens."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from tests import prepared
from tests.following import DAY, PROTOCOL, enrolled, in_force
from tests.loading import NUMBERS
from tests.screening_rounds import activated
from tests.signed_in import account, client

from fangxian.access.reader import Reader
from fangxian.boards.actions import rebuild
from fangxian.evidence.models import Fact
from fangxian.healthcode import actions as healthcode
from fangxian.healthcode import queries as codes
from fangxian.identity.models import Doubt
from fangxian.ledger.models import AuditEntry
from fangxian.lib import clock
from fangxian.outbreak.models import Outbreak, ProtocolVersion
from fangxian.outbreak.protocol import Effect
from fangxian.outbreak.queries import key_name
from fangxian.programme.models import Enrolment, Roll
from fangxian.registry.models import Person
from fangxian.runs import evidence
from fangxian.web import consequences

pytestmark = pytest.mark.django_db

NOW = datetime(2022, 9, 9, 12, tzinfo=UTC)
RULES = replace(PROTOCOL, effects={
    "yellow_home": Effect("yellow", "close_contact"), "yellow_unmet": Effect("yellow", "test_overdue", 72),
    "red_case": Effect("red", "positive_test"), "hold": Effect(None, "pool_positive", 24),
})  # fmt: skip
STEWARD = Reader("wu", ("230108",), ("data_steward",), frozenset({"batches.load", "links.review"}), (), 3, "care")
PURCHASES = (
    "用药人姓名,用药人身份证号,用药人电话,药店名称,药品名称,购药时间,症状\n"
    f"李娜,{NUMBERS['li']},,向阳大药房,布洛芬缓释胶囊,2022-09-09 08:30,无\n"
    f"孙倩,{NUMBERS['li']},13688886666,向阳大药房,布洛芬缓释胶囊,2022-09-09 08:30,无\n"
)


@pytest.fixture(autouse=True)
def outbreak(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with clock.set_to(NOW):
        prepared.district(tmp_path / "files", day=date(2022, 8, 31))
        found = activated(monkeypatch)
        in_force(found, RULES)
        rebuild()
        healthcode.rebuild()
        yield found


def person(name: str) -> int:
    return int(Person.rows.get(name=name).pk)


def figures(would: dict[str, Any]) -> dict[str, int]:
    assert "refused" not in would, would
    return {name: many for name, _, many, _ in would["figures"]} | {one["list"]: one["many"] for one in would["turns"]}


def listed(browser: Any, address: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = browser.get(f"{address}{'&' if '?' in address else '?'}would={name}").context["would"]
    assert "refused" not in found, found
    assert len(found["rows"]) + found["outside"] == found["whole"]
    return found


def test_a_list_tells_codes_and_people_before_it_is_approved_and_before_it_is_taken_back(outbreak: int) -> None:
    first, second = client("street_office", "230108001"), client("community_lead", "230108001002")
    said = {"person_class": f"{outbreak}/close_contact", "anchor_at": "2022-09-07T10:00", "rests_on": "流调报告 12 号",
            "people": f"{NUMBERS['zhang']}\n{NUMBERS['li']}\n"}  # fmt: skip
    first.post("/follow-up/lists/new/", said)
    page = f"/follow-up/lists/{Roll.objects.get().pk}/"
    told = figures(second.get(page).context["would"])
    assert (told["started"], told["freed"], told["green-yellow"]) == (2, 0, 2)
    assert not Enrolment.rows.exists() and codes.counts("230108")["yellow"] == 0, "nothing has happened"
    assert {row["person"] for row in listed(second, page, "green-yellow")["rows"]} == {person("张伟"), person("李娜")}
    second.post(f"{page}approve/")
    assert Enrolment.rows.count() == 2 and codes.counts("230108")["yellow"] == 2
    back = second.get(f"{page}?act=withdraw")
    assert figures(back.context["would"])["freed"] == figures(back.context["would"])["yellow-green"] == 2
    assert codes.counts("230108")["yellow"] == 2
    second.post(f"{page}withdraw/")
    assert codes.counts("230108")["yellow"] == 0


def test_a_protocol_says_that_whoever_is_followed_stays_on_theirs(outbreak: int) -> None:
    enrolled(outbreak, [person("张伟")])
    in_front = client("headquarters")
    account("headquarters", name="somebody")
    version = ProtocolVersion.objects.create(
        outbreak_id=outbreak, number=9, pack="CN-9", pack_digest="", content=RULES.data(), digest="9",
        proposed_by="somebody",
    )  # fmt: skip
    told = figures(in_front.get(f"/protocols/outbreaks/{outbreak}/").context["would"])
    assert told == dict.fromkeys(("started", "freed", "moved", "opened", "closed"), 0)
    assert ProtocolVersion.objects.get(pk=version.pk).state == "proposed"


def test_the_end_of_an_outbreak_says_who_is_free(outbreak: int) -> None:
    enrolled(outbreak, [person("张伟"), person("李娜")], anchor=NOW - DAY * 2)
    browser = client("headquarters")
    found = browser.get(f"/outbreaks/{outbreak}/?act=close").context["would"]
    assert found["for_good"] and figures(found)["yellow-green"] == figures(found)["freed"] == 2
    assert not found["names"], "whoever may not read people is told numbers"
    assert Outbreak.objects.get().state == "active" and codes.counts("230108")["yellow"] == 2


def test_an_activation_says_what_it_lays_on_anybody(outbreak: int) -> None:
    Outbreak.objects.filter(pk=outbreak).update(state="closed")
    browser, said = client("headquarters"), {
        "name": "十月疫情", "disease": "covid_19", "legal_basis": "infectious_diseases_law", "area_code": "230108",
        "retention_days": "0", "starts_on": "2022-09-09",
    }  # fmt: skip
    browser.post("/outbreaks/propose/", said)
    made = Outbreak.objects.get(state="proposed")
    assert "would" not in browser.get(f"/outbreaks/{made.pk}/").context, "not for whoever asked"
    account("headquarters", name="somebody")
    Outbreak.objects.filter(pk=made.pk).update(proposed_by="somebody")
    ProtocolVersion.objects.filter(outbreak=made.pk).update(proposed_by="somebody")
    # Keys lie in files: one of this number may be left of another example, whose outbreak was rolled back.
    settings.KEYRING.destroy(key_name(made.pk))
    found = browser.get(f"/outbreaks/{made.pk}/").context["would"]
    assert set(figures(found).values()) == {0}, "nobody is under a protocol before they are enrolled"
    assert Outbreak.objects.get(pk=made.pk).state == "proposed"
    assert not settings.KEYRING.holds(key_name(made.pk)), "what was only looked at leaves no key"


def test_a_list_that_is_opened_runs_nothing_again_until_something_has_happened(
    outbreak: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[object] = []
    monkeypatch.setattr(consequences, "preview", lambda act, once=consequences.preview: runs.append(act) or once(act))
    enrolled(outbreak, [person("张伟"), person("李娜")], anchor=NOW - DAY * 2)
    browser, page = client("headquarters"), f"/outbreaks/{outbreak}/?act=close"
    for address in (page, f"{page}&would=freed", page):
        assert figures(browser.get(address).context["would"])["freed"] == 2
    assert len(runs) == 1, "other writers waited once"
    figures(client("headquarters", "23").get(page).context["would"])
    assert len(runs) == 2, "nobody is shown what another was shown"
    enrolled(outbreak, [person("赵敏")], anchor=NOW - DAY * 2, origin="list/2")
    assert figures(browser.get(page).context["would"])["freed"] == 3 and len(runs) == 3
    with clock.set_to(NOW + 2 * consequences.FOR):
        browser.get(page)
    assert len(runs) == 4, "what is shown is of now"


def bought(folder: Path, outbreak: int) -> str:
    path = folder / "四类药.csv"
    path.write_text(PURCHASES, encoding="utf-8")
    found = evidence.arrive(outbreak=outbreak, dataset="drug_purchases", path=path, by=STEWARD)
    return f"/batches/{found.pk}/"


def test_a_batch_of_evidence_says_whom_its_withdrawal_frees_and_can_be_restored(outbreak: int, tmp_path: Path) -> None:
    page, browser = bought(tmp_path, outbreak), client("data_steward")
    assert Enrolment.rows.filter(state="active").count() == 1
    assert "withdraw/" in browser.get(page).content.decode()
    told = figures(browser.get(f"{page}withdraw/").context["would"])
    assert told["freed"] == 1 and Fact.rows.filter(withdrawn_at=None).count() == 1
    browser.post(f"{page}withdraw/")
    assert not Fact.rows.filter(withdrawn_at=None).exists() and not Enrolment.rows.filter(state="active").exists()
    browser.post(f"{page}restore/")
    assert Fact.rows.filter(withdrawn_at=None).count() == 1 and Enrolment.rows.filter(state="active").count() == 1
    assert client("street_office", "230108001").get(f"{page}withdraw/").status_code == 403


def test_whoever_lies_outside_the_readers_areas_is_counted_and_not_named(outbreak: int, tmp_path: Path) -> None:
    page = bought(tmp_path, outbreak)
    freed = Person.rows.get(pk=Enrolment.rows.get(state="active").person)
    there, elsewhere = freed.area_code[:12], "230108001999"
    for area, named in ((there, [freed.pk]), (elsewhere, [])):
        browser = client("data_steward", area)
        found = listed(browser, f"{page}withdraw/", "freed")
        assert [row["person"] for row in found["rows"]] == named
        assert (found["whole"], found["outside"]) == (1, 1 - len(named))
        text = browser.get(f"{page}withdraw/?would=freed").content.decode()
        assert (freed.name in text, f"/people/{freed.pk}/" in text) == (bool(named), bool(named))
        read = AuditEntry.objects.filter(actor=f"data_steward.{area}", details__list="consequences")
        assert read.exists() == bool(named), "who was not shown was not read"


def test_a_link_that_is_taken_back_says_who_is_free(outbreak: int, tmp_path: Path) -> None:
    bought(tmp_path, outbreak)
    browser, doubt = client("data_steward"), Doubt.objects.get(dataset="drug_purchases")
    before = Enrolment.rows.filter(state="active").count()
    browser.post(f"/review/{doubt.pk}/", {"person": str(doubt.candidates[0]["person"])})
    assert Doubt.objects.get(pk=doubt.pk).decided_at is not None
    after = Enrolment.rows.filter(state="active").count()
    told = figures(browser.get(f"/review/{doubt.pk}/undo/").context["would"])
    assert told["freed"] == after - before
    assert Doubt.objects.get(pk=doubt.pk).decided_at is not None, "nothing has happened"
    browser.post(f"/review/{doubt.pk}/undo/")
    assert Doubt.objects.get(pk=doubt.pk).decided_at is None
    assert Enrolment.rows.filter(state="active").count() == before
