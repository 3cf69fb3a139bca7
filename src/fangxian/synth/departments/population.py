"""The police's household register and the count of who lives here, on a day."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fangxian.synth import streams, telephones
from fangxian.synth.departments import written
from fangxian.synth.people import phone_texts
from fangxian.synth.places import BUNK
from fangxian.synth.universe import Universe

#: What the register calls each role of synth.households, for men and women.
_MEN = ("户主", "夫", "子", "子", "子", "父亲", "父亲", "非亲属", "孙子")
_WOMEN = ("户主", "妻", "女", "女", "女", "母亲", "母亲", "非亲属", "孙女")
_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, slots=True)
class Presence:
    """Who is where on a day; one entry a person of the universe. `dwelling` is where they live."""

    registered: np.ndarray
    living: np.ndarray
    dwelling: np.ndarray


def presence(seed: int, everyone: Universe, second: bool) -> Presence:
    """Who is registered and who lives here: on the first day, or on the second, after what changed between them."""
    rng = streams.generator(seed, "departments/changes")
    rates, count = written.said()["changes"], len(everyone.people)
    resident = np.arange(count) < everyone.residents
    tenant = ~resident & (np.arange(count) < everyone.residents + everyone.tenants)
    draw = rng.random(count)
    born = everyone.people.families.birth > np.datetime64(written.said()["days"]["first"])
    later = resident & (born | (draw < rates["registered_later"]))
    removed = resident & ~later & (draw > 1 - rates["removed"])
    come = tenant & (draw < rates["tenants_come"])
    gone = tenant & (draw > 1 - rates["tenants_gone"])
    moved = (resident | tenant) & (rng.random(count) < rates["moved"])
    before = rng.integers(0, len(everyone.places.kind), count)
    registered = resident & ~(removed if second else later)
    away = np.append(everyone.register.away, np.zeros(count - everyone.residents, dtype=bool))
    living = (registered & ~away) | (tenant & ~(gone if second else come))
    # Who moved between the two days lived elsewhere in the district before.
    dwelling = np.where(moved & (not second), before, everyone.dwelling)
    return Presence(registered, living, dwelling)


def register(seed: int, everyone: Universe, there: Presence) -> tuple[pa.Table, pa.Table]:
    """The household register with its headings, and the truth about each row."""
    who = np.flatnonzero(there.registered)
    people, families = everyone.people, everyone.people.families
    rng = streams.generator(seed, "departments/register")
    count = len(people)
    kinds = ("number_missing", "number_15_digits", "number_lower_x")
    dirty = {kind: written.struck(rng, count, f"register_{kind}")[who] for kind in kinds}
    since = np.datetime64("2022-06-01") - rng.integers(30, 12_000, int(families.household[-1]) + 1) * _DAY
    moved_in = np.maximum(since[families.household], families.birth)
    home = pa.array(everyone.dwelling[who])
    number = people.number.take(pa.array(who))
    household = pc.binary_join_element_wise(
        "230108", pc.utf8_lpad(pa.array(families.household[who]).cast(pa.string()), 7, "0"), ""
    )
    table = pa.table(
        {
            "户号": household,
            "与户主关系": _relations(families.role[who], families.sex[who]),
            "姓名": people.name.take(pa.array(who)),
            "性别": pa.array(["女", "男"]).take(pa.array(families.sex[who])),
            "出生日期": written.dates(families.birth[who]),
            "公民身份号码": written.numbers_spoilt(seed, "departments/register/numbers", number, dirty),
            "户籍地址": everyone.places.address.take(home),
            "迁入日期": written.dates(moved_in[who]),
        }
    )
    order = pa.array(np.argsort(everyone.dwelling[who], kind="stable"))
    truth = pa.table({"person": pa.array(who), "dwelling": home})
    return written.with_doubles(table.take(order), truth.take(order), rng)


def census(seed: int, everyone: Universe, there: Presence, *, second: bool) -> tuple[pa.Table, pa.Table]:
    """Who lives where, as the count went from door to door; and the truth about each row."""
    rng = streams.generator(seed, "departments/census")
    people, families, count = everyone.people, everyone.people.families, len(everyone.people)
    who = np.flatnonzero(there.living & ~written.struck(rng, count, "census_missed"))
    dirty = {
        kind: written.struck(rng, count, f"census_{kind}")[who]
        for kind in ("number_missing", "number_one_digit", "number_full_width")
    }
    phone = np.where(written.struck(rng, count, "census_phone_outdated"), telephones.numbers(rng, count), people.phone)
    missing = written.struck(rng, count, "census_phone_missing") | (families.age < 7)
    texts = pc.if_else(pa.array(missing[who]), "", phone_texts(phone[who]))
    tenant = (who >= everyone.residents).astype(np.int64)
    spaced = written.struck(rng, count, "census_name_spaced")[who]
    longest = np.where(np.arange(count) >= everyone.residents, 900, 5_000)
    since = np.datetime64("2022-06-01") - (20 + rng.random(count) * longest).astype(np.int64) * _DAY
    changed = second & (there.dwelling != presence(seed, everyone, False).dwelling)
    since = np.where(changed, np.datetime64("2022-07-01") + rng.integers(0, 60, count) * _DAY, since)
    home, grid = pa.array(there.dwelling[who]), everyone.places.grid[there.dwelling[who]]
    number = people.number.take(pa.array(who))
    kind = everyone.places.kind[there.dwelling[who]]
    table = pa.table(
        {
            "姓名": written.spaced(people.name.take(pa.array(who)), spaced),
            "性别": pa.array(["女", "男"]).take(pa.array(families.sex[who])),
            "出生日期": written.dates(families.birth[who]),
            "证件号码": written.numbers_spoilt(seed, "departments/census/numbers", number, dirty),
            "联系电话": written.phones_spelt(texts, written.struck(rng, count, "census_phone_spelling")[who]),
            "现住址": _spoken(everyone, there.dwelling[who]),
            "网格编码": pa.array(grid).cast(pa.string()),
            "居住性质": pa.array(["自有", "租住", "集体宿舍"]).take(pa.array(np.where(kind == BUNK, BUNK, tenant))),
            "入住日期": written.dates(np.maximum(since[who], families.birth[who])),
        }
    )
    order = pa.array(np.argsort(grid, kind="stable"))
    truth = pa.table({"person": pa.array(who), "dwelling": home})
    return written.with_doubles(table.take(order), truth.take(order), rng)


def _spoken(everyone: Universe, dwelling: np.ndarray) -> pa.Array:
    return everyone.places.spoken.take(pa.array(dwelling))


def _relations(role: np.ndarray, sex: np.ndarray) -> pa.Array:
    told = pa.array(_MEN + _WOMEN)
    return told.take(pa.array(np.where(sex == 1, role, role + len(_MEN))))
