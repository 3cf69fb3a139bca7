"""Receives GeoJSON (RFC 7946): a feature is a row, the names of its properties are its headings.

A foreign member `crs` of the collection, as older programs write it, or a property, says another system than WGS-84.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fangxian.contracts import Contract, Section
from fangxian.intake import refusals
from fangxian.lake.engines import Engine
from fangxian.lib.fault import Fault

#: Bytes of a file: the outlines of a province's villages are fewer. It is read whole.
LARGEST = 256 << 20
#: The heading under which a feature's geometry goes.
GEOMETRY = "geometry"


@dataclass(frozen=True)
class Features:
    """What was received: as many rows of `raw` as there are features."""

    rows: int


def receive(engine: Engine, path: Path, contract: Contract, mapping: Section | None) -> Features:
    """Makes `raw` (row, and the contract's fields as text) of the file. Raises Fault."""
    root = _root(path)
    features = [feature if isinstance(feature, dict) else {} for feature in root["features"]]
    if not features:
        raise refusals.no_rows(path.name)
    named = dict.fromkeys(name for feature in features for name in _properties(feature))
    headings = [*named, GEOMETRY]
    columns = contract.recognise(headings, mapping, file=path.name)
    system = _system(root)
    rows = [
        [number, *(_cell(feature, headings, columns.get(one.name), one.name, system) for one in contract.fields)]
        for number, feature in enumerate(features, start=1)
    ]
    engine.load_rows("raw", {"row": "BIGINT"} | {one.name: "VARCHAR" for one in contract.fields}, rows)
    return Features(len(rows))


def _root(path: Path) -> dict[str, Any]:
    if path.stat().st_size > LARGEST:
        raise _too_large(path.name)
    content = path.read_bytes()
    if not content.strip():
        raise refusals.empty(path.name)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", "replace")
    try:
        root = json.loads(text)
    except json.JSONDecodeError as error:
        raise _no_json(path.name, error.lineno) from error
    except RecursionError as error:
        raise _no_features(path.name) from error
    if isinstance(root, dict) and root.get("type") == "Feature":
        root = {"type": "FeatureCollection", "features": [root], "crs": root.get("crs")}
    if not (isinstance(root, dict) and root.get("type") == "FeatureCollection" and isinstance(root["features"], list)):
        raise _no_features(path.name)
    return root


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    found = feature.get("properties")
    return found if isinstance(found, dict) else {}


def _system(root: dict[str, Any]) -> str | None:
    """What the collection says of its coordinates, as a cell would."""
    said = root.get("crs")
    if isinstance(said, dict):
        properties = said.get("properties")
        said = properties.get("name") if isinstance(properties, dict) else None
    return said if isinstance(said, str) and said.strip() else None


def _cell(
    feature: dict[str, Any], headings: list[str], column: int | None, field: str, system: str | None
) -> str | None:
    if column is None:
        return system if field == "crs" else None
    heading = headings[column]
    said = feature.get("geometry") if heading == GEOMETRY else _properties(feature).get(heading)
    if said is None:
        return system if field == "crs" else None
    return said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)


def _too_large(name: str) -> Fault:
    return Fault(
        en=f"{name}: the file is larger than {LARGEST >> 20} MB; export simpler outlines, or one file a street.",
        zh=f"{name}：文件超过 {LARGEST >> 20} MB；请简化边界，或按街道分开导出。",
    )


def _no_json(name: str, line: int) -> Fault:
    return Fault(
        en=f"{name}, line {line}: this is no GeoJSON, or it was not completely copied; export it again as GeoJSON.",
        zh=f"{name}第{line}行：不是 GeoJSON，或没有复制完整；请重新导出为 GeoJSON。",
    )


def _no_features(name: str) -> Fault:
    return Fault(
        en=f"{name}: this JSON is no GeoJSON FeatureCollection; export the areas as GeoJSON, one feature each.",
        zh=f"{name}：这个 JSON 不是 GeoJSON 要素集合；请把区划导出为 GeoJSON，每个区划一个要素。",
    )
