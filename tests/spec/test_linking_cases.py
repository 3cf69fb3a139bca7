"""`linking.toml`: who is on this row? The cases are the specification of the tiers, read from left to right."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from tests.comparing import compared, resident, result

CASES = tomllib.loads((Path(__file__).parent / "linking.toml").read_text("utf-8"))["case"]
#: What a resident of a case may have behind name, number and phone.
BESIDE = ("出生日期", "性别")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["what"])
def test_case(case: dict[str, Any], tmp_path: Path) -> None:
    people = [resident(*one[:4], **dict(zip(BESIDE, one[4:], strict=False))) for one in case["residents"]]
    answer = compared(tmp_path, people, [result(*case["row"])])
    assert answer.class_of(1) == case["is"]
    if "person" in case:
        assert answer.linked[1][0] == case["person"]
    if "reason" in case:
        assert answer.rows("review")[0]["reason"] == case["reason"]
