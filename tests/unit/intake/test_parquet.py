"""Parquet: columns by name, every type as the text that a person would have typed."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.unit.intake.conftest import Arrive

from fangxian.lib.fault import Fault

PEOPLE: dict[str, Any] = {"姓名": ["张三", "李四"], "证件号码": ["1101", None], "检测结果": ["阴性", "阳性"]}


def saved(folder: Path, **columns: pa.Array) -> Path:
    path = folder / "it's round.parquet"
    pq.write_table(pa.table(PEOPLE | columns), path)
    return path


def test_columns_are_found_by_name(arrive: Arrive, tmp_path: Path) -> None:
    one = arrive(saved(tmp_path), "name", "id_number", "result", "tube")
    assert one.rows == [("张三", "1101", "阴性", None), ("李四", None, "阳性", None)]
    assert (one.file.format, one.file.kind, one.file.readable) == ("parquet", "parquet", one.file.path)


@pytest.mark.parametrize(
    ("heading", "field", "cell", "kind", "text"),
    [
        ("手机号", "phone", 13800000000, pa.int64(), "13800000000"),
        ("手机号", "phone", 13800000000.0, pa.float64(), "13800000000"),
        ("手机号", "phone", Decimal("13800000000"), pa.decimal128(18), "13800000000"),
        ("手机号", "phone", 2.3010819900101e17, pa.float64(), "2.3010819900101e+17"),
        ("采样时间", "sampled_at", datetime(2022, 9, 9, 8, 5), pa.timestamp("us"), "2022-09-09 08:05:00"),
        (
            "采样时间",
            "sampled_at",
            datetime(2022, 9, 9, 0, 5, tzinfo=UTC),
            pa.timestamp("us", "UTC"),
            "2022-09-09 08:05:00",
        ),
        ("采样日期", "sampled_at", date(2022, 9, 9), pa.date32(), "2022-09-09"),
        ("管号", "tube", "T1", pa.dictionary(pa.int8(), pa.string()), "T1"),
    ],
)
def test_types_become_text(
    arrive: Arrive, tmp_path: Path, heading: str, field: str, cell: object, kind: pa.DataType, text: str
) -> None:
    path = saved(tmp_path, **{heading: pa.array([cell, None], kind)})
    assert arrive(path, field).rows == [(text,), (None,)]


def test_a_truncated_file(arrive: Arrive, tmp_path: Path) -> None:
    path = saved(tmp_path)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(Fault, match="damaged or was not completely written"):
        arrive(path)


def test_a_missing_column(arrive: Arrive, tmp_path: Path) -> None:
    path = tmp_path / "round.parquet"
    pq.write_table(pa.table({"姓名": ["张三"], "检测结果": ["阴性"]}), path)
    with pytest.raises(Fault, match="no column is recognised as id_number"):
        arrive(path)
