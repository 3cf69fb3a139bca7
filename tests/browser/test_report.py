"""The report in a real browser: readable on a telephone, a desk and a wall, in both languages, and on paper."""

import json
import re
import struct
import subprocess
import zlib
from datetime import datetime
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from fangxian.lake.engines import open_engine
from fangxian.lib import clock
from fangxian.pipelines.report import page
from fangxian.reconcile import rounds

pytestmark = pytest.mark.browser

#: A frame of each width is opened and asked for its shape; the answer is written where `--dump-dom` shows it.
ASKING = """<!doctype html><meta charset="utf-8"><style>body{margin:0}iframe{border:0;height:2000px}</style><script>
const asked = []
const ask = async (width, hash) => {
  const frame = document.createElement('iframe')
  frame.width = width
  frame.src = 'report.html' + hash
  const loaded = new Promise(done => frame.onload = done)
  document.body.append(frame)
  await loaded
  const page = frame.contentDocument, look = element => frame.contentWindow.getComputedStyle(element)
  const size = name => parseFloat(look(page.querySelector(name)).fontSize)
  const told = () => (
    {language: page.documentElement.lang, title: page.title, heading: page.querySelector('h1').innerText})
  const answer = {width, hash, ...told(), scroll: page.documentElement.scrollWidth, height: page.body.scrollHeight,
    figure: size('.big'), text: size('td'),
    plot: page.querySelector('.plot').getBoundingClientRect().width, paper: look(page.documentElement).backgroundColor,
    resources: frame.contentWindow.performance.getEntriesByType('resource').length}
  page.querySelector('.switch').click()
  answer.switched = told()
  asked.push(answer)
}
window.onload = async () => {
  for (const [width, hash] of [[390, ''], [390, '#en'], [1440, ''], [1440, '#en'], [1920, '']]) await ask(width, hash)
  document.body.innerHTML = '<pre id="answers"></pre>'
  document.getElementById('answers').textContent = JSON.stringify(asked)
}
</script><body></body>"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the report of a made-up round: 40 grids in two streets, 24,000 people, one day."""
    place = tmp_path_factory.mktemp("report")
    with open_engine(workdir=place) as engine, clock.set_to(datetime(2022, 9, 10, 7, 30, tzinfo=clock.LOCAL)):
        engine.create(
            "outcome",
            """SELECT i AS person_row, concat('2301080', CAST(10 + i % 2 AS VARCHAR),
                   '0', CAST(10 + i // 2 % 4 AS VARCHAR), '0', CAST(10 + i // 8 % 5 AS VARCHAR)) AS grid,
                 CASE WHEN i % 97 < 80 + i // 2 % 12 THEN 'tested' WHEN i % 97 < 93 THEN 'pending'
                   WHEN i % 97 < 94 THEN 'in_review' ELSE 'untested' END AS status
               FROM range(24000) AS people(i)""",
        )
        engine.create(
            "samples",
            """SELECT CAST(0 AS INTEGER) AS file_no, i AS rid, i AS row, 'exact' AS class, i AS person_row,
                 'negative' AS outcome,
                 TIMESTAMP '2022-09-09 06:00:00' + to_minutes(CAST(i * 7 % 840 AS BIGINT)) AS sampled_at,
                 TRUE AS in_window, CAST(10 AS INTEGER) AS pool_size FROM range(21000) AS taken(i)""",
        )
        rounds.count_people(engine)
        columns = {"file_no": "INTEGER", "kind": "VARCHAR", "repair": "VARCHAR", "rows": "BIGINT"}
        engine.load_rows("dirt", columns, [(0, "number_spaces", "normalised", 900), (0, "name_missing", "none", 12)])
        html = page.make(engine, summary(), name_of=names)
    (place / "report.html").write_text(html, encoding="utf-8")
    (place / "asking.html").write_text(ASKING, encoding="utf-8")
    return place


def names(code: str) -> str:
    return {6: "平房区", 9: f"第{code[-2:]}街道", 12: f"第{code[-2:]}社区"}[len(code)]


