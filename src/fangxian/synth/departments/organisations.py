"""Companies, shops, schools, hospitals and pharmacies, as market regulation lists them."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from fangxian.synth import streams, telephones, wordlists
from fangxian.synth.departments import entered_twice, written
from fangxian.synth.departments.sheet import Sheet
from fangxian.synth.departments.sites import Sites
from fangxian.synth.places import HOUSE, Places
from fangxian.synth.places import words as words_of_places
from fangxian.terms import uscc

ENTERPRISE, SHOP, SCHOOL, HOSPITAL, PHARMACY = range(5)
_WORDS = ("enterprise", "shop", "school", "hospital", "pharmacy")
_CALLED = ("有限责任公司", "个体工商户", "学校", "医疗机构", "零售药店")
#: The authority and kind with which a code begins (GB 32100): companies, traders, public institutions.
_HEADS = ("91", "92", "12", "12", "91")
#: A school of each sort and one of the others there is in the smallest district.
_LEAST = (6, 10, 4, 1, 1)
_INDUSTRIES = {
    "租赁和商务服务业": "物业 劳务",
    "交通运输、仓储和邮政业": "物流 快递",
    "信息技术服务业": "软件",
    "建筑业": "建筑 装饰",
    "居民服务、修理和其他服务业": "理发 美容 修脚 洗衣 干洗 汽修",
    "教育": "小学 中学 幼儿园 学校",
    "卫生和社会工作": "诊所 医院 中心 门诊 卫生院",
    "住宿和餐饮业": "馆 小吃 早餐 烧烤 麻辣烫",
    "批发和零售业": "商贸 超市 店 大药房",
}


@dataclass(frozen=True, slots=True)
class Organisations:
    """`sheet` is the file, with those that are listed twice and with branches behind the others; the rest is of these
    others: `kind` numbers each one's kind, `word` is the sort of school and the like. `truth`: uscc and
    organisation, which one has this code; a branch is one of its own."""

    sheet: Sheet
    truth: pa.Table
    code: pa.Array
    name: pa.Array
    kind: np.ndarray
    word: list[str]


def draw(seed: int, places: Places, sites: Sites, people: int) -> Organisations:
    """The organisations of a district of so many registered people, each at an address of its own kind."""
    rng, said = streams.generator(seed, "departments/organisations"), written.said()["organisations"]
    count = people / 1000 * said["per_thousand_people"]
    counts = [max(least, round(count * said["share"][name])) for name, least in zip(_WORDS, _LEAST, strict=True)]
    kind = np.repeat(np.arange(len(counts)), counts)
    nth = np.concatenate([np.arange(size) for size in counts])
    word = [
        _word(said[_WORDS[one]].split(), one, place, rng)
        for one, place in zip(kind.tolist(), nth.tolist(), strict=True)
    ]
    order = rng.permutation(len(kind))
    kind, word = kind[order], [word[place] for place in order.tolist()]
    names = _names(rng, said["names"].split(), kind.tolist(), word)
    towns = np.array([building.kind != HOUSE and building.dwellings > 0 for building in places.buildings])
    where = rng.choice(np.flatnonzero(towns), len(kind))
    founded = np.datetime64("2022-05-01") - rng.integers(40, 9_000, len(kind)).astype("timedelta64[D]")
    codes = _codes(rng, [_HEADS[one] for one in kind.tolist()])
    phones = telephones.numbers(streams.generator(seed, "departments/organisations/phones"), len(kind))
    columns: dict[str, list[str]] = {
        entered_twice.CODE: codes,
        entered_twice.NAME: names,
        "主体类型": [_CALLED[one] for one in kind.tolist()],
        "所属行业": [_industry(one) for one in word],
        "登记状态": [
            ("存续", "注销")[closed] for closed in (rng.random(len(kind)) < said["closed"]).astype(int).tolist()
        ],
        entered_twice.SINCE: written.dates(founded).to_pylist(),
        entered_twice.ADDRESS: _addresses(rng, places, sites, kind.tolist(), where.tolist()),
        entered_twice.PHONE: [str(one) for one in phones.tolist()],
        **{
            heading: [str(sites.point[building][axis]) for building in where.tolist()]
            for axis, heading in enumerate(entered_twice.POINT)
        },
    }
    again = entered_twice.draw(seed, columns, lambda dice, heads: _codes(dice, heads, taken=set(codes)))
    everything = np.concatenate([np.arange(len(kind)), again.of])
    whole = {heading: pa.array([*cells, *again.columns[heading]]) for heading, cells in columns.items()}
    sheet = Sheet(seed, "organisations", len(kind), whole, everything, np.full(len(everything), -1))
    first = np.zeros(len(kind), dtype=bool)
    sheet.note("entered_twice", np.concatenate([first, ~again.branch]))
    sheet.note("branch", np.concatenate([first, again.branch]))
    sheet.spoil({"code": entered_twice.CODE, "phone": entered_twice.PHONE})
    sheet.spoil_coordinates(*entered_twice.POINT)
    own = [f"O{one:05}" for one in range(len(kind))]
    own += [
        f"B{row:05}" if branch else f"O{of:05}"
        for row, (of, branch) in enumerate(zip(again.of.tolist(), again.branch.tolist(), strict=True))
    ]
    truth = pa.table({"uscc": [*codes, *again.columns[entered_twice.CODE]], "organisation": own})
    return Organisations(sheet, truth, pa.array(codes), pa.array(names), kind, word)


def _word(words: list[str], kind: int, nth: int, rng: np.random.Generator) -> str:
    """What it is; schools in turn, so that there is one of each sort, and the largest works are the district's own."""
    in_turn = kind == SCHOOL or (kind in (ENTERPRISE, HOSPITAL) and nth < len(words) // 3)
    return words[nth % len(words) if in_turn else int(rng.integers(len(words)))]


def _names(rng: np.random.Generator, firsts: list[str], kinds: list[int], words: list[str]) -> list[str]:
    taken: dict[str, None] = {}
    families = wordlists.surnames().words[:120]
    for kind, word in zip(kinds, words, strict=True):
        while True:
            first = firsts[int(rng.integers(len(firsts)))]
            if kind == SHOP and rng.random() < 0.4:
                first = families[int(rng.integers(len(families)))] + ("记", "家", "氏")[int(rng.integers(3))]
            elif rng.random() < 0.5:
                first += firsts[int(rng.integers(len(firsts)))]
            name = f"哈尔滨{first}{word}有限公司" if kind == ENTERPRISE else f"平房区{first}{word}"
            if name not in taken:
                break
        taken[name] = None
    return list(taken)


def _industry(word: str) -> str:
    found = (industry for industry, parts in _INDUSTRIES.items() if any(part in word for part in parts.split()))
    return next(found, "制造业")


def _codes(rng: np.random.Generator, heads: list[str], taken: Collection[str] = ()) -> list[str]:
    """A credit code for each head, no two alike nor with the organisation's part of one that is `taken`, both of its
    check characters right."""
    parts = {code[8:17] for code in taken}
    numbers = rng.choice(31**4, len(heads) + len(parts), replace=False).tolist()
    found: list[str] = []
    for number in numbers:
        if len(found) == len(heads):
            break
        own = "".join(uscc.ALPHABET[number // 31**place % 31] for place in range(4))
        organisation = f"MA{1 + number % 7}B{own}"
        total = sum(
            int(char, 36) * weight for char, weight in zip(organisation, uscc.ORGANISATION_WEIGHTS, strict=True)
        )
        body = f"{organisation}{'0X987654321'[total % 11]}"
        if body in parts:
            continue
        code = f"{heads[len(found)]}230108{body}"
        found.append(code + uscc.check_character(code))
    return found


def _addresses(rng: np.random.Generator, places: Places, sites: Sites, kinds: list[int], where: list[int]) -> list[str]:
    """Works and schools stand at a road, shops and pharmacies below flats."""
    roads, found = words_of_places()["roads"], []
    for kind, building in zip(kinds, where, strict=True):
        community = places.communities[places.buildings[building].community]
        if kind in (SHOP, PHARMACY):
            door = f"{community.name}{sites.compound[building]}{sites.number[building]}号楼{rng.integers(1, 9)}号门市"
        else:
            door = f"{roads[int(rng.integers(len(roads)))]}{rng.integers(1, 400)}号"
        found.append(f"哈尔滨市平房区{community.street}{door}")
    return found
