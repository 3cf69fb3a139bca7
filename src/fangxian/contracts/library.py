"""The contracts there are, ODCS 3 files beside this module and in the installation's own folder, and how one is read.

The files are YAML, and a YAML library takes longer to start than a small file to compare. So their reading is kept in
`odcs/compiled.json` with the hash of the text it was read from; a contract whose text has changed since is read anew.
`python -m fangxian.contracts.compiling` writes it again.
"""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fangxian.contracts import own
from fangxian.contracts.contract import Contract
from fangxian.contracts.field import Field
from fangxian.contracts.headings import fold
from fangxian.lib.fault import Fault

FOLDER = Path(__file__).parent / "odcs"
#: What departments send for the registries, one row an area, a door, a person ...: kept in the lake as batches.
REGISTERS = (
    *("areas", "boundaries", "compounds", "dwellings", "household_register", "census"),
    *("key_groups", "organisations", "staff"),
)
#: What is sent of people under an outbreak, and is kept under its key alone (law 4), and the lists that belong to it.
OF_PEOPLE = ("vaccinations", "drug_purchases", "arrivals", "checkpoints", "check_ins")
EVIDENCE = (*OF_PEOPLE, "door_events", "risk_areas")
#: The contracts, each with the section of a map that speaks of it.
SIDES = {"residents": "residents", "test_results": "results", "tube_results": "tubes"} | {
    name: name for name in REGISTERS + EVIDENCE
}
#: Hours in the units in which a sender promises how often it sends.
_HOURS = {"h": 1, "d": 24}
COMPILED = FOLDER / "compiled.json"


def every() -> tuple[str, ...]:
    """The names of all contracts: those that ship, and the installation's own."""
    return (*SIDES, *own_names())


def registers() -> tuple[str, ...]:
    """The names of what is kept in the lake as batches: the registries', and the installation's own datasets but for
    those that are collected under an outbreak."""
    return (*REGISTERS, *(name for name in own_names() if not is_under_outbreak(name)))


def under_outbreak() -> tuple[str, ...]:
    """The names of what is sent of people, or for an outbreak, and is kept under its key alone (law 4): what ships, and
    the installation's own that say so."""
    return (*OF_PEOPLE, *(name for name in own_names() if is_under_outbreak(name)))


def is_under_outbreak(name: str) -> bool:
    """Whether a dataset is kept under an outbreak's key alone. Of a contract of the installation's that cannot be read
    that is not known: nothing is received under one."""
    if name in SIDES:
        return name in OF_PEOPLE
    try:
        return load(name).under_outbreak
    except (KeyError, Fault):
        return False


def own_names() -> tuple[str, ...]:
    """The names of the installation's own contracts. One that ships is not written anew under its name."""
    return tuple(name for name in own.files() if name not in SIDES)


def load(name: str) -> Contract:
    """The contract of that name (one of `every`). KeyError for any other name."""
    if name in SIDES:
        return _shipped(name)
    path = own.files()[name]
    return _own(name, path, path.stat().st_mtime_ns)


@cache
def _shipped(name: str) -> Contract:
    return read(document(name), side=SIDES[name])


@cache
def _own(name: str, path: Path, changed: int) -> Contract:
    """A file that was changed is read anew."""
    return opened(path, side=name)[1]


def opened(path: Path, *, side: str | None = None) -> tuple[Mapping[str, Any], Contract]:
    """The document of a file that somebody wrote, and the contract in it. Raises a Fault for a file that is none."""
    try:
        said = parsed(path.read_bytes())
        return said, read(said, side=side or str(said["name"]))
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


def document(name: str) -> Mapping[str, Any]:
    """The ODCS document of a contract that ships, as plain data."""
    text = (FOLDER / f"{name}.odcs.yaml").read_bytes()
    kept = _compiled().get(name, {})
    if kept.get("sha256") == hashlib.sha256(text).hexdigest():
        found: Mapping[str, Any] = kept["document"]
        return found
    return parsed(text)


def parsed(text: bytes) -> Mapping[str, Any]:
    """A YAML text as plain data."""
    import yaml

    loaded: Mapping[str, Any] = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return loaded


def read(odcs: Mapping[str, Any], *, side: str) -> Contract:
    """A contract from an ODCS document with one schema object. Raises KeyError or ValueError if it is not one."""
    if odcs["kind"] != "DataContract" or not str(odcs["apiVersion"]).startswith("v3."):
        raise ValueError("not an ODCS 3 data contract")
    (schema,) = odcs["schema"]
    rules = {rule.get("rule"): rule for rule in schema.get("quality", ())}
    count = rules.get("rowCount", {})
    at_least = int(count.get("mustBeGreaterThan", count.get("mustBeGreaterOrEqualTo", 0) - 1)) + 1
    return Contract(
        name=odcs["name"],
        side=side,
        version=str(odcs["version"]),
        label=schema["businessName"],
        fields=tuple(_field(one) for one in schema["properties"]),
        any_of=tuple(tuple(group) for group in _custom(schema).get("anyOf", ())),
        minimum_rows=at_least,
        key=tuple(_custom(schema).get("key", ())),
        owner=next((one["name"] for one in odcs.get("team", ()) if one["role"] == "owner"), ""),
        sharing=_custom(odcs).get("sharing", ""),
        under_outbreak=_custom(odcs).get("underOutbreak", False) is True,
        believed=_custom(odcs).get("believed", {}),
        fresh_for=_custom(odcs).get("freshFor", {}),
        every_hours=next(
            (
                one["value"] * _HOURS[one["unit"]]
                for one in odcs.get("slaProperties", ())
                if one["property"] == "frequency"
            ),
            None,
        ),
    )


def _field(one: Mapping[str, Any]) -> Field:
    said = _custom(one)
    return Field(
        name=one["name"],
        label=one["businessName"],
        required=bool(one.get("required", False)),
        classification=one["classification"],
        synonyms=tuple(tuple(dict.fromkeys(map(fold, equals))) for equals in said["synonyms"]),
        term=said.get("term", "text"),
        rules=tuple(rule["implementation"] for rule in one.get("quality", ()) if rule["type"] == "custom"),
        values=tuple((code, tuple(map(str, words))) for code, words in said.get("values", {}).items()),
    )


def _custom(holder: Mapping[str, Any]) -> dict[str, Any]:
    return {entry["property"]: entry["value"] for entry in holder.get("customProperties", ())}


@cache
def _compiled() -> Mapping[str, Any]:
    try:
        kept: Mapping[str, Any] = json.loads(COMPILED.read_bytes())
    except (OSError, ValueError):
        return {}
    return kept
