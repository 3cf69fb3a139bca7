"""What pharmacies of the demo send is drawn from its residents, the same each time, and keeps its contract."""

import csv
from datetime import datetime
from pathlib import Path

from tests.cleaning import cleaned

from fangxian.synth import pharmacies

UNTIL = datetime(2022, 10, 9, 2)


def residents(folder: Path, many: int = 400) -> Path:
    path = folder / "residents.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["人员编号", "姓名", "公民身份号码", "联系电话", "现住址"])
        writer.writerows(
            [f"R{one}", f"人{one % 10}", f"23010819800101{one:04}", f"138{one:08}", "向阳嘉园1-1-101"]
            for one in range(many)
        )
    return path


def test_the_same_district_sends_the_same_file(tmp_path: Path) -> None:
    people = residents(tmp_path)
    one, other = (pharmacies.write(people, tmp_path / name, seed=7, until=UNTIL) for name in ("a.csv", "b.csv"))
    assert one.read_bytes() == other.read_bytes()
    assert one.read_bytes() != pharmacies.write(people, tmp_path / "c.csv", seed=8, until=UNTIL).read_bytes()


def test_one_resident_in_a_hundred_bought_something_in_the_last_days(tmp_path: Path) -> None:
    found = cleaned(
        tmp_path, "drug_purchases", pharmacies.write(residents(tmp_path), tmp_path / "a.csv", seed=7, until=UNTIL),
        sealed_after=True,
    )  # fmt: skip
    fresh = [one for one in found.rows.values() if one["disposition"] != "duplicate"]
    assert len(fresh) == 4 and not found.held
    assert all(0 <= (UNTIL - one["purchased_at"]).days < pharmacies.DAYS for one in fresh)
    assert {one["category"] for one in fresh} <= {"fever", "cough", "antiviral", "antibiotic"}
