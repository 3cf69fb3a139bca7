"""What is amiss with a contract that somebody wrote: all of it at once, each with its place and what to do."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fangxian.contracts import Contract, library
from fangxian.contracts.contract import SHARING
from fangxian.contracts.reasons import all_reasons
from fangxian.intake.tidy_terms import TERMS, reading
from fangxian.lib.fault import Fault

#: What is said of a contract, in English and in Chinese.
Complaint = tuple[str, str]
#: Rules that ask for more than a cell, and the terms that they may stand at.
_OF_AREAS = {"unknown_area": ("area", "community", "grid"), "no_parent": ("area",)}
_MARK = "?"


def vet(path: Path) -> list[Complaint]:
    """The complaints about a contract file; [] for one that may be used. Raises a Fault for a file that is none."""
    try:
        document = library.parsed(path.read_bytes())
        contract = library.read(document, side=str(document["name"]))
    except OSError as error:
        raise Fault(
            en=f"{path.name} cannot be read: {error.strerror}.", zh=f"{path.name} 无法读取：{error.strerror}。"
        ) from error
    except Exception as error:  # whatever YAML and a reader of dictionaries may say
        raise Fault(
            en=f"{path.name} is no data contract of ODCS 3 as docs/contracts.md describes it ({type(error).__name__}: "
            f"{str(error).splitlines()[0] if str(error) else 'no more is known'}); begin with fangxian contract draft.",
            zh=f"{path.name} 不是 docs/contracts.md 所述的 ODCS 3 数据标准（{type(error).__name__}）；"
            "可用 fangxian contract draft 生成初稿。",
        ) from error
    return list(complaints(contract, document))


def complaints(contract: Contract, document: Mapping[str, Any]) -> Iterator[Complaint]:
    """What is amiss with a contract."""
    yield from _unfinished(document, "")
    yield from _whole(contract)
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
            yield f"key: there is no column {name}", f"key：没有 {name} 列"
    for name in (name for group in contract.any_of for name in group if name not in names):
        yield f"anyOf: there is no column {name}", f"anyOf：没有 {name} 列"
    if not contract.owner:
        yield "team: nobody is its owner (role: owner)", "team：没有责任单位（role: owner）"
    if contract.sharing not in SHARING:
        yield f"sharing: write one of {', '.join(SHARING)}", f"sharing：请写 {'、'.join(SHARING)} 之一"
    if not contract.every_hours:
        yield "slaProperties: no frequency is promised", "slaProperties：没有约定报送频率"
    for name, times in Counter(one.name for one in contract.fields).items():
        if times > 1:
            yield f"properties: {name} stands there {times} times", f"properties：{name} 出现了 {times} 次"


def _fields(contract: Contract) -> Iterator[Complaint]:
    for one in contract.fields:
        if one.classification not in ("scrub", "allow"):
            yield f"{one.name}: classification is scrub or allow", f"{one.name}：classification 只能是 scrub 或 allow"
        if one.term not in TERMS:
            yield f"{one.name}: there is no term {one.term}", f"{one.name}：没有 {one.term} 这种读法"
            continue
        if one.term == "category" and not one.values:
            yield f"{one.name}: a category needs its values", f"{one.name}：类别需要写明 values"
        fit = {*reading(one, contract).wrong, *(rule for rule, terms in _OF_AREAS.items() if one.term in terms)}
        for rule in one.rules:
            if rule not in all_reasons():
                yield f"{one.name}: there is no reason {rule}", f"{one.name}：没有 {rule} 这个原因"
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
            yield f"synonyms: '{heading}' stands for {listed}", f"synonyms：“{heading}”同时指 {listed}"
