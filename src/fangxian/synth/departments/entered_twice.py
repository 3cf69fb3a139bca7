"""Organisations that market regulation lists twice, under two codes, and branches that are not their heads: drawn
behind the others, whose draws they leave as they are."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fangxian.synth import streams
from fangxian.synth.departments import written
from fangxian.terms import uscc

#: How much of an entry is written anew: the whole code; the phone; the address, of which then only the phone tells.
_NEW_CODE, _OTHER_PHONE, _MOVED, _REGISTERED_ANEW = 0.8, 0.15, 0.2, 0.05
_STREET_ENDS = ("街道", "镇")
#: Abbreviations of trades, as people say them.
_SHORT = {
    "汽车发动机": "发动机",
    "汽车零部件": "零部件",
    "航空机械": "机械",
    "物业服务": "物业",
    "装饰工程": "装饰",
    "建筑工程": "建筑",
}


@dataclass(frozen=True, slots=True)
class Again:
    """More rows: `of` numbers the organisation whose row each was made of, `branch` says which are branches of it, and
    `columns` are theirs by heading."""

    of: np.ndarray
    branch: np.ndarray
    columns: dict[str, list[str]]


def draw(
    seed: int, columns: dict[str, list[str]], codes: Callable[[np.random.Generator, list[str]], list[str]]
) -> Again:
    """`columns`: the file's, by heading, before anything went wrong in them; `codes` draws one for each head."""
    rng, said = streams.generator(seed, "departments/organisations/again"), written.said()["organisations"]
    count = len(columns[CODE])
    chosen = rng.permutation(count)
    twice, branches = round(count * said["twice"]), round(count * said["branches"])
    of = np.concatenate([chosen[:twice], chosen[twice : twice + branches]])
    branch = np.arange(len(of)) >= twice
    made = {heading: [cells[place] for place in of.tolist()] for heading, cells in columns.items()}
    fresh = codes(rng, [code[:2] for code in made[CODE]])
    for row, (place, is_branch) in enumerate(zip(of.tolist(), branch.tolist(), strict=True)):
        name, address = made[NAME][row], made[ADDRESS][row]
        made[CODE][row] = fresh[row] if is_branch or rng.random() < _NEW_CODE else _another_head(made[CODE][row])
        made[NAME][row] = _branch(rng, name) if is_branch else _name(rng, name)
        elsewhere = int(rng.integers(count))
        moved = is_branch or rng.random() < _MOVED
        for heading in (ADDRESS, *POINT) if moved and elsewhere != place else ():
            made[heading][row] = columns[heading][elsewhere]
        if not moved:
            made[ADDRESS][row] = _address(rng, address)
        if rng.random() < (0.5 if is_branch else 0.05 if moved else _OTHER_PHONE):
            made[PHONE][row] = columns[PHONE][elsewhere] if is_branch else ""
        if is_branch or rng.random() < _REGISTERED_ANEW:
            made[SINCE][row] = columns[SINCE][elsewhere]
    return Again(of, branch, made)


CODE, NAME, ADDRESS, PHONE, SINCE = "统一社会信用代码", "市场主体名称", "住所", "联系电话", "成立日期"
POINT = ("经度", "纬度")


def _another_head(code: str) -> str:
    """The same nine characters under another authority or kind: a trader who became a company, a school that changed
    who registers it."""
    head = {"92": "91", "91": "93", "12": "52"}[code[:2]]
    body = head + code[2:17]
    return body + uscc.check_character(body)


def _name(rng: np.random.Generator, name: str) -> str:
    """The same name as another clerk writes it."""
    if not name.endswith("有限公司"):
        own = name.removeprefix("平房区")
        return _one(rng, own, f"哈尔滨市平房区{own}", f"{own}（个体工商户）", f"平房区 {own}", f"{own}(平房区)")
    own = name.removeprefix("哈尔滨").removesuffix("有限公司")
    short = next((own.replace(long, less) for long, less in _SHORT.items() if long in own), own)
    return _one(
        rng, f"哈尔滨{own}有限责任公司", f"{own}有限公司", f"哈尔滨市{own}有限公司", f"{own}（哈尔滨）有限公司",
        f"哈尔滨 {own} 有限公司", f"黑龙江省哈尔滨市{own}有限责任公司", f"哈尔滨{own}公司", short,
    )  # fmt: skip


def _branch(rng: np.random.Generator, name: str) -> str:
    """A branch of it, of one sort or another."""
    number = "二三四"[int(rng.integers(3))]
    if name.endswith("公司"):
        return _one(rng, f"{name}平房分公司", f"{name}第{number}分公司", f"{name}新疆大街营业部")
    own = name.removeprefix("平房区")
    return _one(rng, f"{name}第{number}分店", f"{own}{number}店", f"{name}（新疆大街店）", f"{own}（{number}分店）")


def _address(rng: np.random.Generator, address: str) -> str:
    """The same address as another clerk writes it."""
    below = address.removeprefix("哈尔滨市平房区")
    end = next((below.find(word) + len(word) for word in _STREET_ENDS if word in below[:8]), 0)
    spelt = (address.replace("号楼", "栋"), address.replace("号门市", "门市"))
    return _one(rng, address, below, f"平房区{below[end:]}", *spelt)


def _one(rng: np.random.Generator, *said: str) -> str:
    return said[int(rng.integers(len(said)))]
