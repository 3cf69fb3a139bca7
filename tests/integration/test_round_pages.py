"""The pages of testing rounds: each figure opens a list of its length, masked and noted; the report names nobody."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook
from tests import prepared
from tests.loading import NUMBERS
from tests.screening_rounds import EVENING, activated, file, made, row
from tests.signed_in import client

from fangxian.ledger.models import AuditEntry
from fangxian.lib import clock
from fangxian.runs import arrival
from fangxian.screening import queries

pytestmark = pytest.mark.django_db
DISTRICT = "230108"
GRID = "230108001002001"
ROWS = [row("张伟", "zhang", "13812345678"), row("孙悟空", "sun", "13912340000"), row("李白", "", "13912349999")]


@pytest.fixture(autouse=True)
def round(own_var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with clock.set_to(EVENING):
        prepared.district(tmp_path / "files")
        found = made(activated(monkeypatch))
        arrival.arrive(round=found.pk, path=file(tmp_path, "a", ROWS), by="test")
        yield found.pk


@pytest.mark.parametrize("area", [DISTRICT, GRID])
def test_each_figure_opens_a_list_of_its_length(round: int, area: str) -> None:
    browser = client("data_steward")
    page = browser.get(f"/rounds/{round}/?area={area}").context
    assert page["figures"]["tested"].value == 1
    for figure in page["figures"].values():
        shown = browser.get(figure.link).context
        assert len(shown["rows"]) == shown["page"].whole == figure.value, figure.name
    below = [one["at"] for one in page["rows"]]
    if below:
        assert sum(one.expected for one in below) == page["at"].expected


def test_whoever_is_listed_is_noted_and_so_is_who_is_in_no_register(round: int) -> None:
    browser = client("street_office", "230108001")
    people = browser.get(f"/rounds/{round}/people/?figure=tested&area={GRID}").content.decode()
    assert "张伟" in people and NUMBERS["zhang"] not in people
    assert AuditEntry.objects.filter(action="people.read", subject_kind="person").exists()
    shown = browser.get(f"/rounds/{round}/strays/?area=230108001")
    if shown.context["rows"]:
        assert AuditEntry.objects.filter(action="people.read", subject_kind="stray").exists()


def test_a_stray_is_shown_masked_for_the_role(round: int) -> None:
    listed = client("street_office", DISTRICT).get(f"/rounds/{round}/strays/?area={DISTRICT}").content.decode()
    assert "孙悟空" in listed and "13912340000" not in listed and NUMBERS["sun"] not in listed


def test_who_sees_no_people_sees_numbers_without_lists(round: int) -> None:
    browser = client("headquarters")
    page = browser.get(f"/rounds/{round}/")
    assert {figure.link for figure in page.context["figures"].values()} == {""}
    assert browser.get(f"/rounds/{round}/people/?figure=tested").status_code == 403
    assert browser.get(f"/rounds/{round}/strays/").status_code == 403


def test_another_areas_round_is_not_there(round: int) -> None:
    browser = client("grid_worker", GRID)
    assert browser.get(f"/rounds/{round}/?area={DISTRICT}").status_code == 404
    assert browser.get(f"/rounds/{round}/").context["at"].code == GRID
    assert browser.get("/rounds/999/").status_code == 404
    assert browser.get(f"/rounds/{round}/people/?figure=colour").status_code == 400


def test_the_report_and_its_workbook_hold_counts_that_add_up_and_name_nobody(round: int) -> None:
    browser = client("headquarters")
    printed = browser.get(f"/rounds/{round}/report/").content.decode()
    assert "张伟" not in printed and "孙悟空" not in printed
    book = browser.get(f"/rounds/{round}/report.xlsx")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(book))).get_sheet_by_index(0).to_python()
    head, whole, *rest = sheet
    tested = head.index("已检测")
    streets = [line for line in rest if len(str(line[0])) == 9]
    assert int(whole[tested]) == sum(int(line[tested]) for line in streets) == 1
    assert int(whole[2]) == queries.figures(round).expected


def test_a_longer_list_asks_no_more(round: int) -> None:
    browser = client("street_office", "230108001")
    browser.get(f"/rounds/{round}/people/?figure=untested")
    with CaptureQueriesContext(connection) as few:
        browser.get(f"/rounds/{round}/people/?figure=tested")
    with CaptureQueriesContext(connection) as more:
        browser.get(f"/rounds/{round}/people/?figure=untested")
    assert len(more) == len(few), "two people are untested, one is tested"
