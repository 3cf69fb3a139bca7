"""The contracts are data contracts of the Open Data Contract Standard 3, and what is kept of them is current."""

import re
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from fangxian import contracts
from fangxian.contracts import compiling, library
from fangxian.contracts.contract import BELIEVED, SHARING
from fangxian.contracts.headings import fold
from fangxian.contracts.reasons import all_reasons
from fangxian.intake.tidy_terms import TERMS

NAMES = sorted(library.SIDES)
OPERATORS = {
    *("mustBe", "mustNotBe", "mustBeGreaterThan", "mustBeGreaterOrEqualTo"),
    *("mustBeLessThan", "mustBeLessOrEqualTo", "mustBeBetween", "mustNotBeBetween"),
}
LOGICAL_TYPES = {"string", "date", "number", "integer", "object", "array", "boolean"}
#: Of the published schema (odcs-json-schema-v3.0.2.json): what must stand at the top, and what may and nothing else.
NEEDED = {"version", "apiVersion", "kind", "id", "status"}
ALLOWED = NEEDED | {
    *(
        "name",
        "tenant",
        "tags",
        "servers",
        "dataProduct",
        "description",
        "domain",
        "schema",
        "support",
        "price",
        "team",
    ),
    *("roles", "slaDefaultElement", "slaProperties", "authoritativeDefinitions", "customProperties"),
    "contractCreatedTs",
}
OF_A_COLUMN = {
    *("name", "businessName", "logicalType", "required", "classification", "description", "quality"),
    "customProperties",
}
GUIDE = Path(__file__).parents[3] / "docs" / "contracts.md"


@pytest.fixture(params=NAMES)
def document(request: pytest.FixtureRequest) -> Any:
    return library.parsed((library.FOLDER / f"{request.param}.odcs.yaml").read_bytes())


def test_a_contract_says_what_it_is(document: Any) -> None:
    assert document["kind"] == "DataContract"
    assert re.fullmatch(r"v3\.\d+\.\d+", document["apiVersion"])
    assert uuid.UUID(document["id"])
    assert re.fullmatch(r"\d+\.\d+\.\d+", document["version"])
    assert document["status"] in {"proposed", "draft", "active", "deprecated", "retired"}
    assert set(document["description"]) == {"purpose", "usage", "limitations"}


def test_it_has_what_the_published_schema_asks_for_and_nothing_that_it_does_not_know(document: Any) -> None:
    assert set(document) >= NEEDED
    assert set(document) <= ALLOWED
    assert all(set(one) >= {"property", "value"} for one in document["slaProperties"] + document["customProperties"])
    (table,) = document["schema"]
    for column in table["properties"]:
        assert "name" in column and set(column) <= OF_A_COLUMN
    for rule in (*table.get("quality", ()), *(rule for one in table["properties"] for rule in one.get("quality", ()))):
        asked = {"custom": {"engine", "implementation"}, "library": {"rule"}, "sql": {"query"}, "text": set[str]()}
        assert set(rule) >= asked[rule.get("type", "library")]


def test_it_says_who_answers_for_it_how_often_it_is_sent_and_whether_it_is_shared(document: Any) -> None:
    contract = contracts.load(document["name"])
    assert contract.owner
    assert contract.sharing in SHARING
    assert contract.every_hours is not None and 1 <= contract.every_hours <= 365 * 24


def test_it_says_how_much_its_word_counts_of_what_and_for_how_long(document: Any) -> None:
    contract = contracts.load(document["name"])
    assert set(contract.believed) <= set(BELIEVED)
    assert all(1 <= trust <= 100 for trust in contract.believed.values())
    assert set(contract.fresh_for) <= set(contract.believed)
    assert all(days >= 1 for days in contract.fresh_for.values())


def test_of_everything_that_is_known_of_people_somebody_is_believed() -> None:
    said = {name for one in library.SIDES for name in contracts.load(one).believed}
    assert said == set(BELIEVED)


