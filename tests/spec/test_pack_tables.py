"""Each figure of each pack and profile, against tables that were typed in from the sources and not from the files.

A `?` says that the table of sources has nothing, or only a memory: the file has to say so too.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fangxian.evidence import rules as evidence
from fangxian.outbreak import packs, profiles, vocabulary
from fangxian.outbreak.shape import Figure

HERE = Path(__file__).parent


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((HERE / name).read_text("utf-8").splitlines()))


def says(figure: Figure, value: str, source: str) -> None:
    if value == "?":
        assert figure.needs is not None and figure.value is None
        assert figure.needs.zh != figure.needs.en, "said in both languages"
    else:
        assert (shown(figure.value), figure.source) == (value, source)


def shown(value: Any) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value)


@pytest.mark.parametrize(
    "row", rows("packs.csv"), ids=lambda row: "-".join([row["version"], row["class"], row["phase"]])
)
def test_a_phase_is_as_long_and_tested_on_the_days_that_the_sources_say(row: dict[str, str]) -> None:
    pack = packs.named(row["version"])
    path = f"classes.{row['class']}.phases.{row['phase']}"
    says(pack.figures[f"{path}.days"], row["days"], row["source"])
    tested = pack.figures.get(f"{path}.duties.test.days")
    assert (tested is None) == (row["test_days"] == "")
    if tested is not None:
        says(tested, row["test_days"], row["test_source"])


def test_the_table_has_every_phase_of_every_pack() -> None:
    listed = {(row["version"], row["class"], row["phase"]) for row in rows("packs.csv")}
    there = {
        (pack.name, name, kind)
        for pack in packs.shipped().values()
        for name, one in pack.tree.get("classes", {}).items()
        for kind in one["phases"]
    }
    assert listed == there


@pytest.mark.parametrize("row", rows("pack_figures.csv"), ids=lambda row: f"{row['version']}-{row['path']}")
def test_a_figure_is_what_its_source_says(row: dict[str, str]) -> None:
    figure = packs.named(row["version"]).figures[row["path"]]
    says(figure, row["value"], row["source"])
    assert figure.grade == row["grade"]


@pytest.mark.parametrize("row", rows("diseases.csv"), ids=lambda row: f"{row['disease']}-{row['path']}")
def test_a_disease_is_what_its_source_says(row: dict[str, str]) -> None:
    figure = profiles.diseases()[row["disease"]].figures[row["path"]]
    says(figure, row["value"] if row["value"] == "?" else shown(type(figure.value)(row["value"])), row["source"])


def figures() -> Iterator[tuple[str, str, Figure]]:
    for one in (*packs.shipped().values(), *profiles.diseases().values()):
        for path, figure in one.figures.items():
            yield one.name, path, figure


def test_every_source_is_listed_and_none_is_a_memory() -> None:
    known = set(vocabulary.sources())
    for name, path, figure in figures():
        named = set(figure.source.split()) | {key for one in figure.seen for key in one.source.split()}
        assert named <= known, (name, path)
        assert figure.needs is not None or figure.grade in vocabulary.lists()["grades"], (name, path)


@pytest.mark.parametrize("version", ["CN-8", "CN-9", "CN-20", "CN-10"])
def test_what_an_edition_has_not_is_said_with_its_source(version: str) -> None:
    pack = packs.named(version)
    for name, one in pack.tree.get("absent", {}).items():
        assert name not in pack.tree["classes"]
        assert one.get("source") or one.get("needs_source")


@pytest.mark.parametrize("pack", packs.shipped().values(), ids=lambda pack: pack.name)
def test_what_a_pack_waits_for_is_what_evidence_can_be(pack: packs.Pack) -> None:
    """A duty that nothing can show, or a finding that nothing finds, would never come about."""
    for name, one in pack.tree.get("classes", {}).items():
        duties = [duty for phase in one["phases"].values() for duty in phase.get("duties", {}).values()]
        assert {duty["evidence"] for duty in duties} <= set(evidence.kinds()), name
        assert set(one.get("violations", {})) <= set(evidence.findings()), name


def test_every_reason_is_said_in_both_languages_and_needs_evidence() -> None:
    for name, reason in vocabulary.reasons().items():
        assert reason.zh and reason.en and reason.zh != reason.en, name
        assert reason.evidence and set(reason.evidence) <= set(vocabulary.lists()["evidence"]), name


def test_no_reason_is_other_than_epidemic() -> None:
    """The closed list, whole: who adds to it changes this line as well (Zhengzhou, June 2022)."""
    assert set(vocabulary.reasons()) == {
        *("positive_test", "pool_positive", "suspect_test", "close_contact", "contact_of_contact", "exposed_at_place"),
        *("high_risk_stay", "medium_risk_stay", "low_risk_stay", "risk_area_resident", "inbound_traveller"),
        *("high_risk_post", "round_untested", "test_overdue", "fever_drugs", "symptoms"),
    }
