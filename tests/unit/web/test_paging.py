"""A list is walked page by page: everybody once, in order, and a forged key is refused."""

import pytest
from django.core.exceptions import BadRequest

from fangxian.access.models import Account
from fangxian.web.paging import page

pytestmark = pytest.mark.django_db


def test_pages_hold_every_row_once_in_order() -> None:
    Account.objects.bulk_create(
        Account(username=f"a{number:03}", unit="甲乙丙"[number % 3], password="!") for number in range(23)
    )
    seen, after, pages = [], "", 0
    while True:
        shown = page(Account.objects.all(), ("-unit", "pk"), after, size=5)
        seen += shown.rows
        pages += 1
        assert shown.first == (pages == 1)
        if not shown.after:
            break
        after = shown.after
    assert pages == 5
    assert seen == sorted(Account.objects.all(), key=lambda one: (-ord(one.unit), one.pk))


@pytest.mark.parametrize("after", ["x", "!!", "W10", "eyJhIjoxfQ", "WzEsMiwzXQ"])
def test_a_key_that_is_none_is_refused(after: str) -> None:
    with pytest.raises(BadRequest):
        page(Account.objects.all(), ("-unit", "pk"), after)
