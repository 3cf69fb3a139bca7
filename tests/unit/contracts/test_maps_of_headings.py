"""`--map FILE`: what a person may write, and what is said of a mistake."""

from pathlib import Path

import pytest

from fangxian.contracts import mapping
from fangxian.lib.fault import Fault


def read(folder: Path, text: str | bytes) -> mapping.HeaderMap:
    path = folder / "map.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return mapping.load(path)


@pytest.mark.parametrize(
    "text",
    [
        "results:\n  name: 人员名称\n  address:\n  id_number: [证号, 证件]\n",
        '{"results": {"name": "人员名称", "address": null, "id_number": ["证号", "证件"]}}',
        "# ours\nresults.name=人员名称\nresults.address=\nresults.id_number=证号|证件\n",
        "results:\n  name: 人员名称\n  address:\n  id_number: [证号, 证件]\n".encode("gb18030"),
        b"\xef\xbb\xbf" + "results:\n  name: 人员名称\n  address: \n  id_number: [证号, 证件]\n".encode(),
    ],
)
def test_a_map_is_yaml_json_or_lines(tmp_path: Path, text: str | bytes) -> None:
    assert read(tmp_path, text) == {"results": {"name": "人员名称", "address": "", "id_number": "证号|证件"}}


def test_a_heading_may_be_a_number(tmp_path: Path) -> None:
    assert read(tmp_path, "residents: {grid: 2022}") == {"residents": {"grid": "2022"}}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tests:\n  name: 姓名\n", "'tests' is no section"),
        ("results:\n  nmae: 姓名\n", "no field 'nmae'; its fields are name, id_number"),
        ("results:\n  name: {a: b}\n", "results.name must be a heading"),
        ("results:\n  name: true\n", "results.name must be a heading"),
        ("results: [name\n", "line 2"),
        ('{"results": ', "line 1"),
        ("just words", "no header map"),
        ("", "no header map"),
        (b"\xff\xff\xff", "no header map"),
    ],
)
def test_a_mistake_in_a_map_is_said_with_its_place(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(Fault, match=r"map\.yaml") as refused:
        read(tmp_path, text)
    assert said in refused.value.en
    assert refused.value.zh.startswith("map.yaml")


def test_a_map_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="cannot be read"):
        mapping.load(tmp_path / "none.yaml")
