"""What a list of people came of is said in words; one that somebody named keeps its name."""

import pytest

from fangxian.apps.programmes.words import list_named


@pytest.mark.parametrize(
    ("origin", "said"),
    [
        ("list/20221009004000/wu.zhiqiang", "页面录入名单 · 2022-10-09 08:40"),
        ("purchase/drug_purchases/20221009-1f", "购药登记"),
        ("breach/17", "不利佐证转入"),
        ("流调名单 · 密切接触者", "流调名单 · 密切接触者"),
        ("list/2", "list/2"),
    ],
)
def test_a_list_goes_by_what_it_came_of(origin: str, said: str) -> None:
    assert list_named(origin) == said
