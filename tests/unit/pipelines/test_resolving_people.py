"""A batch's rows become people of the registry, newcomers, rows to be decided, or nobody."""

from datetime import date
from pathlib import Path

from tests.cleaning import cleaned, resolved, snapshot
from tests.comparing import number

from fangxian.terms import resident_id

WANG, LI, ZHANG = (number(head) for head in ("23010819800307663", "23010819820307664", "23010819830307665"))
DOOR = "平房区兴建街道青年社区向阳嘉园1栋1单元101室"


def person(name: str, number: str = "", born: str = "", phone: str = "", address: str = DOOR) -> dict[str, str]:
    return {"姓名": name, "身份证号": number, "出生日期": born, "手机号": phone, "现住址": address}


def known(folder: Path) -> Path:
    wang = {"person": 7, "name": "王伟", "id_key": resident_id.key(WANG), "born": date(1980, 3, 7), "sex": "1"}
    li = {"person": 9, "name": "李娜", "id_key": resident_id.key(LI), "phone": 13812340002, "born": date(1982, 3, 7)}
    return snapshot(folder / "people.parquet", wang | {"phone": 13812340001, "address": DOOR}, li | {"sex": "1"})


def fates(folder: Path, rows: list[dict[str, str]], *, empty: bool = False) -> list[tuple[object, ...]]:
    """Person, newcomer and reason (or method) of each row."""
    batch = cleaned(folder, "census", rows).batch
    found = resolved(folder, batch.folder, None if empty else known(folder))
    assert found.counts.rows == len(rows) == len(found.rows)
    assert sum((found.counts.linked, found.counts.newcomers, found.counts.review, found.counts.no_identity)) == len(
        rows
    )
    return [(one["person"], one["newcomer"], one["reason"] or one["method"]) for one in found.rows.values()]


def test_a_known_number_with_its_name_is_that_person(tmp_path: Path) -> None:
    assert fates(tmp_path, [person("王伟", WANG), person("王玮", WANG)]) == [(7, None, "exact"), (7, None, "exact")]


def test_a_damaged_number_with_the_name_is_repaired(tmp_path: Path) -> None:
    damaged = WANG[:10] + str((int(WANG[10]) + 1) % 10) + WANG[11:]
    assert fates(tmp_path, [person("王伟", damaged)]) == [(7, None, "repaired")]


def test_a_number_under_a_name_that_plainly_disagrees_is_for_a_person_to_decide(tmp_path: Path) -> None:
    batch = cleaned(tmp_path, "census", [person("赵铁柱", WANG)]).batch
    found = resolved(tmp_path, batch.folder, known(tmp_path))
    assert (found.rows[1]["person"], found.rows[1]["reason"]) == (None, "review")
    assert [(one["row"], one["person"], one["reason"]) for one in found.doubts] == [(1, 7, "name_disagrees")]


def test_a_name_alone_links_nobody(tmp_path: Path) -> None:
    (fate,) = fates(tmp_path, [person("王伟", "", address="平房区别处2栋2单元202室")])
    assert fate == (None, None, "review")
    (fate,) = fates(tmp_path, [person("钱多多", "", address="平房区别处2栋2单元202室")])
    assert fate == (None, None, "no_identity")


def test_a_birth_date_speaks_where_there_is_no_number(tmp_path: Path) -> None:
    assert fates(tmp_path, [person("王伟", "", "1980-03-07", "13812340001")]) == [(7, None, "probable")]


def test_a_known_persons_name_and_birth_date_without_a_number_is_never_a_newcomer(tmp_path: Path) -> None:
    """A name in traditional characters is one that linkage reads otherwise than the registry writes it."""
    people = snapshot(tmp_path / "people.parquet", {"person": 7, "name": "張偉", "born": date(1980, 3, 7)})
    row = person("張偉", "", "1980-03-07", address="平房区别处2栋2单元202室")
    found = resolved(tmp_path, cleaned(tmp_path, "census", [row]).batch.folder, people)
    assert (found.rows[1]["newcomer"], found.rows[1]["reason"]) == (None, "review")
    assert [one["person"] for one in found.doubts] == [7]


def test_a_valid_number_that_nobody_has_is_a_newcomer_whatever_the_name(tmp_path: Path) -> None:
    assert fates(tmp_path, [person("王伟", ZHANG, address="平房区别处2栋2单元202室")]) == [(None, 1, "newcomer")]


def test_two_rows_of_one_newcomer_are_one(tmp_path: Path) -> None:
    rows = [
        person("张静", ZHANG, address="平房区别处1号"),
        person("钱多多", "", "1990-01-01", "13900000001"),
        person("张婧", ZHANG),
        person("钱多多", "", "1990-01-01", "13900000001", address="平房区别处3号"),
        person("张静", "", "1983-03-07", ""),
    ]
    assert [newcomer for _, newcomer, _ in fates(tmp_path, rows, empty=True)] == [1, 2, 1, 2, 1]


def test_a_newcomers_number_under_another_name_is_for_a_person_to_decide(tmp_path: Path) -> None:
    batch = cleaned(tmp_path, "census", [person("张静", ZHANG), person("赵铁柱", ZHANG)]).batch
    found = resolved(tmp_path, batch.folder)
    assert [one["reason"] or one["method"] for one in found.rows.values()] == ["newcomer", "review"]
    assert [(one["row"], one["person"], one["newcomer"]) for one in found.doubts] == [(2, None, 1)]


def test_a_passport_makes_a_newcomer(tmp_path: Path) -> None:
    assert fates(tmp_path, [person("JOHN SMITH", "E12345678")], empty=True) == [(None, 1, "newcomer")]


def test_name_birth_date_and_a_door_or_a_phone_make_a_newcomer_and_less_does_not(tmp_path: Path) -> None:
    rows = [
        person("钱多多", "", "1990-01-01"),
        person("孙悟", "", "1991-01-01", "13900000002", address="不明"),
        person("周全", "", "", "13900000003"),
    ]
    assert fates(tmp_path, rows, empty=True) == [
        (None, 1, "newcomer"),
        (None, 2, "newcomer"),
        (None, None, "no_identity"),
    ]
