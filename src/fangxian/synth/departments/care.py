"""The list of those who need more care, as civil affairs keeps it."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fangxian.synth import streams
from fangxian.synth.departments import doors, written
from fangxian.synth.departments.lives import DAY, Lives, State
from fangxian.synth.departments.sheet import Sheet, struck
from fangxian.synth.places import Places
from fangxian.synth.wordlists import FEMALE

_CALLED = {
    "living_alone": "空巢老人", "disabled": "残疾人", "low_income": "低保户", "dialysis": "血液透析",
    "mental_disorder": "精神障碍", "pregnant": "孕产妇",
}  # fmt: skip
_LEVELS = ("一级", "二级", "三级", "四级")
_OLD, _MOTHERS = 65, (22, 38)
#: Of a pregnancy's nine months the two between the days.
_ENDED = 0.25


def groups(seed: int, places: Places, lives: Lives, state: State) -> tuple[Sheet, np.ndarray]:
    """The list, and the order of its rows: group by group, door by door."""
    now, before = (_members(seed, lives, one) for one in (state, lives.states[0]))
    group, who = (part.ravel() for part in np.nonzero(now))
    count, rng = len(lives.people), streams.generator(seed, "departments/key_groups")
    level = np.where(group == 1, np.array(_LEVELS)[rng.integers(0, 4, count)[who]], "")
    longest = np.where(group == list(_CALLED).index("pregnant"), 150, 3_000)
    since = np.datetime64("2022-05-01") - (20 + rng.random(count)[who] * longest).astype(np.int64) * DAY
    since = np.where(before[group, who], since, lives.changed[who])
    outdated = struck(seed, "key_groups", "phone_outdated", count)
    phone = written.phones(seed, "key_groups", lives.people, outdated).take(pa.array(who))
    sheet = Sheet(
        seed,
        "key_groups",
        count,
        {
            "姓名": lives.people.name.take(pa.array(who)),
            "身份证号": lives.people.number.take(pa.array(who)),
            "人员类别": pa.array(_CALLED.values()).take(pa.array(group)),
            "等级": pa.array(level.tolist()),
            "认定时间": written.dates(np.maximum(since, lives.people.families.birth[who])),
            "联系电话": pc.if_else(pa.array(lives.people.families.age[who] < 7), "", phone),
            "家庭住址": doors.short(places).take(pa.array(state.home[who])),
        },
        who,
        state.home[who],
    )
    sheet.note("phone_outdated", outdated[who] & (lives.people.families.age[who] >= 7))
    sheet.spoil(
        {"number": "身份证号", "name": "姓名", "phone": "联系电话", "address": "家庭住址", "category": "人员类别"}
    )
    return sheet, np.lexsort((state.home[who], group))


def _members(seed: int, lives: Lives, state: State) -> np.ndarray:
    """Who is in which group on the day: a mask by group and person."""
    rates, age = written.said()["care"], lives.age(state)
    here = state.registered & state.living
    sizes = np.bincount(state.household[here], minlength=int(state.household.max()) + 1)[state.household]
    women = lives.people.families.sex == FEMALE
    could = {
        "living_alone": (sizes == 1) & (age >= _OLD),
        "pregnant": women & (age >= _MOTHERS[0]) & (age <= _MOTHERS[1]),
    }
    late = state is not lives.states[0]
    masks = []
    for group in _CALLED:
        chance = streams.generator(seed, f"departments/key_groups/{group}").random(len(age))
        # As many come onto the list as are taken off it.
        passed = rates[group] * (_ENDED if group == "pregnant" else rates["off_the_list"]) * late
        masks.append(here & could.get(group, np.True_) & (chance >= passed) & (chance < passed + rates[group]))
    return np.array(masks)
