"""A household register goes in; each of its rows is accepted, repaired, said twice, or held with a reason."""

import stat
from datetime import date, datetime
from pathlib import Path

import pytest
from tests.cleaning import Row, cleaned
from tests.comparing import number

from fangxian.lake import batches
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.pipelines.clean import clean
from fangxian.terms import resident_id

WANG, LI, ZHANG = (number(head) for head in ("23010819800307663", "23010819820307664", "23010819830307665"))
HEADER = {"户号": "0001", "与户主关系": "户主"}


def person(name: str, number: str = "", **more: str) -> Row:
    said = {"姓名": name, "性别": "", "出生日期": "", "公民身份号码": number, "户籍地址": "", "迁入日期": ""}
    return HEADER | said | more


def test_a_row_in_order_is_accepted_with_typed_columns(tmp_path: Path) -> None:
    address = "哈尔滨市平房区兴建街道青年社区向阳嘉园1栋1单元101室"
    found = cleaned(tmp_path, "household_register", [person("王伟", WANG, 户籍地址=address, 迁入日期="2001年5月6日")])
    (row,) = found.rows.values()
    assert row["disposition"] == "accepted"
    assert (row["household"], row["relation"], row["name"]) == ("0001", "head", "王伟")
    assert row["id_key"] == resident_id.key(WANG)
    assert (row["born"], row["sex"], row["number_state"]) == (date(1980, 3, 7), "1", "valid")
    assert (row["moved_in"], row["moved_in_raw"]) == (date(2001, 5, 6), None)
    assert row["address_key"] == "向阳嘉园|1|1|101"


def test_what_cleaning_mends_without_loss_is_repaired_and_the_cell_kept(tmp_path: Path) -> None:
    found = cleaned(
        tmp_path,
        "household_register",
        [
            person("王 伟", WANG),
            person("李娜", f"{LI[:6]} {LI[6:]}"),
            person("张静", ZHANG.replace("X", "x") + "\u3000", 户籍地址=" 平房区1号 "),
            person("赵敏", "230108830307665"),
        ],
    )
    assert found.dispositions == ["repaired"] * 4
    assert (found.rows[1]["name"], found.rows[1]["name_raw"]) == ("王伟", "王 伟")
    assert found.rows[2]["number_state"] == "cleaned"
    assert found.rows[2]["id_number_raw"] == f"{LI[:6]} {LI[6:]}"
    assert (found.rows[3]["address"], found.rows[3]["address_raw"]) == ("平房区1号", " 平房区1号 ")
    assert found.rows[4]["number_state"] == "legacy"


def test_a_damaged_number_is_accepted_for_identity_to_settle(tmp_path: Path) -> None:
    damaged = WANG[:10] + str((int(WANG[10]) + 1) % 10) + WANG[11:]
    found = cleaned(tmp_path, "household_register", [person("王伟", damaged, 出生日期="1980-03-07"), person("李娜")])
    assert found.dispositions == ["accepted", "accepted"]
    assert (found.rows[1]["number_state"], found.rows[1]["id_key"]) == ("damaged", None)
    assert found.rows[1]["born"] == date(1980, 3, 7)
    assert found.rows[2]["number_state"] == "missing"


@pytest.mark.parametrize("beside", [{"出生日期": "1980-03-07"}, {"户籍地址": "平房区1号"}])
def test_a_number_that_a_spreadsheet_spoilt_is_accepted_where_something_else_tells_who_is_meant(
    tmp_path: Path, beside: Row
) -> None:
    found = cleaned(tmp_path, "household_register", [person("王伟", "2.30108E+17", **beside), person("李娜", WANG)])
    assert found.dispositions == ["accepted", "accepted"]
    assert (found.rows[1]["number_state"], found.rows[1]["id_key"]) == ("cut", None)


def test_a_number_that_a_spreadsheet_spoilt_holds_a_row_of_which_nothing_else_tells_who_is_meant(
    tmp_path: Path,
) -> None:
    spoilt = "2.30108E+17"
    rows = [
        person("王伟", spoilt),
        person("", spoilt, 出生日期="1980-03-07", 户籍地址="平房区1号"),
        *(person(name, number) for name, number in (("李娜", LI), ("张静", ZHANG), ("王芳", WANG))),
    ]
    found = cleaned(tmp_path, "household_register", rows)
    assert found.dispositions == ["held:cut_number:id_number"] * 2 + ["accepted"] * 3


def test_a_number_of_which_the_birthday_is_left_holds_no_row(tmp_path: Path) -> None:
    found = cleaned(tmp_path, "household_register", [person("王伟", f"{WANG[:14]}E+3"), person("李娜", LI)])
    assert found.dispositions == ["accepted", "accepted"]


