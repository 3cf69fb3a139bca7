"""Which organisations are proposed as one, with what agrees and what speaks against it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.linkage.organisations import Entry, doubles
from fangxian.terms import uscc

GRID, OTHER = "230108001001001", "230108001002001"
ROAD = ("哈尔滨市平房区新疆街道新疆大街123号", GRID)


def code(head: str, body: str) -> str:
    return head + "230108" + body + uscc.check_character(head + "230108" + body)


FIRST = Entry(1, code("91", "MA1BJW0R0"), "哈尔滨金源商贸有限公司", "enterprise", date(2011, 3, 7), "a", (ROAD,))
AGAIN = replace(FIRST, key=2, uscc=code("91", "MA2BM8XG7"), name="金源商贸有限责任公司")
#: Others of the district, so that a name or an address is worth something.
REST = tuple(
    Entry(100 + one, code("92", f"MA7B{one:04}0"), f"平房区第{one}商店", places=((f"友协大街{one}号", OTHER),))
    for one in range(500)
)


def found(*entries: Entry) -> list[tuple[int, int, str]]:
    return [(one.first, one.second, one.reason) for one in doubles((*entries, *REST))]


def test_a_name_and_an_address_bring_two_together_with_what_each_is_worth() -> None:
    (one,) = doubles((AGAIN, FIRST, *REST))
    assert (one.first, one.second, one.reason) == (1, 2, "")
    assert one.agreed == "own_name:same;code:other_body;phone:same;site:address" and one.score > 0.99
    worth = {field: bits for field, _, bits in one.weights}
    assert worth["own_name"] > 5 and worth["phone"] > 5 and worth["site"] > 5 and worth["code"] < 0


def test_the_same_nine_characters_under_another_head_are_the_organisation() -> None:
    school = replace(AGAIN, uscc=code("93", "MA1BJW0R0"), phone="", places=(("平新路370号", OTHER),))
    assert found(FIRST, school) == [(1, 2, "")]
    assert found(FIRST, replace(school, name="平房区红旗幼儿园")) == [(1, 2, "two_names")]


@pytest.mark.parametrize("name", ["哈尔滨金源商贸有限公司平房分公司", "金源商贸第二分店", "金源商贸新疆大街店"])
def test_a_branch_is_never_proposed_whatever_it_shares_with_its_head(name: str) -> None:
    assert found(FIRST, replace(AGAIN, name=name)) == []


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"kind": "shop"}, "two_kinds"),
        ({"established": date(2019, 1, 1)}, "two_dates"),
        ({"name": "恒顺面馆"}, None),
        ({"name": "鑫源商贸有限公司"}, "names_nearly"),
        ({"name": "哈尔滨金源商贸股份有限公司"}, "two_forms"),
        ({"phone": "", "places": (("平新路370号", OTHER),)}, "name_alone"),
        ({"phone": "b", "places": (("平新路370号", OTHER),)}, None),
        ({"established": None, "phone": "", "kind": ""}, ""),
    ],
)
def test_what_speaks_against_it_is_said(said: dict[str, object], reason: str | None) -> None:
    changed = found(FIRST, replace(AGAIN, **said))
    assert changed == ([] if reason is None else [(1, 2, reason)])


def test_an_abbreviation_at_the_same_address_is_asked_about() -> None:
    whole = replace(FIRST, name="哈尔滨东安汽车发动机制造有限公司")
    assert found(whole, replace(AGAIN, name="东安发动机")) == [(1, 2, "name_short")]


def test_the_phone_of_an_agent_and_the_address_of_a_market_bring_nobody_together() -> None:
    market = [
        Entry(one, code("92", f"MA6B{one:04}0"), f"平房区金源{one}号摊位", phone="agent", places=(ROAD,))
        for one in range(1000, 1060)
    ]
    assert found(*market) == []


def test_a_name_that_many_bear_says_nothing_alone() -> None:
    chain = [
        Entry(one, code("92", f"MA5B{one:04}0"), "永泰大药房", places=((f"哈南路{one}号", OTHER),)) for one in range(4)
    ]
    assert found(*chain) == [] and len(found(*chain[:2])) == 1


@given(st.permutations([FIRST, AGAIN, *REST[:20]]))
def test_the_order_of_the_entries_does_not_matter(entries: list[Entry]) -> None:
    assert doubles(entries) == doubles(sorted(entries, key=lambda one: one.key))
