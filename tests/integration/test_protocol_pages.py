"""Two people of the headquarters change a protocol and designate an area, each at their own desk; others read."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from tests.outbreaks import activated
from tests.registering import lay_out
from tests.signed_in import account, client, session

from fangxian.lib import clock
from fangxian.lib.keyring import Keyring
from fangxian.outbreak import overlays, packs, queries
from fangxian.outbreak.models import Outbreak, RiskArea

pytestmark = pytest.mark.django_db
DEMO = overlays.shipped()["demo"]


@pytest.fixture(autouse=True)
def outbreak(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Outbreak:
    monkeypatch.setattr(settings, "KEYRING", Keyring(tmp_path / "keys"))
    lay_out()
    return activated(pack="CN-9", overlay=DEMO)


def desk(name: str) -> Client:
    browser = Client()
    browser.cookies["sessionid"] = session(account("headquarters", name=name))
    return browser


def told(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize("name", packs.shipped())
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_pack_is_shown_with_its_sources_and_what_needs_one(name: str, language: str) -> None:
    page = told(client("investigator", language=language).get(f"/protocols/packs/{name}/"))
    pack = packs.named(name)
    assert ("待补来源" if language == "zh" else "Needs a source") in page
    for needs in pack.open.values():
        assert (needs.zh if language == "zh" else needs.en) in page
    for one in pack.tree.get("classes", {}).values():
        assert one[language] in page


def test_the_list_counts_what_each_pack_opens() -> None:
    browser = client("headquarters")
    page = browser.get("/protocols/")
    for row in page.context["packs"]:
        shown = browser.get(f"/protocols/packs/{row['pack'].name}/").context
        assert len(shown["missing"]) == len(row["pack"].open)
        assert len(shown["classes"]) == row["classes"]
    assert "演示假设" in told(page)


def test_a_change_is_proposed_by_one_and_approved_by_another(outbreak: Outbreak) -> None:
    wu, zheng = desk("wu"), desk("zheng")
    form = wu.get(f"/protocols/outbreaks/{outbreak.pk}/propose/").context["form"]
    said = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    assert said["classes.inbound.phases.quarantine_site.duties.test.days"] == "1, 2, 3, 5, 7"
    change = said | {"reason": "区指决定", "zh": "缩短", "en": "shorter", "classes.infected.phases.hospital.days": "5"}
    page = told(wu.post(f"/protocols/outbreaks/{outbreak.pk}/propose/", change, follow=True))
    assert "待另一人批准" in page and "核对无误，批准" not in page
    assert "感染者 · 住院或方舱 · 天数" in page
    version = queries.versions(outbreak.pk)[0].pk
    wu.post(f"/protocols/versions/{version}/approve/")
    assert queries.protocol_in_force(outbreak.pk).classes["infected"].phases[0].days == 7
    page = told(zheng.post(f"/protocols/versions/{version}/approve/", follow=True))
    assert "现行" in page and "已被替代" in page
    assert queries.protocol_in_force(outbreak.pk).classes["infected"].phases[0].days == 5


def test_a_change_that_cannot_stand_is_told_in_the_form(outbreak: Outbreak) -> None:
    address = f"/protocols/outbreaks/{outbreak.pk}/propose/?pack=CN-20"
    answer = desk("wu").post(
        address, {"zh": "甲", "en": "a", "reason": "r", "day1_offset": "1", "lines": "codes_on = ja"}
    )
    assert answer.status_code == 422 and "每行一项" in told(answer)
    answer = desk("zhou").post(address, {"zh": "甲", "en": "a", "reason": "r", "day1_offset": "x", "lines": ""})
    assert answer.status_code == 422
    answer = desk("qian").post(address, {"zh": "甲", "en": "a", "reason": "r", "day1_offset": "1", "lines": ""})
    assert "classes.infected.phases.hospital.days" in told(answer)


def test_an_overlay_comes_as_a_file_with_the_activation(tmp_path: Path) -> None:
    said = {
        "name": "另一场", "disease": "measles", "legal_basis": "infectious_diseases_law", "area_code": "230108",
        "retention_days": "0", "starts_on": clock.now().date().isoformat(), "pack": "CN-9",
    }  # fmt: skip
    wu = desk("wu")
    answer = wu.post("/outbreaks/propose/", said)
    assert answer.status_code == 422 and "day1_offset" in told(answer)
    demo = Path(overlays.__file__).parent / "data" / "overlays" / "demo.toml"
    with demo.open("rb") as file:
        wu.post("/outbreaks/propose/", said | {"overlay": file})
    version = queries.versions(Outbreak.objects.get(name="另一场").pk).get()
    assert (version.pack, version.overlay["zh"]) == ("CN-9", "演示假设")


def test_an_area_is_designated_approved_and_published(outbreak: Outbreak) -> None:
    wu, zheng = desk("wu"), desk("zheng")
    said = {
        "outbreak": str(outbreak.pk), "level": "high", "area_code": "230108001002", "name": "友协家园 3 栋",
        "since": "2022-09-10T08:00", "why": "病例住处",
    }  # fmt: skip
    page = told(wu.post("/protocols/areas/designate/", said, follow=True))
    area = RiskArea.objects.get()
    step = area.steps.get().pk
    assert "待另一人批准：划定" in page
    wu.post(f"/protocols/areas/steps/{step}/approve/")
    wu.post(f"/protocols/areas/{area.pk}/publish/")
    assert RiskArea.objects.get().state == "proposed", "one person alone designates nothing"
    assert "发布" in told(zheng.post(f"/protocols/areas/steps/{step}/approve/", follow=True))
    assert "2022-09-17 08:00" in told(zheng.post(f"/protocols/areas/{area.pk}/publish/", follow=True))
    rows = {row["code"]: row for row in zheng.get("/protocols/areas/").context["map"]}
    assert (rows["230108001"]["many"], rows["230108001"]["shown"]) == (1, "高风险区")
    (heading, listed), *_ = zheng.get("/protocols/areas/?area=230108001").context["groups"]
    assert heading == "现有" and len(listed) == 1
    assert "在风险区内：友协家园 3 栋" in told(zheng.get("/protocols/areas/?area=230108001002001"))
    page = told(wu.post(f"/protocols/areas/{area.pk}/", {"act": "close", "why": "误划"}, follow=True))
    assert "待另一人批准：解除" in page
    told(wu.post(f"/protocols/areas/steps/{area.steps.last().pk}/withdraw/", follow=True))  # type: ignore[union-attr]
    assert area.steps.count() == 1


def test_whoever_only_reads_sees_no_button_and_is_refused(outbreak: Outbreak) -> None:
    browser = client("street_office", "230108001")
    assert "提出变更" not in told(browser.get(f"/protocols/outbreaks/{outbreak.pk}/"))
    assert browser.get(f"/protocols/outbreaks/{outbreak.pk}/propose/").status_code == 403
    assert browser.get("/protocols/areas/designate/").status_code == 403
    assert desk("wu").get(f"/protocols/outbreaks/{outbreak.pk}/propose/?pack=CN-11").status_code == 404
    assert browser.get("/protocols/packs/CN-11/").status_code == 404
    assert browser.get("/protocols/areas/?area=230108002").status_code == 404
    assert client("grid_worker", "230108001002001").get("/protocols/").status_code == 403
    assert not re.search(r"<form method=\"post\" action=\"/protocols", told(browser.get("/protocols/areas/")))
