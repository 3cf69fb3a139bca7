"""Organisations that may be one, decided by keys alone and taken back, on a telephone and on a desk."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.deciding import by_keys_alone
from tests.signed_in import account, session
from tests.small_district import Size, build

from fangxian.identity import actions
from fangxian.identity.events import ORGANISATION
from fangxian.registry.models import Organisation

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def two_pairs() -> None:
    """Four of the district, two and two."""
    build(Size(2, 1, 2, 1))
    keys = list(Organisation.objects.order_by("pk").values_list("pk", flat=True)[:4])
    said = {
        "area_code": "230108", "score": 0.9999, "agreed": "own_name:same;code:other_body;phone:same;site:address",
        "weights": [["own_name", "same", 8.1], ["code", "other_body", -0.3], ["phone", "same", 13.9]], "reason": "",
        "settings": "organisations-1",
    }  # fmt: skip
    pairs = dict.fromkeys([(keys[0], keys[1]), (keys[2], keys[3])], said)
    actions.propose(pairs, by="night", kind=ORGANISATION)


@pytest.mark.parametrize("width", [390, 1440])
def test_pairs_are_merged_told_apart_and_taken_back_by_keys_alone(
    browser: Any, transactional_db: None, window: Callable[..., Any], width: int
) -> None:
    two_pairs()
    page = window(session(account("data_steward")), width=width)
    by_keys_alone(page, "organisations", width, back="已撤回，二者重新待核", none="没有待核对的法人重复登记了")
