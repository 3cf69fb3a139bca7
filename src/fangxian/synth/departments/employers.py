"""The rosters that employers and schools send: staff and pupils."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fangxian.synth import streams
from fangxian.synth.departments import written
from fangxian.synth.departments.lives import DAY, Lives, State
from fangxian.synth.departments.organisations import ENTERPRISE, HOSPITAL, SCHOOL, Organisations
from fangxian.synth.departments.sheet import Sheet, struck
from fangxian.synth.places import Places

#: How many the largest employer has beside the next ones, and schools and hospitals beside them.
_LARGEST, _FALL = 2_500.0, 0.85
_OTHERS = {SCHOOL: 45.0, HOSPITAL: 60.0}
#: How many words of departments.toml name the kinds of works that are large.
_WORKS = 5
_WORKING, _SCHOOL = (20, 60), (3, 18)
_NUMBERS = "一二三四五六"
#: First age of each sort of school, and what its years are called.
_YEARS = {
    "幼儿园": (3, ("小", "中", "大")),
    "小学": (6, tuple(f"{number}年级" for number in _NUMBERS)),
    "中学": (12, ("初一", "初二", "初三", "高一", "高二", "高三")),
    "职业学校": (15, ("一年级", "二年级", "三年级")),
}
#: Of those of the age, who goes to a vocational school.
_VOCATIONAL = 0.2


def rosters(seed: int, places: Places, lives: Lives, state: State, at: Organisations) -> tuple[Sheet, np.ndarray]:
    """Staff and pupils, and the order of the rows: employer by employer."""
    count, late = len(lives.people), state is not lives.states[0]
    rng = streams.generator(seed, "departments/staff")
    chance, leaves = rng.random(count), rng.random(count)
    employer, post = _work(rng, lives, at)
    school, year = _schools(rng, places, lives, at)
    age, said = lives.age(state), written.said()["organisations"]
    # Who begins between the days does so beyond the share; who left is still on the roster, with the day.
    works, begun = _workers(lives, state, age, chance, said["leaves"] * late)
    learns = state.living & (school >= 0) & (chance < said["pupils"])
    who = np.flatnonzero(works | learns)
    pupil = learns[who]
    since = np.datetime64("2022-05-20") - rng.integers(0, 4_000, count) * DAY
    since = np.where(learns, lives.states[0].day - 300 * DAY, np.where(begun & late, lives.changed, since))[who]
    left = (late & works & ~begun & (leaves < said["leaves"]))[who] & ~pupil
    until = pc.if_else(pa.array(left), written.dotted_dates(lives.changed[who]), "")
    organisation = pa.array(np.where(pupil, school[who], employer[who]))
    outdated = struck(seed, "staff", "phone_outdated", count)
    sheet = Sheet(
        seed,
        "staff",
        count,
        {
            "统一社会信用代码": at.code.take(organisation),
            "用人单位": at.name.take(organisation),
            "员工姓名": lives.people.name.take(pa.array(who)),
            "身份证号码": lives.people.number.take(pa.array(who)),
            "手机号码": written.phones(seed, "staff", lives.people, outdated).take(pa.array(who)),
            "岗位": pa.array(np.where(pupil, year[who], post[who]).tolist(), pa.string()),
            "入职时间": written.dotted_dates(since),
            "离职时间": until,
        },
        who,
        np.where(state.living[who], state.home[who], -1),
    )
    sheet.note("stranger", lives.stranger[who])
    sheet.note("phone_outdated", outdated[who])
    sheet.spoil({"code": "统一社会信用代码", "number": "身份证号码", "name": "员工姓名", "phone": "手机号码"})
    return sheet, np.lexsort((who, organisation.to_numpy()))


def _workers(
    lives: Lives, state: State, age: np.ndarray, chance: np.ndarray, new: float
) -> tuple[np.ndarray, np.ndarray]:
    """Who stands on a roster, from here or from elsewhere; and of them who does so only since."""
    said = written.said()
    working = (age >= _WORKING[0]) & (age < _WORKING[1])
    first = lives.states[0]
    wanted = said["organisations"]["roster"] * int((first.registered & ~lives.tenant).sum())
    strange = said["dirt"]["staff"]["stranger"]
    here, there = working & state.living, working & lives.stranger
    share = np.where(
        there, wanted * strange / max(int(there.sum()), 1), wanted * (1 - strange) / max(int(here.sum()), 1)
    )
    works = (here | there) & (chance < share * (1 + new))
    return works, works & (chance >= share)


def _work(rng: np.random.Generator, lives: Lives, at: Organisations) -> tuple[np.ndarray, np.ndarray]:
    """For everybody the employer whose roster they would stand on, and as what."""
    said = written.said()["organisations"]
    weight = np.array([_OTHERS.get(kind, 0.0) for kind in at.kind.tolist()])
    works = said["enterprise"].split()[:_WORKS]
    firms = np.flatnonzero(at.kind == ENTERPRISE).tolist()
    # The largest are the works that the district is known for.
    large = [firm for firm in firms if at.word[firm] in works][: said["rosters"] // 4]
    firms = [*large, *(firm for firm in firms if firm not in large)][: said["rosters"]]
    weight[firms] = _LARGEST / (np.arange(len(firms)) + 1.5) ** _FALL
    employer = streams.weighted(rng, weight, len(lives.people))
    post = np.full(len(lives.people), "", dtype=object)
    for kind, name in ((ENTERPRISE, "enterprise"), (SCHOOL, "school"), (HOSPITAL, "hospital")):
        posts = np.array(said[f"posts_{name}"].split(), dtype=object)
        post = np.where(at.kind[employer] == kind, posts[rng.integers(0, len(posts), len(post))], post)
    return employer, post


def _schools(
    rng: np.random.Generator, places: Places, lives: Lives, at: Organisations
) -> tuple[np.ndarray, np.ndarray]:
    """For everybody of the age the school to which the children of their community go (-1: none), and their class."""
    first, second = lives.states
    age, count = lives.age(first), len(lives.people)
    home = places.community[second.home]
    vocational = rng.random(count) < _VOCATIONAL
    letter = rng.integers(1, 7, count)
    school, year = np.full(count, -1), np.full(count, "", dtype=object)
    for sort, (youngest, years) in _YEARS.items():
        these = np.array([place for place, word in enumerate(at.word) if at.kind[place] == SCHOOL and word == sort])
        goes = (age >= youngest) & (age < youngest + len(years)) & (age < _SCHOOL[1])
        goes &= vocational if sort == "职业学校" else (school < 0) & ~(vocational & (age >= 15))
        school = np.where(goes, these[home % len(these)], school)
        for place, name in enumerate(years):
            mine = np.flatnonzero(goes & (age == youngest + place))
            year[mine] = [f"{name}{number}班" for number in letter[mine].tolist()]
    return school, year