def test_its_table_and_columns_are_described(document: Any) -> None:
    (table,) = document["schema"]
    assert table["logicalType"] == "object"
    for column in table["properties"]:
        assert re.fullmatch(r"[a-z_]+", column["name"])
        assert column["logicalType"] in LOGICAL_TYPES
        assert column["required"] in (True, False)
        assert column["description"].endswith(".")


def test_every_column_is_classed_as_personal_or_not(document: Any) -> None:
    (table,) = document["schema"]
    assert {column["classification"] for column in table["properties"]} <= {"scrub", "allow"}


def test_its_rules_are_from_the_standards_library(document: Any) -> None:
    (table,) = document["schema"]
    for rule in table["quality"]:
        assert rule["type"] == "library"
        assert rule["rule"] in {"rowCount", "duplicateCount", "nullCheck", "validValues"}
        assert len(OPERATORS & rule.keys()) == 1


def test_a_columns_rules_are_reasons_for_which_a_row_may_be_held(document: Any) -> None:
    (table,) = document["schema"]
    for column in table["properties"]:
        for rule in column.get("quality", ()):
            assert (rule["type"], rule["engine"]) == ("custom", "fangxian")
            assert rule["implementation"] in all_reasons()


def test_each_reason_is_a_sentence_in_two_languages_that_says_what_to_do() -> None:
    name = contracts.load("census").field("name")
    for reason in all_reasons().values():
        english, chinese = reason.said(name)
        assert english.endswith(".")
        assert ";" in english
        assert chinese.endswith("。")
        assert "；" in chinese
        assert "{" not in english + chinese


def test_every_cell_of_a_register_is_read_by_a_known_term(document: Any) -> None:
    if document["name"] in library.REGISTERS + library.EVIDENCE:
        assert {one.term for one in contracts.load(document["name"]).fields} <= TERMS


def test_what_the_standard_does_not_know_is_a_custom_property(document: Any) -> None:
    (table,) = document["schema"]
    for holder in (table, *table["properties"]):
        for custom in holder["customProperties"]:
            assert set(custom) == {"property", "value"}


@pytest.mark.parametrize("name", NAMES)
def test_no_heading_stands_for_two_fields(name: str) -> None:
    contract = contracts.load(name)
    headings = Counter(heading for one in contract.fields for equals in one.synonyms for heading in equals)
    assert [heading for heading, times in headings.items() if times > 1] == []


def test_the_compiled_contracts_are_current() -> None:
    """After a change of a contract: python -m fangxian.contracts.compiling"""
    assert library.COMPILED.read_text("utf-8") == compiling.compiled()


@pytest.mark.parametrize("name", NAMES)
def test_a_contract_changed_by_hand_is_read_anew(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (library.FOLDER / f"{name}.odcs.yaml").read_text("utf-8")
    (tmp_path / f"{name}.odcs.yaml").write_text(re.sub(r"(?m)^version: .*", "version: 9.0.1", text), "utf-8")
    monkeypatch.setattr(library, "FOLDER", tmp_path)
    assert library.document(name)["version"] == "9.0.1"


@pytest.mark.parametrize("damage", [{"kind": "DataProduct"}, {"apiVersion": "v2.2.2"}])
def test_another_kind_of_document_is_no_contract(damage: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="ODCS 3"):
        library.read({**library.document("residents"), **damage}, side="residents")


def test_there_are_these_contracts_and_no_others() -> None:
    with pytest.raises(KeyError):
        contracts.load("horoscopes")


@pytest.mark.parametrize("name", NAMES)
def test_the_guide_for_officers_lists_every_field_with_its_first_headings(name: str) -> None:
    rows = [line for line in GUIDE.read_text("utf-8").splitlines() if line.startswith("|")]
    for one in contracts.load(name).fields:
        (row,) = [line for line in rows if line.startswith(f"| `{library.SIDES[name]}.{one.name}` |")]
        listed = {fold(heading) for heading in row.split("|")[2].split("、")}
        assert set(one.synonyms[0][:3]) <= listed, row
        assert ("必需" in row) == one.required
