"""Two people of the headquarters take an outbreak from the proposal to the certificate, each at their own desk."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from tests.signed_in import account, session

from fangxian.lib import clock
from fangxian.lib.keyring import Keyring
from fangxian.outbreak import profiles
from fangxian.outbreak.models import Certificate, Outbreak

pytestmark = pytest.mark.django_db

PROPOSAL = {
    "name": "九月疫情",
    "disease": "covid_19",
    "legal_basis": "infectious_diseases_law",
    "area_code": "230108",
    "retention_days": "0",
}


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Keyring:
    monkeypatch.setattr(settings, "KEYRING", ring := Keyring(tmp_path / "keys"))
    return ring


def desk(name: str) -> Client:
    browser = Client()
    browser.cookies["sessionid"] = session(account("headquarters", name=name))
    return browser


def told(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_from_the_proposal_to_the_certificate(street: None) -> None:
    wu, zheng = desk("wu"), desk("zheng")
    answer = wu.post("/outbreaks/propose/", PROPOSAL | {"starts_on": clock.now().date().isoformat()}, follow=True)
    number = Outbreak.objects.get().pk
    assert "须由另一人批准" in told(answer) and "核对无误，批准" not in told(answer)

    def act(who: Client, verb: str) -> str:
        return told(who.post(f"/outbreaks/{number}/{verb}/", follow=True))

    act(wu, "approve")
    assert Outbreak.objects.get().state == "proposed", "one person alone activates nothing"
    assert "生效" in act(zheng, "approve")
    assert "见证" not in told(wu.get(f"/outbreaks/{number}/"))
    act(wu, "close")
    assert "提请销毁" in told(wu.get(f"/outbreaks/{number}/"))
    assert "须由另一人见证确认" in act(wu, "ask-purge")
    act(wu, "purge")
    assert not Certificate.objects.exists(), "one person alone purges nothing"
    assert "见证并销毁" in told(zheng.get(f"/outbreaks/{number}/"))
    assert "销毁证明" in act(zheng, "purge")
    assert (Certificate.objects.get().by, Certificate.objects.get().witness) == ("wu", "zheng")


@pytest.fixture
def street(db: None) -> None:
    from tests.registering import lay_out

    lay_out()


def test_what_happened_is_signed_with_names_and_the_basis_is_said_in_both_languages(street: None) -> None:
    wu, zheng = desk("wu"), desk("zheng")
    wu.post("/outbreaks/propose/", PROPOSAL | {"starts_on": clock.now().date().isoformat()})
    number = Outbreak.objects.get().pk
    for who, verb in ((zheng, "approve"), (wu, "close"), (wu, "ask-purge"), (zheng, "purge")):
        who.post(f"/outbreaks/{number}/{verb}/")
    page = told(wu.get(f"/outbreaks/{number}/"))
    assert Certificate.objects.exists()
    assert "王建国（平房区） 批准启动疫情应急（提出人 王建国（平房区））" in page
    assert not {"wu", "zheng"} & set(page.replace("<", " ").replace(">", " ").split())
    assert "2025-09-01 起施行" in page
    wu.cookies["language"] = "en"
    page = told(wu.get(f"/outbreaks/{number}/"))
    assert "in force since 2025-09-01" in page and "起施行" not in page


@pytest.mark.parametrize("basis", profiles.legal_bases().values(), ids=lambda basis: basis.name)
def test_every_legal_basis_says_where_the_power_lies_in_both_languages(basis: profiles.Entry) -> None:
    assert basis.zh and basis.en
    assert set(basis.more["article"]) == {"zh", "en"} and all(basis.more["article"].values())
