"""Rows that are no result: each has a reason, and no person's row has one."""

import pytest

from fangxian.intake import rejects
from fangxian.intake.encoding import CUT
from fangxian.lake.engines import Engine

ID = "110105194912310020"
FIELDS = ("name", "id_number", "phone", "sampled_at", "result", "pool_mode", "site", "tube", "address", "grid")


def reason(engine: Engine, **cells: str | None) -> str | None:
    engine.load_rows("one_row", dict.fromkeys(FIELDS, "VARCHAR"), [[cells.get(field) for field in FIELDS]])
    ((found,),) = engine.rows(f"SELECT {rejects.reason('test_results')} FROM one_row")
    assert found is None or found in rejects.REASONS
    return found  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "cells",
    [
        {"name": "张三", "id_number": ID},
        {"name": "张三", "id_number": ID[:-1]},
        {"name": "张三", "id_number": "E12345678", "result": "阴性"},
        {"name": "张三", "phone": "13800000000"},
        {"name": "张三", "tube": "T1"},
        {"id_number": ID},
        {"name": "共小计", "phone": "13800000000"},
        {"name": "计合", "id_number": ID},
        {"name": f"李{CUT}四", "id_number": ID},
    ],
)
def test_a_person_is_not_rejected(engine: Engine, cells: dict[str, str]) -> None:
    assert reason(engine, **cells) is None


@pytest.mark.parametrize(
    ("why", "cells"),
    [
        ("blank", {}),
        ("blank", {"name": " ", "id_number": "\u3000", "result": "\t"}),
        ("total", {"name": "合计"}),
        ("total", {"name": "合 计：", "id_number": "221,000"}),
        ("total", {"name": "总计221000人"}),
        ("total", {"id_number": "小计", "result": "12"}),
        ("total", {"name": "Total", "result": "12"}),
        ("header", {"name": "姓名", "id_number": "证件号码"}),
        ("header", {"name": "Full Name".replace(" ", ""), "id_number": "x"}),
        ("header", {"name": "受检人姓名"}),
        ("cut", {"name": f"李四{CUT}", "id_number": f"1101{CUT}", "phone": CUT}),
        ("no_identity", {"phone": "13800000000"}),
        ("no_identity", {"name": "张三"}),
        ("no_identity", {"result": "阴性", "tube": "T1"}),
    ],
)
def test_what_is_no_persons_row_is_rejected_with_a_reason(engine: Engine, why: str, cells: dict[str, str]) -> None:
    assert reason(engine, **cells) == why
