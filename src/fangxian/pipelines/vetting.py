"""What is amiss with a contract that somebody wrote: all of it at once, each with its place and what to do."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fangxian.contracts import Contract, library, own
from fangxian.contracts.contract import BELIEVED, SHARING
from fangxian.contracts.reasons import all_reasons
from fangxian.intake.tidy_terms import TERMS, reading
from fangxian.lib.fault import Fault

#: What is said of a contract, in English and in Chinese.
Complaint = tuple[str, str]
#: Rules that ask for more than a cell, and the terms that they may stand at.
_OF_AREAS = {"unknown_area": ("area", "community", "grid"), "no_parent": ("area",)}
_MARK = "?"
#: A name goes into file names and into SQL, and the catalogue has room for so much of it.
_NAME = re.compile("[a-z][a-z0-9_]{0,31}")
_WORDS = tomllib.loads((Path(__file__).parent / "taken_words.toml").read_text("utf-8"))
_TAKEN = frozenset(word for said in _WORDS.values() for word in said.split())
_PREFIXES = ("raw_", "ok_", "p_", "g_", "w_")
#: Terms whose field goes by the term's own name, and those of which a contract has one field.
SELF_NAMED = ("id_number", "longitude", "latitude", "crs", "polygon")
ONCE = (*SELF_NAMED, "address", "birth_date")


def vet(path: Path) -> list[Complaint]:
    """The complaints about a contract file; [] for one that may be used. Raises a Fault for a file that is none."""
    document, contract = library.opened(path)
    return [*_file_name(path, contract), *complaints(contract, document)]


def refuse_unfit(name: str) -> None:
    """Raises a Fault with the first complaint about one of the installation's own contracts; those that ship have
    none."""
    if name in library.SIDES:
        return
    path = own.files()[name]
    for en, zh in vet(path):
        raise Fault(
            en=f"{path.name}: {en}. Nothing is received under a contract that is not in order: mend the file, and ask "
            "fangxian contract check.",
            zh=f"{path.name}：{zh}。数据标准有误时不接收数据：请改正该文件，并用 fangxian contract check 检查。",
        )


def complaints(contract: Contract, document: Mapping[str, Any]) -> Iterator[Complaint]:
    """What is amiss with a contract."""
    yield from _unfinished(document, "")
    yield from _whole(contract)
    yield from _names(contract)
    yield from _fields(contract)
    yield from _headings(contract)


def _unfinished(said: Any, place: str) -> Iterator[Complaint]:
    if said == _MARK:
        yield f"{place}: '?' is still to be written", f"{place}：“?”尚待填写"
    elif isinstance(said, Mapping):
        for name, one in said.items():
            yield from _unfinished(one, f"{place}.{name}".lstrip("."))
    elif isinstance(said, list):
        for number, one in enumerate(said, 1):
            yield from _unfinished(one, f"{place}[{number}]")


def _whole(contract: Contract) -> Iterator[Complaint]:
    names = {one.name for one in contract.fields}
    numbered = any(one.term == "id_number" for one in contract.fields)
    for name in contract.key:
        if name not in names | ({"number"} if numbered else set()):
            yield (
                f"key: there is no column {name}; name one of {', '.join(sorted(names))}",
                f"key：没有 {name} 列；请写以下之一：{'、'.join(sorted(names))}",
            )
    for name in (name for group in contract.any_of for name in group if name not in names):
        yield (
            f"anyOf: there is no column {name}; name one of {', '.join(sorted(names))}",
            f"anyOf：没有 {name} 列；请写以下之一：{'、'.join(sorted(names))}",
        )
    if not contract.owner:
        yield "team: nobody is its owner (role: owner)", "team：没有责任单位（role: owner）"
    if contract.under_outbreak and contract.sharing == "unconditional":
        yield (
            "underOutbreak: what is kept under an outbreak's key is not shared unconditionally",
            "underOutbreak：在疫情密钥下留存的数据不得无条件共享",
        )
    if contract.sharing not in SHARING:
        yield f"sharing: write one of {', '.join(SHARING)}", f"sharing：请写 {'、'.join(SHARING)} 之一"
    for name, trust in contract.believed.items():
        if name not in BELIEVED or not isinstance(trust, int) or not 1 <= trust <= 100:
            yield (
                f"believed: {name} has to be one of {', '.join(BELIEVED)}, with 1 to 100",
                f"believed：{name} 须为 {'、'.join(BELIEVED)} 之一，取值 1 至 100",
            )
    for name, days in contract.fresh_for.items():
        if name not in contract.believed or not isinstance(days, int) or days < 1:
            yield (
                f"freshFor: {name} has to stand in `believed`, with a number of days",
                f"freshFor：{name} 须同时列入 believed，并写明天数",
            )
    if not contract.every_hours:
        yield "slaProperties: no frequency is promised", "slaProperties：没有约定报送频率"
    for name, times in Counter(one.name for one in contract.fields).items():
        if times > 1:
            yield (
                f"properties: {name} stands there {times} times; leave one of them",
                f"properties：{name} 出现了 {times} 次；请只保留一个",
            )


def _file_name(path: Path, contract: Contract) -> Iterator[Complaint]:
    """A dataset is found by its file's name, and none takes the place of one that ships."""
    if path.parent == library.FOLDER or not path.name.endswith(".odcs.yaml"):
        return
    if path.name != f"{contract.name}.odcs.yaml":
        yield (
            f"name: it is {contract.name}; call the file {contract.name}.odcs.yaml, or write the file's name there",
            f"name：写的是 {contract.name}；请将文件命名为 {contract.name}.odcs.yaml，或改写此处",
        )


