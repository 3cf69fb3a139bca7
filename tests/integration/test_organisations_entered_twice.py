"""An organisation that market regulation lists twice, under two codes: found, made one, listed and counted once,
reached by either; and two again."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests import prepared
from tests.loading import NUMBERS

from fangxian.access.faults import NotAllowed, NotHere
from fangxian.access.reader import Reader
from fangxian.boards.models import AreaCount
from fangxian.identity import actions as identity
from fangxian.identity import queries
from fangxian.identity.events import ORGANISATION
from fangxian.identity.models import Alike, Merge, NotTheSame
from fangxian.ledger.models import Event
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.registry import queries as registry
from fangxian.registry.models import Organisation, Post, Site
from fangxian.runs import loading, merging, nightly
from fangxian.terms import uscc

pytestmark = pytest.mark.django_db

MAY = frozenset({"links.review", "people.read", "organisations.read"})
STEWARD = Reader("wu", ("230108",), ("data_steward",), MAY, (), 3, "data_quality")
ELSEWHERE = Reader("he", ("230109",), ("data_steward",), MAY, (), 3, "data_quality")
SEPTEMBER = datetime(2022, 9, 1, tzinfo=UTC)
GRID, OTHER = "230108001002001", "230108001002002"


def code(head: str, body: str) -> str:
    return head + "230108" + body + uscc.check_character(head + "230108" + body)


OLD, NEW, BRANCH, LATER = (
    code(*one) for one in (("91", "MA1BJW0R0"), ("91", "MA2BM8XG7"), ("91", "MA3BH7NC2"), ("91", "MA1BJW0R0"))
)
HEADER = "统一社会信用代码,企业名称,主体类型,登记状态,成立日期,住所,联系电话\n"
FIRMS = HEADER + "\n".join(
    (
        f"{OLD},哈尔滨金源商贸有限公司,有限责任公司,存续,2011-03-07,平房区兴建街道阳光花园1号楼1单元101室,0451-86512345",
        f"{NEW},金源商贸（哈尔滨）有限责任公司,有限责任公司,存续,2011-03-07,阳光花园1栋1单元101,0451 8651 2345",
        f"{BRANCH},哈尔滨金源商贸有限公司平房分公司,分公司,存续,2015-03-07,阳光花园1号楼1单元101室,0451-86512345",
        f"{code('92', 'MA5B001A0')},平房区恒顺面馆,个体工商户,存续,2019-03-07,平房区兴建街道阳光花园2号楼1单元101室,",
    )
)
STAFF = "统一社会信用代码,用人单位,员工姓名,身份证号码,岗位\n"


def roster(*rows: tuple[str, str, str]) -> str:
    return STAFF + "\n".join(f"{uscc},金源商贸,{name},{number},会计" for uscc, name, number in rows)


@pytest.fixture(autouse=True)
def installation(own_var: Path, tmp_path: Path) -> Iterator[None]:
    with clock.set_to(SEPTEMBER):
        prepared.district(tmp_path / "files", day=date(2022, 8, 31))
        load(tmp_path / "firms.csv", FIRMS)
        both = roster((OLD, "张伟", NUMBERS["zhang"]), (NEW, "张伟", NUMBERS["zhang"]), (NEW, "李娜", NUMBERS["li"]))
        load(tmp_path / "staff.csv", both)
        yield


def load(path: Path, text: str, *, day: date = date(2022, 8, 31), whole: bool = False) -> None:
    path.write_text(text + "\n", "utf-8")
    loading.load([path], by="test", day=day, whole=whole)


def key(uscc: str) -> int:
    return Organisation.objects.get(uscc=uscc).pk


def merged() -> Merge:
    return identity.merge(kept=key(OLD), absorbed=key(NEW), settings="organisations-1", by=STEWARD, kind=ORGANISATION)


def listed() -> list[str]:
    return [one.organisation.as_kept.name for one in registry.sites(STEWARD, "230108")]


def counted(area: str = "230108") -> int:
    return AreaCount.objects.get(measure="organisations", area_code=area).count


def test_the_night_finds_the_two_and_not_the_branch() -> None:
    found = {step.name: step.counts for step in nightly.nightly(by="night")}
    assert found["doubles"] == {"new": 1}
    pair = queries.alike(STEWARD, kind=ORGANISATION).get()
    assert {pair.first, pair.second} == {key(OLD), key(NEW)}
    assert (pair.reason, pair.settings, pair.area_code) == ("", "organisations-1", GRID)
    assert pair.agreed == "own_name:same;code:other_body;phone:same;site:address"
    assert not queries.alike(STEWARD).exists(), "a pair of organisations is no pair of people"
    assert merging.find_organisations(by="night") == 0, "found again, it waits once"


def test_merged_it_is_listed_and_counted_once_and_found_by_either() -> None:
    before = counted()
    assert listed().count("哈尔滨金源商贸有限公司") == 1 and len(listed()) == before == 4
    made = merged()
    assert len(listed()) == counted() == 3 and counted(GRID) == 2
    assert sum(many for _, many in registry.site_kinds(STEWARD, "230108")) == 3
    assert listed().count("哈尔滨金源商贸有限公司") == 1
    for text in (NEW, OLD, "金源商贸（哈尔滨", "哈尔滨金源商贸有限公司"):
        found = [one.pk for one in registry.search(STEWARD, text).places if one.kind == "organisation"]
        assert key(OLD) in found and key(NEW) not in found, text
    assert Site.objects.count() == 4 and Merge.objects.get() == made, "no row moved"


def test_the_page_of_either_is_the_one_with_sites_and_staff_of_both() -> None:
    merged()
    page = registry.organisation(STEWARD, key(NEW))
    assert (page.organisation.uscc, [one.uscc for one in page.others]) == (OLD, [NEW])
    assert len(page.sites) == 2
    assert page.staff == page.posts.count() == 2, "who stands on both rosters is one"
    (work,) = registry.person(STEWARD, Post.rows.filter(organisation=key(OLD)).get().person_id).work
    assert (work.organisation, work.name) == (key(OLD), "哈尔滨金源商贸有限公司")


def test_rows_of_later_files_stay_with_the_entry_that_they_name_and_are_reached_through_the_kept(
    tmp_path: Path,
) -> None:
    merged()
    with clock.set_to(SEPTEMBER + timedelta(days=1)):
        rows = roster((NEW, "王芳", NUMBERS["wang"]), ("", "赵敏", NUMBERS["zhao"])).replace(",金源商贸,王", ",,王")
        load(tmp_path / "more.csv", rows.replace(",金源商贸,", ",哈尔滨金源商贸有限公司,"), day=date(2022, 9, 2))
        load(tmp_path / "again.csv", FIRMS.replace("阳光花园1栋1单元101", "阳光花园2栋1单元101"), day=date(2022, 9, 2))
    assert registry.organisation(STEWARD, key(OLD)).staff == 4
    assert Post.rows.filter(organisation=key(NEW)).count() == 3 and Post.rows.filter(organisation=key(OLD)).count() == 2
    assert Organisation.objects.get(uscc=NEW).kept_id == key(OLD), "a file does not take a merge apart"
    there = [one.area_code for one in registry.sites(STEWARD, "230108") if one.organisation.as_kept.uscc == OLD]
    assert sorted(there) == [GRID, OTHER], "in another grid it has a site of its own"


def test_a_name_that_two_entries_of_one_bear_names_the_kept_one(tmp_path: Path) -> None:
    Organisation.objects.filter(uscc=NEW).update(name="哈尔滨金源商贸有限公司")
    rows = STAFF + f",哈尔滨金源商贸有限公司,王芳,{NUMBERS['wang']},会计"
    load(tmp_path / "one.csv", rows)
    assert Post.rows.count() == 3, "of two organisations nobody knows which is meant"
    merged()
    load(tmp_path / "two.csv", rows + "\n")
    load(tmp_path / "three.csv", rows.replace("会计", "出纳"))
    assert Post.rows.filter(organisation=key(OLD), until=None).count() == 2


def test_taken_back_they_are_two_as_if_nothing_had_been() -> None:
    def state() -> list[Any]:
        return [
            list(Organisation.objects.order_by("pk").values_list()),
            list(Site.objects.order_by("pk").values_list()),
            list(AreaCount.objects.order_by("measure", "area_code").values_list("measure", "area_code", "count")),
            sorted(listed()),
        ]

    merging.find_organisations(by="night")
    before = state()
    pair = Alike.objects.get()
    merging.merge(pair=pair.pk, kept=key(NEW), by=STEWARD, kind=ORGANISATION)
    assert state() != before and not queries.alike(STEWARD, kind=ORGANISATION).exists()
    assert merging.find_organisations(by="night") == 0
    merging.undo(pair=pair.pk, by=STEWARD, kind=ORGANISATION)
    assert state() == before and queries.alike(STEWARD, kind=ORGANISATION).get() == pair
    said = Event.objects.filter(kind__startswith="identity.organisation").order_by("pk")
    assert [one.kind for one in said] == ["identity.organisation_merged", "identity.organisation_unmerged"]
    found = Merge.objects.get()
    assert (found.by, found.undone_by, found.settings, found.agreed) == ("wu", "wu", "organisations-1", pair.agreed)
    assert found.score == pair.score and found.weights == pair.weights


def test_two_that_were_told_apart_are_not_asked_about_again_nor_merged() -> None:
    merging.find_organisations(by="night")
    pair = Alike.objects.get()
    merging.two(pair=pair.pk, by=STEWARD, kind=ORGANISATION)
    assert NotTheSame.objects.get().kind == ORGANISATION
    assert merging.find_organisations(by="night") == 0 and not queries.alike(STEWARD, kind=ORGANISATION).exists()
    with pytest.raises(Fault):
        merged()
    merging.undo(pair=pair.pk, by=STEWARD, kind=ORGANISATION)
    merged()


def test_only_who_may_and_only_in_their_areas() -> None:
    said = {"kept": key(OLD), "absorbed": key(NEW), "settings": "organisations-1", "kind": ORGANISATION}
    with pytest.raises(NotAllowed):
        identity.merge(by=Reader("x", ("230108",), (), frozenset()), **said)
    for reader in (ELSEWHERE, Reader("grid", (OTHER,), (), MAY)):
        with pytest.raises(NotHere):
            identity.merge(by=reader, **said)
    made = merged()
    with pytest.raises(NotHere):
        identity.unmerge(merge=made.pk, by=ELSEWHERE)
    for kept, absorbed in ((OLD, NEW), (NEW, BRANCH), (BRANCH, NEW), (OLD, OLD)):
        with pytest.raises(Fault):
            identity.merge(by=STEWARD, **said | {"kept": key(kept), "absorbed": key(absorbed)})


def test_shared_with_another_office_each_site_is_that_of_the_kept_one() -> None:
    merged()
    rows = registry.shared("organisations", STEWARD, {"uscc": "whole", "address": "whole"}, limit=10).rows
    assert len(rows) == 3 and {row[0] for row in rows} == {OLD, BRANCH, code("92", "MA5B001A0")}