def summary() -> dict[str, Any]:
    classes = {"rows": 21000, "exact": 21000, "repaired": 0, "probable": 0, "review": 0, "unknown": 0, "rejected": 0}
    people = {"people": 24000, "tested": 21000, "pending": 1500, "in_review": 300, "untested": 1200}
    total = (
        classes
        | people
        | {"duplicates": 0, "tested_more_than_once": 0, "seconds": {"all": 1.2}, "versions": {"fangxian": "0"}}
    )
    total["positives"] = {"single_positive": 0, "pool_hold": 10, "suspect": 0}
    residents = {"file": "residents.csv", "rows": 24000, "people": 24000, "duplicates": 0}
    return {"files": [{"file": "一号点.csv", **classes, "duplicates": 0}], "total": total, "residents": residents}


def chrome(path: str, *arguments: str) -> str:
    """Chromium without a window or a network, on a file; what it prints."""
    fixed = (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--host-resolver-rules=MAP * ~NOTFOUND",
    )
    ran = subprocess.run([path, *fixed, *arguments], capture_output=True, text=True, timeout=90, check=True)
    return ran.stdout


@cache
def asked(folder: Path, chromium: str, *more: str) -> list[dict[str, Any]]:
    """What the page says of itself at five widths and languages."""
    asking = (folder / "asking.html").as_uri()
    dom = chrome(chromium, "--allow-file-access-from-files", "--virtual-time-budget=20000", *more, "--dump-dom", asking)
    told = re.findall(r'<pre id="answers">(.*?)</pre>', dom, re.DOTALL)
    return json.loads(unescape(told[-1]))


@pytest.fixture
def answers(folder: Path, chromium: str) -> list[dict[str, Any]]:
    return asked(folder, chromium)


def test_the_page_is_as_wide_as_the_screen_and_no_wider(answers) -> None:
    assert [(answer["width"], answer["scroll"]) for answer in answers] == [
        (answer["width"], answer["width"]) for answer in answers
    ]


def test_the_key_figure_can_be_read_from_the_back_of_the_room(answers) -> None:
    for answer in answers:
        assert answer["figure"] >= (52 if answer["width"] < 500 else 110)
        assert answer["text"] >= 12


def test_the_drawing_fills_its_place_at_any_width(answers) -> None:
    assert all(answer["plot"] > answer["width"] * 0.55 for answer in answers)


def test_the_switch_changes_language_title_and_back(answers) -> None:
    for answer in answers:
        chinese, english = (answer["switched"], answer) if answer["hash"] == "#en" else (answer, answer["switched"])
        assert (chinese["language"], english["language"]) == ("zh-CN", "en")
        assert chinese["title"] == chinese["heading"] == "平房区检测轮次比对报告"
        assert english["title"] == english["heading"] == "Testing round: comparison report, 平房区"


def test_nothing_is_fetched(answers) -> None:
    assert [answer["resources"] for answer in answers] == [0] * len(answers)


def test_the_screen_follows_the_readers_scheme(folder: Path, chromium: str) -> None:
    papers = [
        asked(folder, chromium, f"--blink-settings=preferredColorScheme={scheme}")[0]["paper"] for scheme in (1, 0)
    ]
    assert papers == ["rgb(253, 252, 250)", "rgb(20, 25, 30)"]


@pytest.mark.parametrize("width", [500, 1440])
def test_a_picture_of_the_first_screen_is_taken(folder: Path, chromium: str, width: int) -> None:
    """Text and drawings do not press to nothing: a page that failed to draw is a few kilobytes."""
    picture = folder / f"shot-{width}.png"
    chrome(chromium, f"--window-size={width},900", f"--screenshot={picture}", (folder / "report.html").as_uri())
    png = picture.read_bytes()
    assert struct.unpack(">II", png[16:24]) == (width, 900)
    assert len(png) > 40_000


def test_paper_is_white_whatever_the_screen_is(folder: Path, chromium: str) -> None:
    """Printed from a dark screen: several pages, page numbers, no dark fill behind the text."""
    paper = folder / "report.pdf"
    chrome(chromium, "--blink-settings=preferredColorScheme=0", "--no-pdf-header-footer", f"--print-to-pdf={paper}",
           (folder / "report.html").as_uri())  # fmt: skip
    content = paper.read_bytes()
    assert 3 <= len(re.findall(rb"/Type\s*/Page\b", content)) <= 14
    streams = [inflated(stream) for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)]
    fills = {match for stream in streams for match in re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) rg", stream)}
    assert fills, "the page is drawn with colours"
    dark_paper = (0x14 / 255, 0x19 / 255, 0x1E / 255)
    assert not [fill for fill in fills if all(abs(float(a) - b) < 0.004 for a, b in zip(fill, dark_paper, strict=True))]


def inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""
