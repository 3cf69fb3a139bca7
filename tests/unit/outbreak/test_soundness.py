"""A pack that cannot stand is refused, with every mistake, its place in the file, and what to write instead."""

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.outbreak import packs
from fangxian.outbreak.faults import PackFault

SOUND = """
zh = "方案"
en = "A pack"
issued = "2026"
codes_on = false
day1_offset = { value = 1, source = "S1", grade = "B" }
hold_hours = { value = 24, source = "S1", grade = "B" }

[classes.contact]
zh = "密接"
en = "Contacts"
clock_start = { value = "last_exposure", source = "S1", grade = "B" }
violations = { positive = ["task", "red"] }
[classes.contact.phases.home]
days = { value = 7, source = "S1", grade = "B" }
effect = "yellow"
[classes.contact.phases.home.duties.test]
evidence = "test"
days = { value = [1, 4, 7], source = "S1", grade = "B" }
[classes.contact.release]
conditions = ["period_over", "all_negative"]

[effects.yellow]
colour = { value = "yellow", source = "S1", grade = "B" }
reason = "close_contact"
[effects.red]
colour = { value = "red", source = "S1", grade = "B" }
reason = "positive_test"
hours = { value = 72, source = "S1", grade = "B" }
[effects.hold]
reason = "pool_positive"
hours = { value = 24, source = "S1", grade = "B" }

[rounds]
pool = ["hold"]
[levels.high]
clear_days = { value = 7, source = "S1", grade = "B" }
then = ""
"""
MONITORING = """[classes.contact.phases.health_monitoring]
days = { value = 3, source = "S1", grade = "B" }
"""


def load(folder: Path, text: str) -> packs.Pack:
    path = folder / "mine.toml"
    path.write_text(text, "utf-8")
    return packs.load(path)


def test_what_is_sound_is_read(tmp_path: Path) -> None:
    assert load(tmp_path, SOUND).name == "mine"
    load(tmp_path, SOUND.replace("[effects.yellow]", MONITORING + "[effects.yellow]"))


