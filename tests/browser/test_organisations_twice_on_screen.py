"""Organisations that may be one, decided by keys alone and taken back, on a telephone and on a desk."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.signed_in import account, session
from tests.small_district import Size, build

from fangxian.identity import actions
from fangxian.identity.events import ORGANISATION
from fangxian.identity.models import Alike, Merge
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
    first, second = Alike.objects.order_by("pk")
    page = window(session(account("data_steward")), width=width)
    page.goto("/review/organisations/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/review/organisations/{first.pk}/")
    page.get_by_text("办理后会发生什么").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.keyboard.press("1")
    page.wait_for_url(f"**/review/organisations/{second.pk}/")
    assert Merge.objects.get().kept == first.first
    page.keyboard.press("z")
    page.wait_for_url(f"**/review/organisations/{first.pk}/undo/")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/review/organisations/{first.pk}/")
    page.get_by_text("已撤回，二者重新待核").wait_for()
    assert not Merge.objects.filter(undone_at=None).exists()
    page.keyboard.press("0")
    page.wait_for_url(f"**/review/organisations/{second.pk}/")
    page.keyboard.press("2")
    page.get_by_text("没有待核对的法人重复登记了").wait_for()
    made = Merge.objects.get(undone_at=None)
    assert (made.kept, made.absorbed) == (second.second, second.first)
    page.goto(f"/organisations/{second.first}/")
    page.wait_for_url(f"**/organisations/{second.second}/")
    page.get_by_text("由多份档案合并").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
