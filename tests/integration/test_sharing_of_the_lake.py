"""What departments sent, shared from the lake: a row goes to whoever may see its person, or by the area it names."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests import prepared
from tests.integration.test_evidence_files import STEWARD, file
from tests.loading import NUMBERS
from tests.own_contracts import NAME, TEXT, own_contracts, pupil, put
from tests.screening_rounds import activated
from tests.sharing import asked, asker, granted, owner
from tests.signed_in import account

from fangxian.access import masks
from fangxian.access.queries import reader
from fangxian.ledger import queries as ledger
from fangxian.lib import clock
from fangxian.registry.models import Person
from fangxian.runs import evidence, loading, sharing
from fangxian.sharing import actions
from fangxian.sharing.faults import Unfit

__all__ = ["own_contracts"]
pytestmark = pytest.mark.django_db
COMMUNITY, FIRST, SECOND = "230108001002", "230108001002001", "230108001002002"


@pytest.fixture(autouse=True)
def installation(own_var: Path, tmp_path: Path) -> Iterator[None]:
    with clock.set_to(datetime(2022, 9, 9, 12, tzinfo=UTC)):
        prepared.district(tmp_path / "files", day=date(2022, 8, 31))
        yield


def taken(*, limit: int = 2, given: dict[str, Any] | None = None, **other: Any) -> list[tuple[Any, ...]]:
    """The rows of a grant, page by page."""
    by = asker()
    grant = granted(by, owner(other["dataset"]), given=given, **({"area_code": COMMUNITY} | other))
    key, cursor, rows = actions.make_key(grant=grant.pk, by=by), "", []
    while True:
        page = sharing.page(grant=grant.pk, key=key, cursor=cursor, limit=limit)
        rows += page.rows
        if not (cursor := page.after):
            return rows


def test_a_departments_rows_come_as_they_were_cleaned_and_masked_as_granted() -> None:
    fields = {"household": "whole", "name": "whole", "birth_date": "masked", "id_number": "masked", "moved_in": "whole"}
    rows = [("H1", "张伟", "1990*", "zhang", "2015-05-01"), ("H1", "李娜", "1992*", "li", "2016-05-01")]
    rows += [("H2", "王芳", "1960*", "wang", "2001-05-01")]
    masked = [(*row[:3], masks.number(NUMBERS[row[3]]), row[4]) for row in rows]
    assert taken(dataset="household_register", fields=fields) == masked


def test_a_row_goes_to_whoever_may_see_its_person() -> None:
    fields = {"name": "whole", "phone": "masked"}
    assert taken(dataset="census", fields=fields, given={"area": SECOND}) == [("赵敏", "137****5678")]
    zhao, li = (Person.rows.get(name=name).pk for name in ("赵敏", "李娜"))
    assert [one.action for one in ledger.readers_of("person", zhao)] == ["people.export"]
    assert ledger.readers_of("person", li) == []


def test_what_lies_under_an_outbreak_is_opened_for_the_page_and_a_row_of_nobody_goes_to_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = activated(monkeypatch)
    evidence.arrive(outbreak=number, dataset="drug_purchases", path=file(tmp_path), by=STEWARD)
    said = {"dataset": "drug_purchases", "fields": {"name": "whole", "drug": "whole", "symptoms": "whole"}}
    rows = taken(**said, outbreak=number)
    assert [(name, drug) for name, drug, _ in rows] == [("李娜", "布洛芬缓释胶囊"), ("赵敏", "布洛芬缓释胶囊")]
    assert not list((tmp_path / "var" / "work").glob("inbox-*/*"))


def test_a_dataset_of_people_that_are_linked_to_nobody_is_not_offered(own_contracts: Path) -> None:
    with pytest.raises(Unfit, match="linked to nobody"):
        actions.ask(asked=asked(dataset=NAME, fields={"day": "whole"}, area_code=COMMUNITY), by=asker())


def test_a_dataset_of_nobody_that_names_no_area_is_the_whole_districts(own_contracts: Path, tmp_path: Path) -> None:
    (own_contracts / f"{NAME}.odcs.yaml").write_text(TEXT.replace("classification: scrub", "classification: allow"))
    loading.load([put(tmp_path, "缺课.csv", [pupil(place) for place in range(3)])], by="clerk", dataset=NAME)
    fields = {"day": "whole", "cause": "whole"}
    with pytest.raises(Unfit, match="whole district"):
        actions.ask(asked=asked(dataset=NAME, fields=fields), by=asker(name="qian"))
    by = asker("analyst", "230108", "zhou")
    headquarters = reader(account("headquarters", name="sun"))
    grant = granted(by, headquarters, dataset=NAME, fields=fields, area_code="230108")
    page = sharing.page(grant=grant.pk, key=actions.make_key(grant=grant.pk, by=by))
    assert page.rows == [("2022-09-01", "fever")] * 3


def test_of_nobody_and_with_an_area_each_gets_their_own() -> None:
    by = asker()
    areas = actions.ask(asked=asked(dataset="areas", fields={"code": "whole"}, area_code=COMMUNITY), by=by)
    rows = sharing.page(grant=areas.pk, key=actions.make_key(grant=areas.pk, by=by)).rows
    assert rows == [(COMMUNITY,), (FIRST,), (SECOND,)]