MISTAKES = {
    "phases overlap": (
        "[effects.yellow]",
        MONITORING + 'first_day = { value = 6, source = "S1", grade = "B" }\n[effects.yellow]',
        "classes.contact.phases.health_monitoring.first_day",
        "overlaps the phase before: write 8",
    ),
    "days between phases": (
        "[effects.yellow]",
        MONITORING + 'first_day = { value = 9, source = "S1", grade = "B" }\n[effects.yellow]',
        "classes.contact.phases.health_monitoring.first_day",
        "leaves days between",
    ),
    "a duty's day lies beyond its phase": (
        "[1, 4, 7]",
        "[1, 4, 9]",
        "classes.contact.phases.home.duties.test.days",
        "day 9 lies beyond the phase, which has 7",
    ),
    "days that do not rise": (
        "[1, 4, 7]",
        "[4, 1]",
        "classes.contact.phases.home.duties.test.days",
        "rising, from 1",
    ),
    "a release that asks for negative tests where none is due": (
        'evidence = "test"',
        'evidence = "temperature"',
        "classes.contact.release.conditions",
        "can never be met",
    ),
    "a release without a condition": (
        '["period_over", "all_negative"]',
        "[]",
        "classes.contact.release.conditions",
        "nobody is ever released",
    ),
    "a linked contact where nobody was exposed": (
        '"last_exposure"',
        '"arrival"',
        "classes.contact.release.conditions",
        "linked_contact_negative can never be met",
    ),
    "something to confirm and nobody who does": (
        '["period_over", "all_negative"]',
        '["period_over"]\nconfirm.ct = { zh = "Ct", en = "Ct", source = "S1", grade = "B" }',
        "classes.contact.release.by",
        'write by = "approver"',
    ),
    "an unknown reason": (
        '"close_contact"',
        '"bank_deposit"',
        "effects.yellow.reason",
        "nobody knows bank_deposit",
    ),
    "an unknown effect": (
        'effect = "yellow"',
        'effect = "yelow"',
        "classes.contact.phases.home.effect",
        "Was yellow meant?",
    ),
    "an unknown kind of evidence": (
        'evidence = "test"',
        'evidence = "tests"',
        "classes.contact.phases.home.duties.test.evidence",
        "Was test meant?",
    ),
    "an unknown level": (
        "[levels.high]",
        "[levels.highest]",
        "levels.highest",
        "nobody knows highest",
    ),
    "an unknown phase": (
        "phases.home",
        "phases.hotel",
        "classes.contact.phases.hotel",
        "nobody knows hotel",
    ),
    "an unknown key": (
        "[rounds]",
        "[round]",
        "round",
        "Was rounds meant?",
    ),
    "a step of a violation that is none": (
        '["task", "red"]',
        '["task", "class:infected"]',
        "classes.contact.violations.positive",
        "nobody knows class:infected",
    ),
    "a figure without its source": (
        'days = { value = 7, source = "S1", grade = "B" }',
        "days = 7",
        "classes.contact.phases.home.days",
        "a figure needs its source",
    ),
    "a figure from memory": (
        'days = { value = 7, source = "S1", grade = "B" }',
        'days = { value = 7, source = "S1", grade = "M" }',
        "classes.contact.phases.home.days",
        "one from memory has none",
    ),
    "a figure and its absence": (
        'days = { value = 7, source = "S1", grade = "B" }',
        'days = { value = 7, needs_source = "the text" }',
        "classes.contact.phases.home.days",
        "write one of the two",
    ),
    "a colour without a reason": (
        'reason = "close_contact"',
        "",
        "effects.yellow.reason",
        "without a reason restricts nobody",
    ),
    "a hold of more than a day": (
        'reason = "pool_positive"\nhours = { value = 24',
        'reason = "pool_positive"\nhours = { value = 25',
        "effects.hold.hours",
        "within 24 hours",
    ),
    "a hold without an end": (
        'reason = "pool_positive"\nhours = { value = 24, source = "S1", grade = "B" }',
        'reason = "pool_positive"',
        "effects.hold.hours",
        "within 24 hours",
    ),
    "codes that are on, and an effect without an end": (
        'hours = { value = 72, source = "S1", grade = "B" }',
        "",
        "effects.red.hours",
        "has no end",
    ),
    "a level that steps up": (
        'then = ""',
        'then = "lockdown"\n[levels.lockdown]\nthen = ""',
        "levels.high.then",
        "a lower level",
    ),
    "a duty that is due in two ways": (
        'evidence = "test"',
        'evidence = "test"\nevery_hours = { value = 24, source = "S1", grade = "B" }',
        "classes.contact.phases.home.duties.test",
        "said once",
    ),
    "hours that the phase has not": (
        "days = { value = [1, 4, 7]",
        "within_hours = { value = 200",
        "classes.contact.phases.home.duties.test",
        "lengthen the phase",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_its_place_and_what_to_write(name: str, tmp_path: Path) -> None:
    there, instead, path, told = MISTAKES[name]
    text = SOUND
    if "without an end" in name and "codes" in name:
        text = text.replace("codes_on = false", "codes_on = true")
    if "linked" in name:
        text = text.replace('"all_negative"]', '"linked_contact_negative"]')
    assert there in text
    with pytest.raises(PackFault) as fault:
        load(tmp_path, text.replace(there, instead, 1 if "phase" not in name else -1))
    found = {one.path: one for one in fault.value.problems}
    assert told in found[path].en
    assert found[path].zh and found[path].zh != found[path].en
    assert f"mine.toml, {path}: " in fault.value.en and f"mine.toml，{path}：" in fault.value.zh


@pytest.mark.parametrize(
    ("content", "told"), [(b"\xff\xfe", "not UTF-8"), (b"zh = ", "not TOML"), (b"", "zh: it is missing")]
)
def test_what_is_no_pack_at_all_is_told(content: bytes, told: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(content)
    with pytest.raises(PackFault, match=told):
        packs.load(path)
    with pytest.raises(PackFault, match="cannot be read"):
        packs.load(tmp_path / "other.toml")


values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 400) | st.text(string.ascii_lowercase, max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(string.ascii_lowercase, max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(
    st.dictionaries(st.sampled_from(("zh", "codes_on", "classes", "effects", "rounds", "levels", "figures")), values)
)
def test_whatever_a_file_says_it_is_read_or_refused_and_never_breaks(said: dict[str, object]) -> None:
    from fangxian.outbreak.reading import read
    from fangxian.outbreak.shape import PACK

    reading = read(said, PACK)
    assert reading.problems, "there are parts that no drawn file has"
    assert all(one.en and one.zh for one in reading.problems)
