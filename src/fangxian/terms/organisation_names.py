"""Names of organisations, one at a time: what of a name tells one from another, and what is only written so.

A registered name is made of a division, a name of its own, a trade and a legal form: 哈尔滨, 金源, 商贸, 有限公司
(企业名称登记管理规定). The division may be left out, put behind, in brackets; the form is written in several ways. A
branch (分公司, 第二分店) bears the name of its head and is another organisation. There is no set-based twin:
organisations come by the thousand.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from fangxian.terms import divisions

#: How two names agree: `same` but for division and writing; `form` is another (股份, 有限); `short`: one abbreviates
#: the other; `near`: one character differs; `branch`: the head and a branch, or two branches; `different`.
Agreement = Literal["same", "form", "short", "near", "branch", "different"]

_BRACKETED = re.compile(r"\(([^()]*)\)?")
_MARKS = re.compile(r"[\s\W_]+")
#: Legal forms, the longest first -> what they are. 分公司 is none.
_FORMS: Mapping[str, str] = {
    "集团股份有限公司": "shares", "股份有限公司": "shares", "股份公司": "shares", "集团有限责任公司": "limited",
    "集团有限公司": "limited", "有限责任公司": "limited", "有限公司": "limited", "集团公司": "", "总公司": "",
    "公司": "",
}  # fmt: skip
_FORM = re.compile(f"(?<!分)(?:{'|'.join(_FORMS)})")
#: Notes in brackets that are forms, and tell nothing apart.
_NOTES = frozenset({"普通合伙", "有限合伙", "特殊普通合伙", "个体工商户", "个体", "个人独资", "存续", "筹"})
_N = "[0-9一二三四五六七八九十百两]"
_PART = (
    "分公司|分店|分厂|分校|分院|分部|分社|分所|分园|支店|支行|营业部|门市部|办事处"
    "|连锁店|加盟店|直营店|旗舰店|校区|厂区|院区"
)
_BRANCH = re.compile(f"(?:第?{_N}+)?(?:{_PART})$|第?{_N}+(?:店|部|厂|校|院|园|号店)$")
_OF_A_BRANCH = re.compile(f"(?:{_PART}|店|部|厂|校|院|园|站|点)$")
_NUMBER = re.compile(_N + "+")
_FIGURES = str.maketrans("一二三四五六七八九两", "1234567892")
#: How divisions end.
_ENDINGS = "省市区县"
#: Shorter names of their own are no abbreviation.
_LEAST = 3


@dataclass(frozen=True)
class OrganisationName:
    """`own`: the name of its own with its trade; `form`: shares, limited or ''; `branch`: '' or which, a number in
    figures."""

    own: str
    form: str = ""
    branch: str = ""


@cache
def parse(text: str) -> OrganisationName:
    """What a name says.

    >>> parse("哈尔滨金源商贸（集团）有限责任公司平房第二分公司")
    OrganisationName(own='金源商贸', form='limited', branch='2')
    """
    folded = unicodedata.normalize("NFKC", text).upper().replace("〔", "(").replace("〕", ")").replace("【", "(")
    folded = re.sub(r"\s+", "", folded.replace("】", ")").replace("[", "(").replace("]", ")"))
    notes = [note for note in _BRACKETED.findall(folded) if note not in _NOTES and not _is_division(note)]
    bare = _MARKS.sub("", _BRACKETED.sub("", folded))
    branch = next((note for note in notes if _OF_A_BRANCH.search(note)), "")
    form = ""
    if found := _FORM.search(bare):
        form, rest = _FORMS[found[0]], bare[found.end() :]
        bare, branch = bare[: found.start()], branch or rest
    elif (found := _BRANCH.search(bare)) and found.start() >= _LEAST:
        bare, branch = bare[: found.start()], branch or found[0]
    return OrganisationName(_own(bare), form, _which(branch))


def agreement(one: OrganisationName, other: OrganisationName) -> Agreement:
    """How two names agree; the same either way round."""
    if one.branch != other.branch:
        return "branch" if one.own.startswith(other.own) or other.own.startswith(one.own) else "different"
    if one.own == other.own:
        return "form" if {one.form, other.form} == {"shares", "limited"} else "same"
    short, long = sorted((one.own, other.own), key=len)
    if len(short) == len(long) and len(short) > _LEAST:
        differ = [(a, b) for a, b in zip(short, long, strict=True) if a != b]
        if len(differ) == 1 and not _NUMBER.fullmatch(differ[0][0] + differ[0][1]):
            return "near"
    if long.startswith(short) and len(rest := long[len(short) :]) >= _LEAST and _OF_A_BRANCH.search(rest):
        return "branch"
    if len(short) >= _LEAST and len(short) * 2 >= len(long) and short[0] == long[0] and _within(short, long):
        return "short"
    return "different"


def _own(bare: str) -> str:
    """Without the divisions that it begins with, as long as a name is left: 松北超市 is one, 超市 is none."""
    left = bare
    while found := _divisions().match(left):
        rest = left[found.end() :]
        if len(rest) < _LEAST + (found[0][-1] not in _ENDINGS):
            break
        left = rest
    return left


def _which(branch: str) -> str:
    """第二分店, 二店 and 2分店 are one; of two that are not numbered the words count, without divisions."""
    if number := _NUMBER.search(branch):
        return number[0].translate(_FIGURES)
    return branch if len(branch) <= _LEAST else _own(branch)


def _within(short: str, long: str) -> bool:
    """Whether the characters of one stand in the other in their order."""
    left = iter(long)
    return all(one in left for one in short)


def _is_division(note: str) -> bool:
    return bool((found := _divisions().match(note)) and found.end() == len(note))


@cache
def _divisions() -> re.Pattern[str]:
    """A province that says so; the province, the city or a district of the list, with or without its ending."""
    named = {name for code, name in divisions.names().items() if len(code) <= 6}
    named |= {name.rstrip(_ENDINGS) for name in named}
    said = sorted((name for name in named if len(name) > 1), key=len, reverse=True)
    return re.compile(f"(?:中国)?(?:[\u4e00-\u9fff]{{2,3}}省|(?:{'|'.join(said)})[{_ENDINGS}]?)")
