"""No page asks the database more often when it shows more rows: the same questions for two sizes of district."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.signed_in import client
from tests.small_district import Size, build

from fangxian.registry.models import Building, Compound, Dwelling, Household, Organisation, Person

pytestmark = pytest.mark.django_db

SMALL, LARGE = Size(streets=1, communities=2, grids=1, floors=1), Size(streets=3, communities=3, grids=2, floors=4)
PAGES = [
    *("/", "/areas/230108100/", "/?measure=unregistered", "/areas/230108/outlines.json"),
    *("/people/", "/people/?measure=unregistered", "/households/", "/dwellings/", "/compounds/", "/organisations/"),
    *("/search/?q=w", "/people/export/", "/people/1/", "/people/1/?as_of=2022-07-15"),
    *("/compounds/{compound}/", "/buildings/{building}/", "/dwellings/{dwelling}/", "/organisations/{organisation}/"),
]


def asked(browser: Client, address: str) -> int:
    """How many questions a page puts to the database, once it is warm."""
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as questions:
            answer = browser.get(address)
            assert answer.status_code == 200, address
            b"".join(answer)
    return len(questions)


def told(browser: Client) -> dict[str, int]:
    keys = {
        "compound": Compound.objects.order_by("pk").first(),
        "building": Building.objects.order_by("pk").first(),
        # Every seventh door has nobody behind it, of whom nothing would be asked.
        "dwelling": Dwelling.objects.filter(residences__isnull=False).order_by("pk").first(),
        "organisation": Organisation.objects.order_by("pk").first(),
    }
    named = {name: row.pk for name, row in keys.items() if row is not None}
    return {page: asked(browser, page.format(**named)) for page in PAGES}


def test_more_rows_ask_no_more() -> None:
    build(SMALL)
    browser = client("investigator")
    few = told(browser)
    people = Person.rows.count()
    for table in (Organisation, Person, Household, Dwelling, Building, Compound):
        getattr(table, "rows", table.objects).all().delete()
    _empty()
    build(LARGE)
    assert Person.rows.count() > 5 * people
    assert told(browser) == few


def test_no_page_asks_for_much() -> None:
    build(SMALL)
    assert max(told(client("investigator")).values()) <= 24


def _empty() -> None:
    from fangxian.catalogue.models import Batch, Dataset
    from fangxian.identity.models import SourceLink
    from fangxian.registry.models import Area

    for table in (SourceLink, Batch, Dataset):
        table.objects.all().delete()
    for level in ("grid", "community", "street", "district"):
        Area.objects.filter(level=level).delete()
