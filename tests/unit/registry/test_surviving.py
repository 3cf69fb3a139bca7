"""Where the records of one person differ, the word that is believed more counts, while it is fresh."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from fangxian.lib import clock
from fangxian.registry.reading.shown import Known
from fangxian.registry.reading.surviving import surviving
from fangxian.registry.rules import fresh_for, rank

NOW = datetime(2022, 9, 9, 10, tzinfo=clock.LOCAL)


@dataclass
class Record:
    """A record as the table keeps it."""

    source: str
    verified_at: datetime
    name: str = "张伟"
    sex: str = ""
    born: str | None = None
    number_sealed: bytes | None = None
    phone_sealed: bytes | None = None
    said_by: dict[str, str] = field(default_factory=dict)

    @property
    def recorded_at(self) -> datetime:
        return self.verified_at


def record(source: str, *, days: int = 0, phone: str = "", **more: object) -> tuple[Record, Known]:
    at = NOW - timedelta(days=days)
    said = Record(f"{source}/1", at, phone_sealed=phone.encode() or None, **more)  # type: ignore[arg-type]
    return said, Known(said.name, said.sex, said.born or "", "", "", phone, "present", said.source, at, None)


@pytest.fixture(autouse=True)
def today() -> object:
    with clock.set_to(NOW):
        yield


def test_each_field_is_whose_word_on_it_counts_most() -> None:
    register = record("household_register", name="张伟", phone="13900000001")
    census = record("census", name="张玮", phone="13900000002")
    known, otherwise, whose = surviving([census, register])
    assert (known.name, known.phone) == ("张伟", "13900000002")
    assert [(one.field, one.value, one.dataset) for one in otherwise] == [
        ("name", "张玮", "census"), ("phone", "13900000001", "household_register"),
    ]  # fmt: skip
    assert (whose["name"], whose["phone"]) == (register[0], census[0])


def test_a_word_that_nobody_stood_by_for_long_gives_way_to_a_fresh_one() -> None:
    days = fresh_for("phone", "census")
    assert days is not None and rank("phone", "census") < rank("phone", "staff")
    old = record("census", phone="13900000001", days=days.days + 1)
    fresh = record("staff", phone="13900000002", days=1)
    assert surviving([old, fresh])[0].phone == "13900000002"
    still = record("census", phone="13900000001", days=days.days - 1)
    assert surviving([still, fresh])[0].phone == "13900000001"


def test_of_two_equals_the_later_word_counts_and_what_only_one_says_is_taken() -> None:
    first, later = record("census", days=9, phone="13900000001"), record("census", days=1, phone="13900000002", sex="1")
    known, otherwise, _ = surviving([first, later])
    assert (known.phone, known.sex) == ("13900000002", "1")
    assert [one.value for one in otherwise] == ["13900000001"]


def test_what_was_corrected_by_hand_is_believed_before_any_file() -> None:
    register = record("household_register", name="张伟")
    corrected = record("census", name="张炜", said_by={"name": "correction"})
    assert surviving([register, corrected])[0].name == "张炜"
