"""What is agreed with a library stands in a file; every line that is wrong is named."""

from pathlib import Path

import pytest

from fangxian.intake.library import asking, libraries
from fangxian.intake.library.upstream import DEFAULT
from fangxian.intake.library.wanted import wanted
from fangxian.lib.fault import Fault

OURS = DEFAULT.read_text("utf-8")
MINE = """
[province]
zh = "省平台"
en = "the province's library"
url = "https://results.example/api"
asks = "window"
identity = ["id"]
[province.request]
path = "/pages"
from = "begin"
to = "finish"
[province.reply]
rows = "rows"
next = "next"
[province.fields]
name = "name"
id_number = "number"
result = "result"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, "utf-8")
    return path


def test_our_own_are_those_of_the_demo() -> None:
    assert list(libraries()) == ["city", "national"]


def test_another_offices_library_is_a_file(tmp_path: Path) -> None:
    province = libraries(written(tmp_path, MINE))["province"]
    assert (province.request.start, province.request.end) == ("begin", "finish")
    assert province.limits.tries == 8
    assert province.most_rows == 2000


@pytest.mark.parametrize(
    ("line", "instead", "says"),
    [
        ('zh = "省平台"', "", "province.zh: this line is missing"),
        ('asks = "window"', 'asks = "everything"', "province.asks"),
        ('asks = "window"', 'asks = "numbers"', "province.request: numbers go in the body"),
        ('identity = ["id"]', "identity = []", "province.identity"),
        ('identity = ["id"]', 'identity = "id"', "province.identity: it is of another kind"),
        ('identity = ["id"]', 'identity = ["id"]\ncolour = 1', "province.colour: there is no such line"),
        ('identity = ["id"]', 'identity = ["id"]\nname = "x"', "province.name: there is no such line"),
        ("https://results.example", "http://results.example", "province.url: what is of people"),
        ("https://results.example", "ftp://results.example", "province.url: write it like"),
        ("https://results.example", "https://me:secret@results.example", "province.url: write it like"),
        ("https://results.example", "https://results.example:port", "province.url: it is no address"),
        ('path = "/pages"', 'path = "pages"', "province.request: GET or POST"),
        ('path = "/pages"', 'path = "/pages"\npage_size = 0', "province.request.page_size"),
        ('path = "/pages"', 'path = "/pages"\npage_size = true', "province.request.page_size: it is of another kind"),
        ('path = "/pages"', 'path = "/pages"\ncursor = ""', "a page a cursor"),
        ('name = "name"', 'name = "name"\nshoe_size = "s"', "province.fields.shoe_size: fields are name"),
        ('result = "result"', "", "province.fields.result: this field is needed"),
        ("[province.reply]", "[province.limits]\ntries = 0\n[province.reply]", "province.limits.tries"),
        ("[province.reply]", "[province.limits]\nwhole = nan\n[province.reply]", "province.limits.whole"),
        ("[province.reply]", "[province.limits]\nsilence = 0\n[province.reply]", "province.limits.silence"),
        ("[province.request]", "reply = 1\n[province.request]", "is not TOML"),
        (MINE, "", "no library stands in it"),
        (MINE, "province = 1", "province: it is a table of its own"),
    ],
)
def test_a_line_that_is_wrong_is_named(tmp_path: Path, line: str, instead: str, says: str) -> None:
    assert line in MINE
    with pytest.raises(Fault) as said:
        libraries(written(tmp_path, MINE.replace(line, instead)))
    assert f"mine.toml: {says}" in said.value.en or says in said.value.en
    assert said.value.zh.startswith("mine.toml：")
    assert "secret" not in said.value.en


def test_a_network_of_ones_own_may_be_plain(tmp_path: Path) -> None:
    plain = MINE.replace("https:", "http:").replace('asks = "window"', 'asks = "window"\nplain_http = true')
    assert libraries(written(tmp_path, plain))["province"].address.scheme == "http"


def test_a_library_is_asked_in_the_way_it_can_be() -> None:
    city, national = libraries().values()
    with pytest.raises(Fault, match="asked for numbers"):
        asking.window(national)
    with pytest.raises(Fault, match="is not asked for numbers"):
        asking.numbers(city, ["230108199003076634"])
    with pytest.raises(Fault, match="no number to ask for"):
        asking.numbers(national, [])


def test_a_question_shows_nobodys_number() -> None:
    (question,) = asking.numbers(libraries()["national"], ["230108199003076634"])
    assert "230108" not in repr(question)


def test_other_numbers_are_another_question() -> None:
    national = libraries()["national"]
    prints = {asking.fingerprint(national, asking.numbers(national, list(asked))) for asked in ("ab", "ac", "ab")}
    assert len(prints) == 2


NUMBER, SECOND = "23010819800307663", "23010819820307664"


def test_numbers_are_read_as_libraries_know_them(tmp_path: Path) -> None:
    from tests.comparing import number

    listed = tmp_path / "numbers.txt"
    first, second = number(NUMBER), number(SECOND)
    spaced = f"{first[:6]} {first[6:14]} {first[14:].lower()}"
    listed.write_text(f"\ufeff{spaced}\n{second}\n\n{first}\n230108820307664\n12345\nE12345678\n", "utf-8")
    found = wanted(listed, workdir=tmp_path)
    assert found.numbers == (first, second, "E12345678")
    assert found.unusable == 1


def test_only_who_is_on_the_list_is_asked_for(tmp_path: Path) -> None:
    from tests.comparing import RESIDENTS, number, resident, write

    people = [resident("A", "王伟", NUMBER, "1"), resident("B", "李娜", SECOND, "2"), resident("C", "张静", "", "3")]
    residents = write(tmp_path / "residents.csv", RESIDENTS, people)
    listed = tmp_path / "untested.csv"
    listed.write_text("person,name\nB,李娜\nC,张静\n", "utf-8")
    found = wanted(residents, people=listed, workdir=tmp_path)
    assert found.numbers == (number(SECOND),)
    assert found.unusable == 1
    for text, says in (("person\nX\n", "none of the people"), ("name\n李娜\n", "no column person"), ("", "no column")):
        listed.write_text(text, "utf-8")
        with pytest.raises(Fault, match=says) as said:
            wanted(residents, people=listed, workdir=tmp_path)
        assert "李娜" not in said.value.en
