"""Records that may be one person's, decided by keys alone and taken back, on a telephone and on a desk."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.deciding import by_keys_alone
from tests.registering import homes, people
from tests.signed_in import account, session
from tests.small_district import Size, build

from fangxian.identity import actions
from fangxian.registry import actions as registry
from fangxian.registry.models import Dwelling, Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def two_pairs() -> None:
    """Two of the district, each once more."""
    build(Size(2, 1, 1, 1))
    pairs = {}
    for one in Person.rows.order_by("pk")[:2]:
        door = Dwelling.objects.filter(residences__person=one).order_by("pk")[0]
        line = {"newcomer": 0, "name": one.name, "phone": "13911112222", "area_code": one.area_code}
        _, (again,) = people(line, source="census/9")
        homes({"person": again, "dwelling": door.code, "area_code": one.area_code})
        registry.settle_whereabouts(source="census/9", by="test", only=[again])
        pairs[one.pk, again] = {
            "area_code": one.area_code, "score": 0.9999, "agreed": "name:same;phone:same;place:door", "reason": "",
            "weights": [["name", "same", 8.1], ["phone", "same", 19.6], ["place", "door", 16.1]],
            "settings": "people-2",
        }  # fmt: skip
    actions.propose(pairs, by="night")


@pytest.mark.parametrize("width", [390, 1440])
def test_pairs_are_merged_told_apart_and_taken_back_by_keys_alone(
    browser: Any, transactional_db: None, window: Callable[..., Any], width: int
) -> None:
    two_pairs()
    page = window(session(account("data_steward")), width=width)
    by_keys_alone(page, "people", width, back="已撤回，二人重新待核", none="没有待核对的重复登记了")
