"""Law 14: whom a row in doubt may mean has not left, though a list of everybody names them nowhere else."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from tests import prepared
from tests.loading import CENSUS, load_confirmed, write

from fangxian.access.reader import Reader
from fangxian.identity.models import Doubt
from fangxian.lib import clock
from fangxian.registry.models import KeyGroupMembership, Person, Post, Residence
from fangxian.runs import deciding

pytestmark = pytest.mark.django_db

STEWARD = Reader("wu", ("230108",), ("data_steward",), frozenset({"links.review"}), (), 3, "care")
SEPTEMBER = datetime(2022, 9, 1, tzinfo=UTC)
ORGANISATIONS = """统一社会信用代码,单位名称,单位类型,地址
91110000600037341L,平房小学,学校,平房区友协大街2号
"""
STAFF = """统一社会信用代码,单位名称,姓名,身份证号,联系电话,岗位,入职日期
91110000600037341L,平房小学,李娜,{li},13912345678,教师,2020-09-01
91110000600037341L,平房小学,张伟,{zhang},13812345678,保安,2020-09-01
91110000600037341L,平房小学,王芳,{wang},13612345678,厨师,2020-09-01
"""
GROUPS = """姓名,身份证号,类别,等级,认定日期
王芳,{wang},空巢老人,,2020-01-01
李娜,{li},孕产妇,,2022-01-01
张伟,{zhang},残疾,二级,2020-01-01
"""


@pytest.fixture(autouse=True)
def installation(own_var: Path, tmp_path: Path) -> Iterator[None]:
    with clock.set_to(SEPTEMBER):
        texts = {"单位": ORGANISATIONS, "员工": STAFF, "重点人群": GROUPS}
        prepared.district(tmp_path / "files", **texts, whole=True, day=date(2022, 8, 31))
        yield


def load(folder: Path, name: str, text: str, *, after: int) -> None:
    """A list of everybody that leaves one of three out."""
    path = next(one for one in write(folder, **{name: text}) if one.stem == name)
    day = SEPTEMBER.date() + timedelta(days=after)
    with clock.set_to(SEPTEMBER + timedelta(days=after)):
        load_confirmed([path], by="wu", day=day, whole=True)


def without(text: str, name: str) -> str:
    return "\n".join(line for line in text.splitlines() if name not in line) + "\n"


def living() -> set[str]:
    return set(Residence.objects.filter(kind="lives", ended_recorded_at=None).values_list("person__name", flat=True))


def members() -> set[str]:
    return set(KeyGroupMembership.rows.filter(until=None).values_list("person__name", flat=True))


def at_work() -> set[str]:
    return set(Post.rows.filter(until=None).values_list("person__name", flat=True))


@pytest.mark.parametrize(
    ("name", "text", "left_out", "standing"),
    [("实有人口", CENSUS, "赵敏", living), ("重点人群", GROUPS, "王芳", members), ("员工", STAFF, "王芳", at_work)],
    ids=["census", "key groups", "staff"],
)
def test_whom_a_row_in_doubt_may_mean_is_left_as_they_are(
    tmp_path: Path, name: str, text: str, left_out: str, standing: Callable[[], set[str]]
) -> None:
    before = standing()
    assert {"李娜", left_out} <= before
    # 李娜's number beside another name: she, or somebody whose number was mistyped.
    load(tmp_path / "next", name, without(text, left_out).replace("李娜", "孙倩"), after=30)
    (doubt,) = Doubt.objects.filter(decided_at=None)
    assert [one["person"] for one in doubt.candidates] == [Person.rows.get(name="李娜").pk]
    assert standing() == before - {left_out}


def test_when_it_is_decided_that_it_was_another_the_next_list_counts(tmp_path: Path) -> None:
    load(tmp_path / "next", "实有人口", CENSUS.replace("李娜", "孙倩"), after=30)
    assert "李娜" in living()
    deciding.newcomer(doubt=Doubt.objects.get(decided_at=None, dataset="census").pk, by=STEWARD)
    assert {"李娜", "孙倩"} <= living()
    load(tmp_path / "later", "实有人口", CENSUS.replace("李娜", "孙倩").replace("自有", "租住"), after=60)
    assert "李娜" not in living() and "孙倩" in living()
    assert Residence.objects.get(person__name="李娜", kind="lives").until == date(2022, 10, 31)


def test_who_is_on_no_row_at_all_has_left(tmp_path: Path) -> None:
    load(tmp_path / "next", "实有人口", without(CENSUS, "李娜"), after=30)
    assert living() == {"张伟", "赵敏"}