def test_the_same_row_and_the_same_person_again_are_duplicates_of_the_first(tmp_path: Path) -> None:
    rows = [
        person("王伟", WANG),
        person("王伟", WANG),
        person("王伟", WANG, 户籍地址="平房区1号"),
        person("王伟"),
        person("王伟"),
        person("赵敏", WANG),
    ]
    found = cleaned(tmp_path, "household_register", rows)
    assert found.dispositions == ["accepted", "duplicate", "duplicate", "accepted", "duplicate", "accepted"]
    assert [found.rows[row]["duplicate_of"] for row in (2, 3, 5)] == [1, 1, 4]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (person("", WANG), "held:missing:name"),
        (person("无", WANG), "held:missing:name"),
        (person("", "", 户籍地址="平房区1号"), "held:no_identity"),
        (person("王伟", "", 出生日期="2122-01-01"), "held:future:birth_date"),
        (person("王伟", WANG, 迁入日期="2022-09-10"), "held:future:moved_in"),
        (dict.fromkeys(person("", ""), " "), "held:blank"),
        (person("") | {"户号": "合计", "与户主关系": "", "公民身份号码": "2人"}, "held:total"),
        (dict(zip(person(""), person(""), strict=True)), "held:header"),
    ],
)
def test_a_row_that_breaks_the_contract_is_held_with_its_reason(tmp_path: Path, row: Row, said: str) -> None:
    with clock.set_to(datetime(2022, 9, 9, 12, tzinfo=clock.LOCAL)):
        found = cleaned(tmp_path, "household_register", [person("李娜", LI), row])
    assert found.dispositions == ["accepted", said]
    assert found.held[2]["name"] == (row["姓名"].strip() or None), "the cells are kept as they came"
    assert found.batch.manifest.held == {said.split(":")[1]: 1}


def test_the_manifest_says_what_the_batch_is(tmp_path: Path) -> None:
    with clock.set_to(datetime(2022, 6, 30, 9, tzinfo=clock.LOCAL)):
        found = cleaned(tmp_path, "household_register", [person("李娜", LI), person("")], sender="公安分局")
    manifest = found.batch.manifest
    assert manifest.batch == f"20220630-{manifest.sha256[:12]}"
    assert (manifest.dataset, manifest.contract, manifest.sender) == ("household_register", "1.1.0", "公安分局")
    assert manifest.counts == batches.Counts(rows=2, accepted=1, repaired=0, duplicate=0, held=1)
    assert found.batch.received.read_bytes() == (tmp_path / "household_register.csv").read_bytes()
    batches.verify(found.batch)


def test_personal_bytes_are_for_their_owner_alone(tmp_path: Path) -> None:
    folder = cleaned(tmp_path, "household_register", [person("李娜", LI)]).batch.folder
    assert {path.name for path in folder.iterdir()} == {
        "accepted.parquet",
        "held.parquet",
        "received.csv",
        "manifest.json",
    }
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_same_file_on_another_day_is_the_batch_it_was(tmp_path: Path) -> None:
    rows = [person("李娜", LI)]
    with clock.set_to(datetime(2022, 6, 30, tzinfo=clock.LOCAL)):
        first = cleaned(tmp_path, "household_register", rows)
    times = {path: path.stat().st_mtime_ns for path in first.batch.folder.iterdir()}
    with clock.set_to(datetime(2022, 7, 1, tzinfo=clock.LOCAL)):
        again = cleaned(tmp_path, "household_register", rows, sender="别人")
    assert again.batch == first.batch
    assert {path: path.stat().st_mtime_ns for path in first.batch.folder.iterdir()} == times
    assert [one.name for one in (tmp_path / "lake" / "household_register").iterdir()] == [first.batch.manifest.batch]


def test_a_dataset_that_is_not_kept_is_refused_with_the_names_of_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="household_register"):
        cleaned(tmp_path, "horoscopes", [person("李娜", LI)])
    assert not (tmp_path / "lake").exists()


@pytest.mark.parametrize("dataset", ["residents", "test_results"])
def test_what_is_compared_and_kept_in_no_register_is_said_to_be(tmp_path: Path, dataset: str) -> None:
    path = tmp_path / "file.csv"
    path.write_text("姓名,公民身份号码\n王伟,1\n", encoding="utf-8")
    with pytest.raises(Fault, match="compared and kept in no register") as said:
        clean(path, dataset=dataset, lake=tmp_path / "lake", sender="")
    assert "fangxian compare" in said.value.zh
