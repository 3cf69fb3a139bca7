"""What a library answers is judged page by page: what may be better next time, what is another thing than agreed."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.intake.library import libraries, pages
from fangxian.intake.library.asking import Question
from fangxian.intake.library.connection import Reply
from fangxian.intake.library.troubles import Trouble
from fangxian.lib.fault import Fault

CITY = libraries()["city"]
ROW = {"lsh": "1", "xm": "王伟", "zjhm": "23010819800307663X", "jcjg": "阴性"}


def reply(said: object, *, kind: str = "application/json", charset: str = "utf-8") -> Reply:
    body = said if isinstance(said, bytes) else json.dumps(said, ensure_ascii=False).encode(charset)
    return Reply(kind, charset, body)


def page(**said: object) -> dict[str, Any]:
    return {"code": 0, "data": {"rows": [ROW], "next": None, "total": 1} | said}


def read(said: Reply) -> pages.Page:
    return pages.read(said, CITY, Question({}))


def test_a_page_has_rows_the_next_cursor_and_the_total() -> None:
    found = read(reply(page(next="c2", total="31")))
    assert (found.next, found.total) == ("c2", 31)
    assert found.rows[0].identity == "1"
    assert found.rows[0].cells == ("王伟", "23010819800307663X", "", "", "阴性", "", "", "", "")


@pytest.mark.parametrize(("said", "following"), [(None, None), ("", None), (0, "0"), (7, "7")])
def test_no_cursor_is_the_end_and_a_number_is_a_cursor(said: object, following: str | None) -> None:
    assert read(reply(page(next=said))).next == following


def test_numbers_keep_all_their_figures() -> None:
    found = read(reply(json.dumps(page(rows=[ROW | {"lsh": 1, "zjhm": 230108198003076631, "sjh": 1.50}])).encode()))
    assert found.rows[0].identity == "1"
    assert found.rows[0].cells[1:3] == ("230108198003076631", "1.5")


def test_what_is_said_in_an_older_encoding_is_read() -> None:
    assert read(reply(page(), charset="gb18030")).rows[0].cells[0] == "王伟"


def test_half_a_character_becomes_the_sign_for_one_that_is_lost() -> None:
    found = read(reply(json.dumps(page(rows=[ROW | {"xm": "王\ud840"}])).encode()))
    assert found.rows[0].cells[0] == "王\ufffd"
    assert "".join(found.rows[0].cells).encode()


@pytest.mark.parametrize(
    "said",
    [
        reply(b""),
        reply(b'{"code": 0, "data": {"rows": ['),
        reply(b"[" * 100_000),
        reply("王".encode("gb18030")),
        reply(page(), kind="text/html"),
        reply(page(), kind=""),
        Reply("application/json", "utf-7", b"{}"),
    ],
)
def test_what_may_be_better_next_time(said: Reply) -> None:
    with pytest.raises(Trouble):
        read(said)


@pytest.mark.parametrize(
    "said",
    [
        *([], {}, 1, "text", None, {"code": 0}, {"code": 9, "data": {}}, {"code": "王伟 23010819800307663X"}),
        *(page(rows={}), page(rows=[1]), page(rows=[[]]), page(rows=[ROW] * 2001), page(rows=[ROW | {"xm": ["王伟"]}])),
        *(page(rows=[ROW | {"lsh": None}]), page(rows=[ROW | {"lsh": ""}]), page(next={}), page(next=True)),
        *(page(total=None), page(total=-1), page(total=1.5), page(total="many"), page(total="９"), page(total=10**20)),
        page(rows=[{"lsh": str(at), "name": "王伟"} for at in range(20)]),
    ],
)
def test_what_is_another_thing_than_agreed(said: object) -> None:
    with pytest.raises(Fault) as fault:
        read(reply(said))
    assert "王伟" not in fault.value.en + fault.value.zh
    assert "230108" not in fault.value.en + fault.value.zh


def test_codes_say_yes_again_or_no() -> None:
    coded = replace(CITY, reply=replace(CITY.reply, busy=("5",), refused=("6",)))
    with pytest.raises(Trouble, match="busy"):
        pages.read(reply({"code": 5}), coded, Question({}))
    with pytest.raises(Fault, match="credentials"):
        pages.read(reply({"code": 6}), coded, Question({}))


def test_a_row_may_be_named_by_several_fields() -> None:
    several = replace(CITY, identity=("gh", "zjhm"))
    rows = [ROW | {"gh": "1", "zjhm": "23"}, ROW | {"gh": "12", "zjhm": "3"}]
    found = pages.read(reply(page(rows=rows)), several, Question({}))
    assert len({row.identity for row in found.rows}) == 2


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["code", "data", "rows", "next", "lsh"]), inner)
    ),
    max_leaves=12,
)


@given(st.binary(max_size=60) | json_like.map(lambda said: json.dumps(said).encode()))
def test_whatever_is_answered_is_a_page_or_a_sentence(body: bytes) -> None:
    try:
        found = read(reply(body))
    except (Trouble, Fault):
        return
    assert found.total is not None
