"""A protocol goes into the database as plain data, and comes back as it was."""

import json
import string

from hypothesis import given
from hypothesis import strategies as st

from fangxian.lib.words import Words
from fangxian.outbreak.protocol import (
    AreaLevel,
    Duty,
    Effect,
    Occupation,
    PersonClass,
    Phase,
    Protocol,
    Release,
    Violation,
)

names = st.text(string.ascii_lowercase + "_", min_size=1, max_size=8)
few = st.lists(names, max_size=3).map(tuple)
confirmed = st.lists(st.builds(Words, names, names), max_size=2).map(tuple)
duties = st.builds(
    Duty,
    name=names,
    evidence=names,
    days=st.lists(st.integers(1, 21), max_size=4).map(tuple),
    every_hours=st.none() | st.integers(1, 168),
    at_hours=st.lists(st.integers(0, 23), max_size=2).map(tuple),
    within_hours=st.none() | st.integers(1, 96),
    grace_hours=st.integers(0, 48),
    unmet=few,
)
phases = st.builds(
    Phase, kind=names, days=st.integers(1, 21), duties=st.lists(duties, max_size=2).map(tuple), effect=st.none() | names
)
classes = st.builds(
    PersonClass,
    name=names,
    zh=names,
    en=names,
    clock_start=names,
    phases=st.lists(phases, min_size=1, max_size=3).map(tuple),
    day1_offset=st.integers(0, 1),
    violations=st.lists(st.builds(Violation, when=names, leads_to=few), max_size=2).map(tuple),
    release=st.builds(Release, conditions=few, by=st.sampled_from(("itself", "approver")), confirm=confirmed),
    unfit_home=st.none() | names,
)
levels = st.builds(
    AreaLevel,
    name=names,
    zh=names,
    en=names,
    clear_days=st.none() | st.integers(1, 14),
    then=names,
    after_step_down=st.none() | st.integers(1, 7),
    resets_on=st.sampled_from(("any_case", "assessed")),
    confirm=confirmed,
)
occupations = st.builds(Occupation, name=names, zh=names, en=names, interval_hours=st.integers(1, 168), unmet=few)
protocols = st.builds(
    Protocol,
    pack=names,
    overlay=names,
    codes_on=st.booleans(),
    classes=st.dictionaries(names, classes, max_size=3),
    effects=st.dictionaries(names, st.builds(Effect, colour=st.sampled_from(("red", "yellow", None)), reason=names)),
    rounds=st.dictionaries(names, few, max_size=2),
    levels=st.dictionaries(names, levels, max_size=3),
    occupations=st.dictionaries(names, occupations, max_size=2),
    deadlines=st.dictionaries(names, st.integers(1, 48), max_size=2),
    figures=st.dictionaries(names, st.integers(1, 48), max_size=2),
    hold_hours=st.integers(1, 24),
)


@given(protocols)
def test_a_protocol_comes_back_from_its_data(protocol: Protocol) -> None:
    assert Protocol.of(json.loads(json.dumps(protocol.data()))) == protocol
