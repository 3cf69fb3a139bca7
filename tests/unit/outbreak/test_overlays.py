"""A district sets its own figures on a pack, as such: by path, with a label and a reason; nothing needed stays open."""

import json
from pathlib import Path

import pytest

from fangxian.outbreak import overlays, packs
from fangxian.outbreak.faults import PackFault
from fangxian.outbreak.overlays import Overlay
from fangxian.outbreak.resolving import resolve

DEMO = overlays.shipped()["demo"]


def overlay(**values: object) -> Overlay:
    paths = {name.replace("__", "."): value for name, value in values.items()}
    return overlays.of({"zh": "本区", "en": "ours", "reason": "区指〔2022〕12号", "set": paths}, "ours.toml")


def test_the_demo_fills_what_cn_9_leaves_open_and_says_that_it_assumes() -> None:
    protocol = resolve(packs.named("CN-9"), DEMO)
    assert protocol.codes_on
    assert (DEMO.zh, DEMO.en) == ("演示假设", "demo assumption")
    assert protocol.overlay == "demo assumption"
    assert protocol.classes["infected"].phases[0].days == DEMO.set["classes.infected.phases.hospital.days"]
    assert {one.day1_offset for name, one in protocol.classes.items() if name != "fever_drug_buyer"} == {1}


def test_the_demo_sets_only_what_no_source_gives_and_the_codes() -> None:
    assert set(DEMO.set) - {"codes_on"} <= set(packs.named("CN-9").open)


@pytest.mark.parametrize("name", ["CN-8", "CN-9", "CN-20", "CN-10"])
def test_a_pack_with_open_figures_is_refused_and_each_is_named(name: str) -> None:
    pack = packs.named(name)
    with pytest.raises(PackFault) as fault:
        resolve(pack)
    named = {one.path for one in fault.value.problems}
    assert "day1_offset" in named
    assert named <= set(pack.open)
    assert "deadlines.result_yellow_code" not in named, "what nothing depends on may stay open"


def test_a_class_that_is_left_out_needs_nothing() -> None:
    left = {f"classes.{name}.used": False for name in packs.named("CN-20").tree["classes"]}
    protocol = resolve(
        packs.named("CN-20"), overlays.of({"zh": "无", "en": "none", "reason": "只划区", "set": left}, "x")
    )
    assert not protocol.classes and protocol.levels


def test_a_class_that_others_lead_to_cannot_be_left_out() -> None:
    values = dict(DEMO.set) | {"classes.infected.used": False}
    with pytest.raises(PackFault, match="nobody knows class:infected"):
        resolve(packs.named("CN-9"), Overlay("甲", "a", "r", values))


def test_a_pack_stays_as_it_is_under_an_overlay() -> None:
    before = json.dumps(packs.named("CN-9").tree, sort_keys=True)
    resolve(packs.named("CN-9"), DEMO)
    assert json.dumps(packs.named("CN-9").tree, sort_keys=True) == before


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("classes.close_contact.phases.quarantine_sight.days", 5, "Was quarantine_site meant?"),
        ("classes.nobody.phases.home.days", 5, "nobody knows nobody"),
        ("classes.close_contact.phases.home.days", 5, "nobody knows home"),
    ],
)
def test_what_a_pack_has_not_is_not_set(path: str, value: object, told: str) -> None:
    with pytest.raises(PackFault, match=told.replace("?", r"\?")):
        resolve(packs.named("CN-9"), Overlay("甲", "a", "r", {**DEMO.set, path: value}))


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("classes.close_contact.phases.quarantine_site.day", 5, "Was days meant?"),
        ("codes_on", "yes", "true or false"),
        ("classes.close_contact.phases.quarantine_site.duties.test.days", 5, "days of the phase"),
        ("classes.close_contact", 5, "set one of them"),
        ("effects.red_positive.reason", "bank_deposit", "nobody knows bank_deposit"),
    ],
)
def test_a_path_or_a_value_that_no_pack_has_is_refused(path: str, value: object, told: str) -> None:
    with pytest.raises(PackFault, match=told.replace("?", r"\?")):
        overlay(**{path: value})


@pytest.mark.parametrize("part", ["zh", "en", "reason"])
def test_an_overlay_says_whose_it_is_in_both_languages_and_why(part: str) -> None:
    with pytest.raises(PackFault, match="a label in both languages"):
        overlays.of({"zh": "本区", "en": "ours", "reason": "r", "set": {"codes_on": True}} | {part: " "}, "ours.toml")


def test_an_overlay_is_judged_together_with_its_pack() -> None:
    """It may not make of a sound pack one that is not."""
    with pytest.raises(PackFault, match="day 7 lies beyond the phase, which has 5"):
        resolve(
            packs.named("CN-9"),
            Overlay("甲", "a", "r", {**DEMO.set, "classes.close_contact.phases.quarantine_site.days": 5}),
        )
    with pytest.raises(PackFault, match="within 24 hours"):
        resolve(packs.named("CN-BB"), Overlay("甲", "a", "r", {"hold_hours": 48}))


def test_it_is_the_same_as_toml_as_json_and_as_lines(tmp_path: Path) -> None:
    said = {"zh": "本区", "en": "ours", "reason": "r", "set": {"codes_on": True, "day1_offset": 0}}
    (tmp_path / "one.json").write_text(json.dumps(said), "utf-8")
    (tmp_path / "one.toml").write_text(
        'zh = "本区"\nen = "ours"\nreason = "r"\n[set]\ncodes_on = true\nday1_offset = 0\n', "utf-8"
    )
    typed = overlays.typed("codes_on = true\nday1_offset = 0", zh="本区", en="ours", reason="r")
    assert overlays.load(tmp_path / "one.json") == overlays.load(tmp_path / "one.toml") == typed
    assert overlays.of(typed.data(), "again") == typed


def test_lines_and_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    with pytest.raises(PackFault, match="one a line"):
        overlays.typed("codes_on = ja", zh="甲", en="a", reason="r")
    for text in ("{", "[1]", "7"):
        (tmp_path / "one.json").write_text(text, "utf-8")
        with pytest.raises(PackFault, match="no JSON"):
            overlays.load(tmp_path / "one.json")
    with pytest.raises(PackFault, match="set one of them"):
        overlays.of({"zh": "甲", "en": "a", "reason": "r", "set": 7}, "x")
    with pytest.raises(PackFault, match="cannot be read"):
        overlays.load(tmp_path / "nowhere.toml")
