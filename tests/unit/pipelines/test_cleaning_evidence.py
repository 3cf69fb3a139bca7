"""What is sent of people under an outbreak is judged row by row as a register is, and kept in no open lake (law 4)."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.cleaning import Cleaned, cleaned
from tests.comparing import number

from fangxian.contracts import library
from fangxian.lib.fault import Fault

LI, ZHAO = number("23010819800307663"), number("23010819820307664")


def judged(folder: Path, dataset: str, *rows: dict[str, str]) -> Cleaned:
    return cleaned(folder, dataset, rows, sealed_after=True)


def values(found: Cleaned, row: int, *names: str) -> list[Any]:
    return [found.rows[row][name] for name in names]


@pytest.mark.parametrize("dataset", library.EVIDENCE)
def test_evidence_is_refused_where_it_would_lie_open(tmp_path: Path, dataset: str) -> None:
    with pytest.raises(Fault, match="outbreak that was activated"):
        cleaned(tmp_path, dataset, [{"姓名": "李强"}])
    assert not list((tmp_path / "lake").rglob("*.parquet"))


def test_a_dose_is_one_row_however_its_day_is_written(tmp_path: Path) -> None:
    row = {
        "姓名": "李强",
        "身份证号": LI,
        "疫苗名称": "新型冠状病毒灭活疫苗",
        "剂次": "第2剂",
        "接种日期": "2021年6月1日",
    }
    found = judged(
        tmp_path, "vaccinations", row, row | {"剂次": "2", "接种日期": "2021/6/1"}, row | {"接种日期": "2199-1-1"}
    )
    assert found.dispositions == ["accepted", "duplicate", "held:future:given_on"]
    assert values(found, 1, "dose", "given_on") == [2, date(2021, 6, 1)]


def test_a_purchase_is_of_who_takes_the_drug_and_the_buyer_stands_beside(tmp_path: Path) -> None:
    row = {
        "用药人姓名": "李强",
        "用药人身份证号": LI,
        "用药人电话": "13812340001",
        "购药人姓名": "赵敏",
        "购药人身份证号": ZHAO,
        "药店名称": "向阳大药房",
        "药品名称": "布洛芬缓释胶囊",
        "药品类别": "退烧药",
        "数量": "2盒",
        "购药时间": "2022-09-09 08:30",
    }
    found = judged(tmp_path, "drug_purchases", row, row | {"药品类别": "保健品"}, row | {"购药时间": "上午"}, row)
    assert found.dispositions == [
        "accepted",
        "held:unknown_category:category",
        "held:unreadable:purchased_at",
        "duplicate",
    ]
    assert values(found, 1, "name", "buyer", "category", "quantity", "purchased_at") == [
        *("李强", "赵敏", "fever", 2),
        datetime(2022, 9, 9, 8, 30),
    ]


def test_an_arrival_may_lie_ahead_and_needs_a_place_to_go_to(tmp_path: Path) -> None:
    row = {
        "姓名": "李强",
        "身份证号": LI,
        "手机号": "13812340001",
        "来源地": "北京市丰台区",
        "来源类型": "",
        "抵达日期": "2199-09-10",
        "交通方式": "高铁",
        "来此事由": "探亲",
        "目的地地址": "平房区向阳嘉园3-2-501",
        "报备时间": "2022-09-09 21:00:00",
    }
    found = judged(
        tmp_path, "arrivals", row, row | {"目的地地址": ""}, row | {"来源类型": "港澳台", "抵达日期": "20220911"}
    )
    assert found.dispositions == ["accepted", "held:missing:address", "accepted"]
    assert values(found, 1, "transport", "purpose") == ["train", "visit"]
    assert values(found, 3, "source_type", "arrives_on") == ["hong_kong_macao_taiwan", date(2022, 9, 11)]


def test_a_driver_is_entered_once_for_each_time_they_pass(tmp_path: Path) -> None:
    row = {
        "车牌号": "黑A12345",
        "司机姓名": "李强",
        "身份证号": LI,
        "查验点": "平房收费站",
        "查验时间": "2022/9/9 6:05",
        "处置": "即采即走",
    }
    found = judged(tmp_path, "checkpoints", row, row, row | {"查验时间": "2022/9/9 18:05"}, row | {"车牌号": ""})
    assert found.dispositions == ["accepted", "duplicate", "accepted", "held:missing:plate"]
    assert values(found, 1, "decision", "passed_at") == ["sample_and_release", datetime(2022, 9, 9, 6, 5)]


def test_a_stay_that_goes_on_has_no_time_of_leaving(tmp_path: Path) -> None:
    row = {
        "姓名": "李强",
        "身份证号": LI,
        "隔离点名称": "汇金宾馆",
        "房间号": "8213",
        "入住时间": "2022-09-09 22:10",
        "离开时间": "",
    }
    found = judged(tmp_path, "check_ins", row, row | {"离开时间": "2199-01-01"})
    assert found.dispositions == ["accepted", "held:future:left_at"]
    assert values(found, 1, "room", "left_at") == ["8213", None]


def test_an_event_of_a_door_names_a_device_and_nobody(tmp_path: Path) -> None:
    row = {
        "设备编号": "MC-000981",
        "事件类型": "开门",
        "发生时间": "2022-09-09 10:00:05",
        "电量": "87%",
    }
    found = judged(tmp_path, "door_events", row, row, row | {"事件类型": "唱歌"})
    assert found.dispositions == ["accepted", "duplicate", "held:unknown_category:event"]
    assert values(found, 1, "event", "battery") == ["opened", 87]


def test_a_place_at_risk_has_a_level_since_a_day(tmp_path: Path) -> None:
    row = {
        "风险区名称": "平房区向阳嘉园3号楼",
        "风险等级": "高风险区",
        "划定日期": "2022-09-08",
        "解除日期": "",
    }
    found = judged(
        tmp_path, "risk_areas", row, row | {"风险等级": "紧急"}, row | {"风险等级": "封控", "解除日期": "2022-09-15"}
    )
    assert found.dispositions == ["accepted", "held:unknown_category:level", "accepted"]
    assert values(found, 3, "level", "until") == ["lockdown", date(2022, 9, 15)]
