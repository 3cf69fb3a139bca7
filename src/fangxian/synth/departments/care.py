"""The lists of those who need more care, as civil affairs keeps them."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fangxian.synth import streams
from fangxian.synth.departments import written
from fangxian.synth.departments.population import Presence
from fangxian.synth.people import phone_texts
from fangxian.synth.universe import Universe

_CALLED = {
    "living_alone": "空巢老人", "disabled": "残疾人", "low_income": "低保户", "dialysis": "血液透析",
    "mental_disorder": "精神障碍", "pregnant": "孕产妇",
}  # fmt: skip
_LEVELS = ("一级", "二级", "三级", "四级")


def groups(seed: int, everyone: Universe, there: Presence) -> tuple[pa.Table, pa.Table]:
    """重点人群, and the truth about each row."""
    rng = streams.generator(seed, "departments/care")
    people, families = everyone.people, everyone.people.families
    count = len(people)
    known = there.registered
    size = np.bincount(families.household)[families.household]
    could = {
        "living_alone": known & (size == 1) & (families.age >= 65),
        "pregnant": known & (families.sex == 0) & (families.age >= 22) & (families.age <= 38),
    }
    members = []
    for name in _CALLED:
        drawn = rng.random(count) < written.said()["care"].get(name, 1.0)
        members.append(np.flatnonzero(could.get(name, known) & drawn))
    who = np.concatenate(members)
    group = np.repeat(list(_CALLED.values()), [len(one) for one in members])
    missing = {"number_missing": written.struck(rng, len(who), "care_number_missing")}
    number = written.numbers_spoilt(seed, "departments/care/numbers", people.number.take(pa.array(who)), missing)
    level = np.where(group == "残疾人", np.array(_LEVELS)[rng.integers(0, 4, len(who))], "")
    since = np.datetime64("2022-05-01") - rng.integers(20, 3_000, len(who)).astype("timedelta64[D]")
    table = pa.table(
        {
            "姓名": people.name.take(pa.array(who)),
            "身份证号": number,
            "人群类别": pa.array(group.tolist()),
            "等级": pa.array(level.tolist()),
            "认定日期": written.dates(since),
            "手机号": pc.if_else(pa.array(families.age[who] < 7), "", phone_texts(people.phone[who])),
            "现住址": everyone.places.spoken.take(pa.array(everyone.dwelling[who])),
        }
    )
    return table, pa.table({"person": pa.array(who), "dwelling": pa.array(everyone.dwelling[who])})
