"""Law 9: each figure links to the rows it counts, and the list has the same length."""

import re
from html import unescape
from urllib.parse import urljoin

import pytest
from django.test import Client
from tests.signed_in import client
from tests.small_district import Size, build

pytestmark = pytest.mark.django_db

#: A link around a number: the address, then the figure.
FIGURE = re.compile(r'<a(?: class="big")? href="([^"]+)">(?:<b>)?([\d,]+)(?:</b>|</a>)')


def figures(page: str) -> list[tuple[str, int]]:
    return [(unescape(address), int(number.replace(",", ""))) for address, number in FIGURE.findall(page)]


def rows_of(browser: Client, address: str) -> int:
    """How many rows a list has, walked to its end."""
    rows = 0
    while True:
        answer = browser.get(address)
        assert answer.status_code == 200, address
        page = answer.context["page"]
        rows += len(page.rows)
        if not page.after:
            return rows
        address = f"{address.split('&after=')[0]}&after={page.after}"


@pytest.mark.parametrize(
    ("role", "area"), [("investigator", "230108"), ("street_office", "230108101"), ("community_lead", "230108100100")]
)
def test_every_figure_on_a_board_opens_as_many_rows(role: str, area: str) -> None:
    build(Size(streets=2, communities=2, grids=2, floors=3))
    browser = client(role, area)
    for address in ("/", "/?measure=unregistered", "/?measure=dwellings"):
        found = figures(browser.get(address).content.decode())
        assert len(found) > 10
        for opens, number in dict(found).items():
            assert rows_of(browser, opens) == number, opens


def test_who_may_not_see_people_sees_numbers_that_open_nothing() -> None:
    build(Size(streets=1, communities=1, grids=1, floors=1))
    page = client("headquarters").get("/").content.decode()
    assert "people/" not in page
    assert 'class="big"' in page


def test_a_batch_adds_up_on_its_page() -> None:
    build(Size(streets=1, communities=1, grids=1, floors=1))
    browser = client("data_steward")
    opens = figures(browser.get("/batches/").content.decode())
    assert opens
    for address, number in opens:
        assert rows_of(browser, urljoin("/batches/", address)) == number
