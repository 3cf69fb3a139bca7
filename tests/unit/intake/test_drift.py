"""When a file counts as unlike those before it: rules over counts, without a file."""

from dataclasses import replace

import pytest

from fangxian.intake import drift
from fangxian.intake.drift import changes, is_short
from fangxian.intake.profile import Column, Profile, read

LIMITS = drift.limits()
PHONES = Column(filled=950, fits=940, alike=20, forms={"9×11": 930, "9×12": 20})
NUMBERS = Column(filled=950, fits=945, alike=0, forms={"9×18": 850, "9a": 95, "9×15": 5})
CAUSES = Column(filled=900, fits=890, alike=500_000, forms={"fever": 600, "other": 300})
USUAL = Profile(1000, {"phone": PHONES, "id_number": NUMBERS, "cause": CAUSES})


def said(now: Profile, *before: Profile) -> dict[str, str]:
    """Field -> what changed of it."""
    return {one.field: one.measure for one in changes(now, before or (USUAL,), LIMITS)}


def with_(**columns: Column) -> Profile:
    return replace(USUAL, columns={**USUAL.columns, **columns})


def test_a_day_like_the_others_changes_nothing() -> None:
    assert said(with_(phone=replace(PHONES, filled=900, fits=880, forms={"9×11": 880}))) == {}


def test_values_that_stand_under_each_others_headings_are_seen_in_both() -> None:
    swapped = with_(phone=replace(NUMBERS, fits=3), id_number=replace(PHONES, fits=0))
    assert said(swapped) == {"phone": "fits", "id_number": "fits"}


def test_what_is_read_as_before_but_looks_otherwise_is_seen() -> None:
    assert said(with_(id_number=replace(NUMBERS, forms={"9×15": 950}))) == {"id_number": "forms"}


def test_a_category_that_turns_over_is_seen_by_its_codes() -> None:
    assert said(with_(cause=replace(CAUSES, forms={"fever": 60, "other": 840}))) == {"cause": "forms"}
    assert said(with_(cause=replace(CAUSES, forms={"fever": 400, "other": 500}))) == {}


@pytest.mark.parametrize("filled", [0, 300])
def test_a_column_that_is_left_empty_is_seen(filled: int) -> None:
    assert said(with_(phone=Column(filled, filled, 0, {"9×11": filled}))) == {"phone": "empty"}


def test_a_column_that_repeats_one_value_is_seen() -> None:
    assert said(with_(phone=replace(PHONES, alike=950 * 949))) == {"phone": "variety"}


def test_as_different_in_a_short_file_as_in_a_long_one_is_no_change() -> None:
    few = Column(filled=250, fits=248, alike=0, forms={"9×11": 250})
    assert said(Profile(260, {"phone": few})) == {}


def test_what_chance_does_to_a_handful_of_rows_is_no_change() -> None:
    half = Column(filled=30, fits=20, alike=0, forms={"9×11": 25, "9×12": 5})
    assert said(Profile(40, {"phone": half})) == {}
    assert said(Profile(4000, {"phone": replace(half, filled=3000, fits=2000)})) == {"phone": "fits"}


def test_so_few_cells_say_nothing() -> None:
    none = Column(filled=19, fits=0, alike=0, forms={"c×2": 19})
    assert said(Profile(19, {"phone": none})) == {}


def test_what_came_once_within_the_last_ones_is_known() -> None:
    spelled = with_(id_number=replace(NUMBERS, forms={"9×15": 950}))
    assert said(spelled, USUAL, spelled, USUAL) == {}
    assert said(spelled, USUAL, USUAL, USUAL) == {"id_number": "forms"}


def test_the_first_file_of_all_is_held_against_nothing() -> None:
    assert changes(USUAL, [], LIMITS) == []


def test_before_and_now_are_shown() -> None:
    (one,) = changes(with_(phone=replace(PHONES, fits=95)), [USUAL], LIMITS)
    assert (one.before, one.now) == ("99%", "10%")
    (one,) = changes(with_(id_number=replace(NUMBERS, forms={"9×15": 950})), [USUAL], LIMITS)
    assert (one.before, one.now) == ("9×18 89%", "9×15 100%")


def test_a_profile_is_what_its_manifest_holds() -> None:
    assert read(USUAL.as_json()) == USUAL
    assert read({}) is None


@pytest.mark.parametrize(
    ("rows", "before", "short"),
    [(100, [1000], True), (300, [1000], False), (299, [1000, 2000], True), (299, [1000, 500], False), (5, [], False)],
)
def test_a_delivery_is_short_of_each_before_it(rows: int, before: list[int], short: bool) -> None:
    assert is_short(rows, before, 30) is short
    assert not is_short(rows, before, 0)
