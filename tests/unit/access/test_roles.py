"""The lists an officer can read: whole, and granting no more than the work needs."""

from typing import get_args

import pytest

from fangxian.access.demo import demo_list
from fangxian.access.gate import RECORDS
from fangxian.access.reader import Kind, Shown
from fangxian.access.roles import LEVELS, Role, purposes, roles, verbs

ALL = [
    *("grid_worker", "community_lead", "street_office", "data_steward", "investigator", "transfer_dispatcher"),
    *("sampling_site", "laboratory"),
    *("site_staff", "checkpoint", "clinic", "pharmacy", "employer", "upper_level"),
    *("analyst", "headquarters", "auditor", "administrator", "resident", "proxy"),
]

each = pytest.mark.parametrize("role", roles().values(), ids=lambda role: role.name)


def test_all_roles_are_there() -> None:
    assert list(roles()) == ALL


@each
def test_a_role_speaks_both_languages_and_only_words_that_are_listed(role: Role) -> None:
    assert role.zh and role.en
    assert role.levels and set(role.levels) <= set(LEVELS)
    assert role.may <= set(verbs())
    assert set(role.purposes) <= set(purposes())
    assert role.sensitivity in (0, 1, 2, 3)
    assert {kind for kind, _ in role.sees} <= set(get_args(Kind))
    assert {shown for _, shown in role.sees} <= set(get_args(Shown))


@each
def test_who_reads_no_people_is_shown_no_field_of_them(role: Role) -> None:
    if not {"people.read", "samples.read"} & role.may:
        assert not role.sees and role.sensitivity == 0
        assert not {verb for verb in role.may if verb.startswith("people.")}
    else:
        assert role.purposes, "whoever reads people says what for"
        assert role.second_factor, "whoever reads people has a second factor"


@each
def test_sensitive_groups_go_with_the_field_that_shows_them(role: Role) -> None:
    assert (role.sensitivity > 0) == (dict(role.sees).get("groups", "hidden") != "hidden")


#: What is decided from counts alone, though it is about batches.
COUNTS = {"batches.confirm"}


def test_powers_that_must_not_meet_do_not() -> None:
    assert roles()["administrator"].may == {"desk.open", "accounts.manage"}
    assert roles()["auditor"].may == {"desk.open", "audit.read", "outbreak.read", "codes.read"} | {
        "sharing.read",
        "sharing.watch",
    }
    for name in ("analyst", "headquarters", "upper_level"):
        assert (
            not {verb for verb in roles()[name].may if verb.split(".")[0] in {"people", "places", "batches"}} - COUNTS
        )
    for verb, holders in {
        "accounts.manage": ["administrator"],
        "accounts.approve": ["headquarters"],
        "audit.read": ["auditor"],
    }.items():
        assert [name for name, role in roles().items() if verb in role.may] == holders


def test_every_verb_is_somebodys() -> None:
    assert set(verbs()) == {verb for role in roles().values() for verb in role.may}


def test_every_record_has_a_verb_to_open_it() -> None:
    assert {f"{room}.read" for room in RECORDS.values()} <= set(verbs())


@pytest.mark.parametrize(
    ("role", "area", "fits"),
    [
        ("grid_worker", "230108001001001", True),
        ("grid_worker", "230108001", False),
        ("street_office", "230108001", True),
        ("street_office", "2301080", False),
        ("analyst", "23010８", False),
        ("analyst", "", False),
    ],
)
def test_a_role_is_for_areas_of_its_level(role: str, area: str, fits: bool) -> None:
    assert roles()[role].holds_at(area) == fits


def test_the_demos_people_fit_their_roles() -> None:
    _, people = demo_list()
    assert len({one.username for one in people}) == len(people) >= 12
    assert all(roles()[one.role].holds_at(one.area) for one in people)
    assert sum(one.role == "headquarters" for one in people) >= 2, "an outbreak takes two"


@pytest.mark.parametrize(
    ("role", "area", "two"),
    [
        ("grid_worker", "230108001002001", False),
        ("street_office", "230108001", False),
        ("investigator", "230108001", False),
        ("investigator", "230108", True),
        ("analyst", "230108", True),
        ("headquarters", "230108", True),
        ("auditor", "230108", True),
        ("administrator", "230108", True),
        ("resident", "230108", False),
    ],
)
def test_what_reaches_the_whole_district_or_keeps_watch_takes_two(role: str, area: str, two: bool) -> None:
    assert roles()[role].takes_two(area) == two
