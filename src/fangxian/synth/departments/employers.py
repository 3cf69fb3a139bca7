"""Organisations with credit codes, and who works or studies at them."""

import numpy as np
import pyarrow as pa

from fangxian.synth import streams
from fangxian.synth.departments import written
from fangxian.synth.departments.population import Presence
from fangxian.synth.departments.sites import Sites
from fangxian.synth.people import phone_texts
from fangxian.synth.universe import Universe
from fangxian.terms import uscc

_KINDS = ("企业", "个体工商户", "学校", "医院")
_WORDS = ("enterprise", "shop", "school", "hospital")
_SHARES = (0.24, 0.745, 0.008, 0.007)
#: Whose rosters are sent: the larger enterprises, and all schools. People on each.
_ROSTERS, _STAFF, _SCHOOLS, _PUPILS = 260, 55, 55, 330


def organisations(seed: int, everyone: Universe, sites: Sites) -> pa.Table:
    """法人和个体工商户, each at the address of a building."""
    rng = streams.generator(seed, "departments/organisations")
    said = written.said()["organisations"]
    count = max(round(everyone.residents / 1000 * said["per_thousand_people"]), 24)
    kind = streams.weighted(rng, np.array(_SHARES), count)
    kind[:8] = [0, 0, 0, 1, 1, 2, 2, 3]
    before = said["names_before"].split()
    words = [said[name].split() for name in _WORDS]
    where = rng.integers(0, len(sites.code), count)
    names, taken = [], set()
    for place in range(count):
        name = _name(int(kind[place]), before, words, rng)
        while name in taken:
            name = f"{before[int(rng.integers(len(before)))]}{name}"
        taken.add(name)
        names.append(name)
    places = everyone.places
    communities = [places.communities[places.buildings[row].community] for row in where.tolist()]
    founded = np.datetime64("2022-05-01") - rng.integers(40, 9_000, count).astype("timedelta64[D]")
    return pa.table(
        {
            "统一社会信用代码": [_code(int(kind[place]), place) for place in range(count)],
            "单位名称": names,
            "单位类型": pa.array(_KINDS).take(pa.array(kind)),
            "行业": [_industry(name) for name in names],
            "登记状态": pa.array(["存续", "注销"]).take(pa.array((rng.random(count) < 0.03).astype(int))),
            "成立日期": written.dates(founded),
            "住所": [
                f"哈尔滨市平房区{community.street}{community.name}{sites.compound[row]}{sites.number[row]}号楼"
                for community, row in zip(communities, where.tolist(), strict=True)
            ],
            "经度": [sites.point[row][0] for row in where.tolist()],
            "纬度": [sites.point[row][1] for row in where.tolist()],
        }
    )


def _name(kind: int, before: list[str], words: list[list[str]], rng: np.random.Generator) -> str:
    first = before[int(rng.integers(len(before)))]
    what = words[kind][int(rng.integers(len(words[kind])))]
    return f"哈尔滨{first}{what}有限公司" if kind == 0 else f"平房区{first}{what}"


def _industry(name: str) -> str:
    if name.endswith("有限公司"):
        return "服务业" if any(word in name for word in ("物业", "物流", "商贸", "软件")) else "制造业"
    if name.endswith(("小学", "中学", "幼儿园", "学校")):
        return "教育"
    if name.endswith(("中心", "诊所", "医院", "卫生院")):
        return "卫生"
    return "零售与餐饮"


def _code(kind: int, place: int) -> str:
    """A credit code that holds: authority and kind, the division, nine of its own, the check character."""
    head = {0: "91", 1: "92", 2: "12", 3: "12"}[kind]
    code = f"{head}230108MA{place:07}"
    return code + uscc.check_character(code)


def staff(seed: int, everyone: Universe, there: Presence, organisations: pa.Table) -> tuple[pa.Table, pa.Table]:
    """用工与在校名册, and the truth about each row."""
    rng = streams.generator(seed, "departments/staff")
    people, age = everyone.people, everyone.people.families.age
    posts = written.said()["organisations"]["posts"].split()
    kinds = organisations["单位类型"].to_pylist()
    schools = [row for row, kind in enumerate(kinds) if kind == "学校"]
    firms = [row for row, kind in enumerate(kinds) if kind in ("企业", "医院")][:_ROSTERS]
    workers = rng.permutation(np.flatnonzero((age >= 20) & (age < 60) & (np.arange(len(age)) < everyone.residents)))
    pupils = rng.permutation(np.flatnonzero((age >= 4) & (age < 18) & (np.arange(len(age)) < everyone.residents)))
    # In a small district the same share of people stands on a roster as in a whole one.
    share = everyone.residents / 197_000
    workers = workers[: round(_ROSTERS * _STAFF * share) + 1]
    pupils = pupils[: round(_SCHOOLS * _PUPILS * share) + 1]
    who = np.concatenate([workers, pupils])
    at = np.concatenate([rng.choice(firms, len(workers)), rng.choice(schools, len(pupils))])
    there_now = (there.living | there.registered)[who]
    who, at = who[there_now], at[there_now]
    pupil = age[who] < 18
    post = np.where(pupil, "学生", np.array(posts)[rng.integers(0, len(posts), len(who))])
    since = np.datetime64("2022-03-01") - rng.integers(0, 2_500, len(who)).astype("timedelta64[D]")
    table = pa.table(
        {
            "统一社会信用代码": organisations["统一社会信用代码"].take(pa.array(at)),
            "单位名称": organisations["单位名称"].take(pa.array(at)),
            "姓名": people.name.take(pa.array(who)),
            "身份证号": people.number.take(pa.array(who)),
            "手机号": phone_texts(people.phone[who]),
            "岗位": pa.array(post.tolist()),
            "入职日期": written.dates(since),
        }
    )
    return table, pa.table({"person": pa.array(who), "dwelling": pa.array(everyone.dwelling[who])})