def _names(contract: Contract) -> Iterator[Complaint]:
    rule_en, rule_zh = (
        "a name is a small letter, then small letters, figures and _, 32 in all",
        ("名称须以小写字母开头，只含小写字母、数字和 _，不超过 32 个字符"),
    )
    if not _NAME.fullmatch(contract.name):
        yield f"name: {rule_en}", f"name：{rule_zh}"
    for one in contract.fields:
        if not _NAME.fullmatch(one.name):
            yield f"{one.name}: {rule_en}", f"{one.name}：{rule_zh}"
        elif one.name in _TAKEN or one.name.startswith(_PREFIXES) or one.name.endswith("_raw"):
            yield (
                f"{one.name}: this word is taken; call the column something else, its headings stay as they are",
                f"{one.name}：此名称已被占用；请另取字段名，表头写法不受影响",
            )
        if one.term in SELF_NAMED and one.name != one.term:
            yield (
                f"{one.name}: a column that is read as {one.term} is called {one.term}; call it so, or read it as code",
                f"{one.name}：按 {one.term} 读的字段须命名为 {one.term}；请改名，或按 code 读",
            )
    terms = Counter(one.term for one in contract.fields)
    for term in (term for term in ONCE if terms[term] > 1):
        yield (
            f"term: {terms[term]} columns are read as {term}; leave one, and read the others as code or text",
            f"term：有 {terms[term]} 个字段按 {term} 读；请只留一个，其余按 code 或 text 读",
        )
    if terms["id_number"] and not any(one.name == "name" for one in contract.fields):
        yield (
            "name: who has an id_number has a name; call that column name",
            "name：有 id_number 就须有姓名；请将姓名字段命名为 name",
        )


def _fields(contract: Contract) -> Iterator[Complaint]:
    for one in contract.fields:
        if one.classification not in ("scrub", "allow"):
            yield f"{one.name}: classification is scrub or allow", f"{one.name}：classification 只能是 scrub 或 allow"
        if one.term not in TERMS:
            known = ", ".join(sorted(TERMS))
            yield (
                f"{one.name}: there is no term {one.term}; write one of {known}",
                f"{one.name}：没有 {one.term} 这种读法；请写以下之一：{known}",
            )
            continue
        if one.term == "category" and not one.values:
            yield f"{one.name}: a category needs its values", f"{one.name}：类别需要写明 values"
        fit = {*reading(one, contract).wrong, *(rule for rule, terms in _OF_AREAS.items() if one.term in terms)}
        for rule in one.rules:
            if rule not in all_reasons():
                yield (
                    f"{one.name}: there is no reason {rule}; contracts/reasons.toml has those there are",
                    f"{one.name}：没有 {rule} 这个原因；可用原因见 contracts/reasons.toml",
                )
            elif rule not in fit:
                known = ", ".join(sorted(fit)) or "-"
                yield (
                    f"{one.name}: {rule} can never be said of a cell read as {one.term} (that can: {known})",
                    f"{one.name}：按 {one.term} 读的单元格不会有 {rule}（可用：{known}）",
                )


def _headings(contract: Contract) -> Iterator[Complaint]:
    owners: dict[str, list[str]] = {}
    for one in contract.fields:
        for heading in {heading for equals in one.synonyms for heading in equals}:
            owners.setdefault(heading, []).append(one.name)
    for heading, names in sorted(owners.items()):
        if len(names) > 1:
            listed = ", ".join(names)
            yield (
                f"synonyms: '{heading}' stands for {listed}; leave it with one of them",
                f"synonyms：“{heading}”同时指 {listed}；请只留在其中一个字段下",
            )
