"""Law 4: a dataset that a district adds itself may say that it is collected under an outbreak. Then its rows lie under
that outbreak's key and nowhere else, and end with it, certificate and all."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from tests.outbreaks import activated, officer
from tests.own_contracts import NAME, TEXT, pupil, put
from tests.sharing import asked, asker

from fangxian.access.reader import Reader
from fangxian.catalogue import queries as catalogue
from fangxian.contracts import library
from fangxian.evidence.models import Fact
from fangxian.exchange import evidence as sealed_rows
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.outbreak import actions as outbreak
from fangxian.outbreak import purge
from fangxian.outbreak.faults import NotInForce
from fangxian.outbreak.queries import key_name
from fangxian.pipelines.vetting import refuse_unfit
from fangxian.runs import evidence, loading
from fangxian.sharing import actions as sharing
from fangxian.sharing.faults import Unfit

pytestmark = pytest.mark.django_db

STEWARD = Reader("wu", ("230108",), ("data_steward",), frozenset({"batches.load"}))
SAYS_SO = TEXT.replace("{property: sharing, value: conditional}", "{property: sharing, value: conditional}\n"
                       "  - {property: underOutbreak, value: true}")  # fmt: skip
ROWS = [pupil(place) for place in range(3)] + [pupil(7, day="昨天")]


@pytest.fixture
def contract(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "contracts"
    folder.mkdir()
    path = folder / f"{NAME}.odcs.yaml"
    path.write_text(SAYS_SO, "utf-8")
    monkeypatch.setenv("FANGXIAN_CONTRACTS", str(folder))
    return path


def came(tmp_path: Path, number: int) -> str:
    return evidence.arrive(outbreak=number, dataset=NAME, path=put(tmp_path, "缺课.csv", ROWS), by=STEWARD).name


def lying() -> list[Path]:
    return [path for path in settings.VAR.rglob("*") if path.is_file()]


def test_without_an_outbreak_none_of_it_is_kept(contract: Path, tmp_path: Path) -> None:
    with pytest.raises(NotInForce):
        came(tmp_path, 1)
    assert NAME in library.under_outbreak() and NAME not in library.registers()
    with pytest.raises(Fault, match="evidence arrive"):
        loading.load([put(tmp_path, "缺课.csv", ROWS)], by="clerk", dataset=NAME)
    assert not (settings.LAKE / NAME).exists() and not catalogue.batches(NAME).exists()


def test_its_rows_lie_under_the_outbreaks_key_and_are_readable_nowhere(contract: Path, tmp_path: Path) -> None:
    number = activated().pk
    name = came(tmp_path, number)
    batch = catalogue.batches(NAME).get()
    assert (batch.name, batch.rows, batch.held, batch.state) == (name, 4, 1, "promoted")
    assert name == came(tmp_path, number), "the same file is the same batch"
    home = sealed_rows.home(number, NAME)
    assert home.parent.name == str(number) and [one.name for one in home.iterdir()] == [name]
    words = [ROWS[0]["学生姓名"].encode(), ROWS[0]["家长电话"].encode(), ROWS[0]["身份证号"].encode()]
    for path in lying():
        assert not any(word in path.read_bytes() for word in words), path
    assert not Fact.rows.exists()


def test_the_purge_destroys_them_and_certifies_it_even_when_the_contract_is_gone(
    contract: Path, tmp_path: Path
) -> None:
    number = activated().pk
    came(tmp_path, number)
    contract.unlink()
    closed = outbreak.close(outbreak=number, by=officer("wang"))
    with clock.set_to(clock.now() + timedelta(days=closed.retention_days + 1)):
        purge.ask(outbreak=number, by=officer("wang"))
        certificate = purge.purge(outbreak=number, by=officer("sun"))
    assert certificate.scope["lake.evidence"]["rows"] == 4
    assert not sealed_rows.home(number, NAME).exists()
    assert not settings.KEYRING.holds(key_name(number))


def test_it_is_taken_back_and_taken_in_again(contract: Path, tmp_path: Path) -> None:
    name = came(tmp_path, activated().pk)
    evidence.withdraw(dataset=NAME, batch=name, by=STEWARD)
    assert catalogue.batches(NAME).get().state == "withdrawn"
    assert evidence.restore(dataset=NAME, batch=name, by=STEWARD).state == "promoted"


def test_what_lay_open_before_the_contract_said_so_is_not_mixed_with_what_is_sealed(
    contract: Path, tmp_path: Path
) -> None:
    contract.write_text(TEXT, "utf-8")
    loading.load([put(tmp_path, "旧.csv", ROWS[:2])], by="clerk", dataset=NAME)
    contract.write_text(SAYS_SO + "\n", "utf-8")
    with pytest.raises(Fault, match="under no outbreak's key"):
        came(tmp_path, activated().pk)


def test_it_is_shared_with_nobody_and_unconditionally_it_cannot_be(contract: Path) -> None:
    activated()
    with pytest.raises(Unfit):
        sharing.ask(asked=asked(dataset=NAME, fields={"cause": "whole"}, area_code="230108001"), by=asker())
    contract.write_text(SAYS_SO.replace("value: conditional", "value: unconditional"), "utf-8")
    with pytest.raises(Fault):
        refuse_unfit(NAME)
