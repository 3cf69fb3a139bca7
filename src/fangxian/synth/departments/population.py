"""The police's household register and the count of who lives here, on a day."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fangxian.synth import streams
from fangxian.synth.departments import doors, written
from fangxian.synth.departments.lives import DAY, Lives, State
from fangxian.synth.departments.sheet import Sheet, struck
from fangxian.synth.places import BUNK, Places

#: What the register calls each role of synth.households, for men and women.
_MEN = ("户主", "夫", "子", "次子", "子", "父亲", "父亲", "非亲属", "孙子")
_WOMEN = ("户主", "妻", "女", "次女", "女", "母亲", "母亲", "非亲属", "孙女")
_TENURES = ("自有", "租住", "集体宿舍", "借住")
_OWN, _RENTED, _BUNK, _LENT = range(len(_TENURES))
#: The last day of which a door is known from before; the longest that residents and tenants have lived where they do.
_BEFORE = np.datetime64("2022-06-01")
_LONGEST = (5_000, 900)


def register(seed: int, places: Places, lives: Lives, state: State) -> tuple[Sheet, np.ndarray]:
    """The household register, and the order of its rows: by door, each household together."""
    who = np.flatnonzero(state.registered)
    families, first = lives.people.families, lives.states[0]
    rng = streams.generator(seed, "departments/household_register")
    since = (_BEFORE - rng.integers(30, 12_000, int(families.household[-1]) + 1) * DAY)[families.household]
    new = (state.seat != first.seat) | (state.household != first.household) | ~first.registered
    since = np.where(new & (state is not first), lives.changed, since)
    sheet = Sheet(
        seed,
        "household_register",
        len(lives.people),
        {
            "户号": pc.binary_join_element_wise(
                "230108", pc.utf8_lpad(pa.array(state.household[who]).cast(pa.string()), 7, "0"), ""
            ),
            "与户主关系": _relations(state.role[who], families.sex[who]),
            "姓名": lives.people.name.take(pa.array(who)),
            "性别": pa.array(["女", "男"]).take(pa.array(families.sex[who])),
            "出生日期": written.close_dates(families.birth[who]),
            "公民身份号码": lives.people.number.take(pa.array(who)),
            "户籍详细地址": places.address.take(pa.array(state.seat[who])),
            "何时迁来本址": written.close_dates(np.maximum(since, families.birth)[who]),
        },
        who,
        state.seat[who],
    )
    sheet.spoil({"number": "公民身份号码", "name": "姓名", "birth_date": "出生日期"})
    return sheet, np.lexsort((state.role[who], state.household[who], state.seat[who]))


def census(seed: int, places: Places, lives: Lives, state: State) -> tuple[Sheet, np.ndarray]:
    """Who lives where, as the count went from door to door, grid by grid; and the order of its rows."""
    families, count, first = lives.people.families, len(lives.people), lives.states[0]
    rng = streams.generator(seed, "departments/census")
    who = np.flatnonzero(state.living & ~struck(seed, "census", "row_missed", count))
    late = (state.home != first.home) & first.living & struck(seed, "census", "address_outdated", count)
    door = np.where(late, first.home, state.home)[who]
    longest = np.array(_LONGEST)[lives.tenant.astype(int)]
    since = _BEFORE - (20 + rng.random(count) * longest).astype(np.int64) * DAY
    new = (state is not first) & ((state.home != first.home) | ~first.living) & ~late
    since = np.maximum(np.where(new, lives.changed, since), families.birth)
    outdated = struck(seed, "census", "phone_outdated", count) & (families.age >= 7)
    texts = written.phones(seed, "census", lives.people, outdated)
    sheet = Sheet(
        seed,
        "census",
        count,
        {
            "居民姓名": lives.people.name.take(pa.array(who)),
            "性别": pa.array(["女", "男"]).take(pa.array(families.sex[who])),
            "出生年月日": written.slashed_dates(families.birth[who]),
            "证件号码": lives.people.number.take(pa.array(who)),
            "联系方式": pc.if_else(pa.array(families.age[who] < 7), "", texts.take(pa.array(who))),
            "现居住地址": doors.counted(places).take(pa.array(door)),
            "所属网格编码": pa.array(places.grid[door]).cast(pa.string()),
            "居住类型": pa.array(_TENURES).take(pa.array(_tenures(rng, places, lives, state)[who])),
            "入住时间": written.slashed_dates(since[who]),
            "核实日期": written.slashed_dates(_verified(rng, lives, state, new)[who]),
        },
        who,
        state.home[who],
    )
    sheet.note("address_outdated", late[who])
    sheet.note("phone_outdated", outdated[who])
    sheet.spoil(
        {"number": "证件号码", "name": "居民姓名", "phone": "联系方式", "address": "现居住地址", "grid": "所属网格编码"}
    )
    return sheet, np.lexsort((state.household[who], door, places.grid[door]))


def _tenures(rng: np.random.Generator, places: Places, lives: Lives, state: State) -> np.ndarray:
    """Who is registered elsewhere in the district owns, rents or stays with others; tenants rent, mostly."""
    chance = rng.random(int(lives.people.families.household[-1]) + 1)[lives.people.families.household]
    elsewhere = np.where(chance < 0.5, _OWN, np.where(chance < 0.8, _RENTED, _LENT))
    tenure = np.where(state.home == state.seat, _OWN, elsewhere)
    tenure = np.where(lives.tenant, np.where(chance < 0.92, _RENTED, _LENT), tenure)
    found: np.ndarray = np.where(places.kind[state.home] == BUNK, _BUNK, tenure)
    return found


def _verified(rng: np.random.Generator, lives: Lives, state: State, new: np.ndarray) -> np.ndarray:
    """When somebody last stood at the door: in spring; for a third again in summer, and where somebody came."""
    first, second = lives.states
    count = int(max(first.home.max(), second.home.max())) + 1
    when: np.ndarray = (first.day - rng.integers(3, 120, count) * DAY)[state.home]
    if state is second:
        summer = (second.day - rng.integers(2, 55, count) * DAY)[state.home]
        soon = np.minimum(np.maximum(lives.changed, lives.people.families.birth) + 3 * DAY, second.day)
        when = np.where(new, soon, np.where((rng.random(count) < 0.35)[state.home], summer, when))
    return when


def _relations(role: np.ndarray, sex: np.ndarray) -> pa.Array:
    told = pa.array(_MEN + _WOMEN)
    return told.take(pa.array(np.where(sex == 1, role, role + len(_MEN))))
