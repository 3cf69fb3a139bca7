"""No code of a contract reaches a Chinese page as it is: each has a word in both languages."""

import re

import pytest

from fangxian.apps.desk import words
from fangxian.contracts import library

#: Contract and field whose values a page shows -> the list that calls them.
SHOWN = {
    ("household_register", "relation"): words.RELATION,
    ("census", "tenure"): words.TENURE,
    ("dwellings", "kind"): words.DWELLING,
    ("organisations", "kind"): words.ORGANISATION,
    ("organisations", "status"): words.STATE,
}


def values(contract: str, field: str) -> set[str]:
    (schema,) = library.document(contract)["schema"]
    (found,) = [one for one in schema["properties"] if one["name"] == field]
    (listed,) = [one["value"] for one in found["customProperties"] if one["property"] == "values"]
    return set(listed)


@pytest.mark.parametrize(("contract", "field"), SHOWN)
def test_every_code_has_its_word(contract: str, field: str) -> None:
    known = SHOWN[contract, field]
    assert values(contract, field) <= known.keys()
    assert all(re.search("[\u3400-\u9fff]", zh) and en.isascii() for zh, en in (known[code][:2] for code in known))


def test_a_building_of_a_number_is_called_a_building() -> None:
    assert (words.building("3"), words.building("东屯")) == ("3号楼", "东屯")
