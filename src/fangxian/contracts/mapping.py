"""`--map FILE`: a person says which header stands for which field. YAML, JSON, or lines `results.name=姓名`.

residents:
  name: 人员名称
  address: null          # leave it out
results:
  id_number: [证号, 证件]  # the first that a file has
"""

import json
from pathlib import Path
from typing import Any

from fangxian.contracts import library
from fangxian.contracts.field import HeaderMap
from fangxian.lib.fault import Fault


def sections() -> dict[str, str]:
    """The sections as people name them -> the contract."""
    return {side: name for name, side in library.SIDES.items()} | {name: name for name in library.own_names()}


def load(path: Path) -> HeaderMap:
    """The map in a file: {side: {field: heading}}. Raises Fault."""
    try:
        text = _text(path.read_bytes())
    except OSError as error:
        raise Fault(
            en=f"{path.name}: the map cannot be read ({error.strerror}); check the path and its permissions.",
            zh=f"{path.name}：无法读取映射文件（{error.strerror}）；请检查路径和权限。",
        ) from error
    except UnicodeDecodeError as error:
        raise _malformed(path) from error
    loaded = _structured(path, text)
    known_sections = sections()
    found: dict[str, dict[str, str]] = {}
    for section, fields in loaded.items():
        if section not in known_sections or not isinstance(fields, dict):
            raise Fault(
                en=f"{path.name}: '{section}' is no section of a map; write residents: or results: with fields below.",
                zh=f"{path.name}：“{section}”不是映射的部分；请写 residents: 或 results:，其下逐项写字段。",
            )
        contract = library.load(known_sections[section])
        known = [one.name for one in contract.fields]
        for name, headings in fields.items():
            if name not in known:
                raise Fault(
                    en=f"{path.name}: {section} has no field '{name}'; its fields are {', '.join(known)}.",
                    zh=f"{path.name}：{section} 中没有字段“{name}”；可用字段为：{'、'.join(known)}。",
                )
            found.setdefault(section, {})[name] = _headings(path, f"{section}.{name}", headings)
    return found


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030")


def _structured(path: Path, text: str) -> dict[str, Any]:
    """JSON if it begins so, `section.field=heading` lines if every line is one, else YAML."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if lines and all("=" in line and "." in line.split("=", 1)[0] for line in lines):
        plain: dict[str, Any] = {}
        for line in lines:
            key, heading = (part.strip().strip("\"'") for part in line.split("=", 1))
            section, _, name = key.partition(".")
            plain.setdefault(section.strip(), {})[name.strip()] = heading or None
        return plain
    try:
        if text.lstrip().startswith("{"):
            loaded = json.loads(text)
        else:
            import yaml

            try:
                loaded = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
            except yaml.YAMLError as error:
                raise _malformed(path, _line(error)) from error
    except json.JSONDecodeError as error:
        raise _malformed(path, error.lineno) from error
    if not isinstance(loaded, dict) or not loaded:
        raise _malformed(path)
    return loaded


def _headings(path: Path, where: str, headings: object) -> str:
    listed = [] if headings is None else headings if isinstance(headings, list) else [headings]
    if not all(isinstance(one, str | int) and not isinstance(one, bool) for one in listed):
        raise Fault(
            en=f"{path.name}: {where} must be a heading, or nothing to leave the field out.",
            zh=f"{path.name}：{where} 须为一个表头名；留空表示不用该字段。",
        )
    return "|".join(map(str, listed))


def _line(error: Exception) -> int | None:
    mark = getattr(error, "problem_mark", None)
    return None if mark is None else int(mark.line) + 1


def _malformed(path: Path, line: int | None = None) -> Fault:
    at_en, at_zh = ("", "") if line is None else (f", line {line}", f"第{line}行")
    return Fault(
        en=f"{path.name}{at_en}: this is no header map; write YAML or JSON such as results: {{name: 姓名}} "
        "or lines such as results.name=姓名.",
        zh=f"{path.name}{at_zh}：不是可用的表头映射；请写 YAML 或 JSON，如 results: {{name: 姓名}}，"
        "或逐行写 results.name=姓名。",
    )
