"""The page as a reader without sight, without network or without colour meets it."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from fangxian.pipelines import report

STYLE = Path(report.__file__).with_name("report.css").read_text(encoding="utf-8")


def test_every_element_is_closed(render, seen) -> None:
    assert seen(render()).open == []


def test_every_table_has_a_caption_and_heads_with_a_scope(render, seen) -> None:
    page = seen(render())
    tags = [tag for tag, _ in page.elements]
    assert tags.count("table") == tags.count("caption") == tags.count("thead") >= 8
    assert all(attributes.get("scope") for tag, attributes in page.elements if tag == "th")


def test_every_drawing_is_named_or_repeats_a_table(render, seen) -> None:
    page = seen(render())
    identities = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(identities) == len(set(identities))
    drawings = [attributes for tag, attributes in page.elements if tag == "svg" and "class" in attributes]
    assert len(drawings) > 5
    for drawing in drawings:
        assert drawing.get("aria-hidden") == "true" or drawing["aria-labelledby"] in identities
    for _, attributes in page.elements:
        for named in (attributes.get("aria-labelledby") or "").split():
            assert named in identities


def test_every_link_leads_to_a_place_on_the_page(render, seen) -> None:
    page = seen(render())
    identities = {attributes.get("id") for _, attributes in page.elements}
    links = [attributes["href"] for tag, attributes in page.elements if tag == "a"]
    assert len(links) == 8
    assert {link.removeprefix("#") for link in links} <= identities


def test_the_page_needs_nothing_but_itself(render, seen) -> None:
    html = render()
    assert "default-src 'none'" in html
    assert not re.search(r"https?://|@import|url\(|src=|<link", html)


def test_both_languages_say_as_much(render, seen) -> None:
    html = render()
    assert html.count('<span class="zh"') == html.count('<span class="en"')
    assert not re.search(
        "[\u4e00-\u9fff]", re.sub(r'title="[^"]*"', "", " ".join(not_names(seen(html, language="en"))))
    )


def not_names(page) -> list[str]:
    """The English text without names of places and files, and without the switch's own word."""
    names = ("平房区", "街道", "社区", "上午.csv", "下午.xlsx", "中文", "王*", "阴")
    return [words for words in page.words if not any(name in words for name in names)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_the_paper(scheme: str) -> None:
    """WCAG 2.2 AA: 4.5 to 1 for text, 3 to 1 for what is drawn beside figures."""
    blocks = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    colours = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", blocks[0 if scheme == "light" else 1]))
    for text in ("ink", "soft", "accent", "untested"):
        assert contrast(colours[text], colours["paper"]) >= 4.5, text
    for drawn in ("tested", "untested", "c-exact", "c-unknown", "line"):
        assert contrast(colours[drawn], colours["paper"]) >= 3, drawn


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_neighbours_in_a_bar_differ_in_lightness(scheme: str) -> None:
    """Whoever sees no hue, or prints in black and white, still sees where one part ends."""
    blocks = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    colours = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", blocks[0 if scheme == "light" else 1]))
    for bar in (("tested", "pending", "review", "untested"), ("h0", "h1", "h2", "h3", "h4")):
        for one, other in pairwise(bar):
            assert contrast(colours[one], colours[other]) >= 1.12, (one, other)


def test_the_dark_set_is_for_screens_and_paper_is_white() -> None:
    assert "@media screen and (prefers-color-scheme: dark)" in STYLE
    paper = STYLE[STYLE.index("@media print") :]
    assert "--paper: #fff" in paper
    assert "table-header-group" in paper


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
