"""Who answers for data is a department of the list, by the name that contracts call it."""

from pathlib import Path

import pytest

from fangxian import contracts
from fangxian.contracts import departments, library
from fangxian.lib.fault import Fault


def test_every_contract_that_ships_is_owned_by_a_department_of_the_list() -> None:
    owners = {name: departments.owner_of(contracts.load(name)) for name in library.SIDES}
    assert "" not in owners.values(), owners
    assert owners["household_register"] == "public_security"


def test_no_two_departments_have_one_name() -> None:
    for language in ("zh", "en"):
        names = [getattr(one, language) for one in departments.departments().values()]
        assert len(names) == len(set(names))


def test_what_a_department_owns_is_what_names_it_as_owner() -> None:
    assert set(departments.owned_by("housing")) == {"compounds", "dwellings"}
    assert departments.owned_by("") == departments.owned_by("nobody") == ()
    owned = [name for one in departments.departments() for name in departments.owned_by(one)]
    assert sorted(owned) == sorted(library.SIDES)


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FANGXIAN_CONTRACTS", str(tmp_path))
    return tmp_path


def test_a_district_adds_departments_of_its_own(own_folder: Path) -> None:
    (own_folder / departments.FILE).write_text('[water]\nzh = "区水务局"\nen = "Water"\n', "utf-8")
    assert departments.departments()["water"].zh == "区水务局"
    assert "public_security" in departments.departments()


def test_a_list_that_is_none_is_said_to_be_none(own_folder: Path) -> None:
    (own_folder / departments.FILE).write_text("[water]\nzh = 7 8\n", "utf-8")
    with pytest.raises(Fault, match="list of departments"):
        departments.departments()
