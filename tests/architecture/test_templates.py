"""What no linter sees of the pages: whose templates they extend, that nothing is inline, that every text is in both
languages, that no line is longer than a line of code."""

import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2] / "src" / "fangxian"
#: Names under which a room or an application keeps its templates; web keeps allauth's too, in our frame.
OWN = {"web": {"web", "account", "mfa", "allauth"}}
TEMPLATES = sorted(HOUSE.rglob("templates/**/*.html"))
LONGEST = 120
#: Rooms whose pages are still to be broken into lines.
STILL_LONG = ("fieldport",)
CHINESE = re.compile(r"[\u3400-\u9fff]")
BLOCK = re.compile(r"{% say %}(.*?){% en %}(.*?){% endsay %}", re.DOTALL)
SAY = re.compile(r'{%\s*say\s+"((?:[^"\\]|\\.)*)"\s+"((?:[^"\\]|\\.)*)"')


def room(path: Path) -> str:
    parts = path.relative_to(HOUSE).parts
    return parts[1] if parts[0] == "apps" else parts[0]


def named(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_leans_on_its_own_room_or_on_web(path: Path) -> None:
    used = re.findall(r'{%\s*(?:extends|include)\s+"([^"/]+)/', path.read_text("utf-8"))
    assert set(used) <= {"web", *OWN.get(room(path), {room(path)})}


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_nothing_is_inline(path: Path) -> None:
    """The content policy would block it, and the page would look right only where nobody checks."""
    text = path.read_text("utf-8")
    assert not re.search(r'\sstyle="|\son[a-z]+="|javascript:|<style|hx-on', text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_line_is_as_long_as_a_line_of_code(path: Path) -> None:
    """Longer texts stand between {% say %}, {% en %} and {% endsay %}."""
    lines = enumerate(path.read_text("utf-8").splitlines(), 1)
    long = [number for number, line in lines if len(line) > LONGEST]
    assert long == [] or room(path) in STILL_LONG


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_every_text_stands_in_both_languages(path: Path) -> None:
    text = path.read_text("utf-8")
    for zh, en in SAY.findall(text):
        assert zh, f"no Chinese beside: {en}"
        assert en, f"no English beside: {zh}"
        assert zh.count("{}") == en.count("{}"), f"{zh} and {en} do not say the same values"
    for zh, en in BLOCK.findall(text):
        assert CHINESE.search(zh), f"no Chinese beside: {en}"
        assert en.strip(), f"no English beside: {zh}"
        assert not CHINESE.search(re.sub(r"{%.*?%}", "", en)), f"Chinese in the English: {en}"
    silent = re.sub(r"{#.*?#}", "", BLOCK.sub("", SAY.sub("", text)), flags=re.DOTALL)
    left = [line for line in silent.splitlines() if CHINESE.search(re.sub(r"{%.*?%}", "", line))]
    assert left == []
