"""The report as a PDF of its own, for the meeting and the files: the same counts as the page, its letters embedded, so
that it reads the same on every machine. It names nobody."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from fpdf import FPDF
from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace
from pylopdf_fonts_zh_cn import sans_path

from fangxian.lib import clock
from fangxian.web.formats import count
from fangxian.web.language import say

#: Part of a bar -> its colour (red, green, blue), as the site's light theme has them.
_COLOURS = {
    "here": (46, 110, 163),
    "guest": (126, 170, 206),
    "away": (176, 122, 24),
    "bad": (190, 54, 46),
    "soft": (150, 158, 168),
}
_INK, _SOFT, _WASH, _RULE = (26, 32, 39), (96, 106, 118), (242, 244, 247), (214, 219, 226)
_SHEET = (255, 255, 255)
#: Millimetres that a heading needs below it: what it heads begins on its page.
_KEPT = 40
_FONT = "sans"


class _Paper(FPDF):
    """A page with what it is at its foot."""

    def __init__(self, foot: str) -> None:
        super().__init__(format="A4")
        self._foot = foot
        self.set_margins(14, 14, 14)
        self.set_auto_page_break(True, margin=18)
        self.add_font(_FONT, "", str(sans_path()))
        self.add_page()

    def footer(self) -> None:
        """The line at the foot of each page."""
        self.set_y(-13)
        self.set_font(_FONT, size=8)
        self.set_text_color(*_SOFT)
        self.cell(0, 5, self._foot)
        self.cell(0, 5, f"{self.page_no()} / {{nb}}", align="R")

    def words(self, text: str, *, size: float, colour: tuple[int, int, int] = _INK, after: float = 2) -> None:
        """A paragraph."""
        self.set_font(_FONT, size=size)
        self.set_text_color(*colour)
        self.multi_cell(0, size * 0.5, text, new_x="LMARGIN", new_y="NEXT")
        self.ln(after)

    def heading(self, text: str) -> None:
        """A heading, never alone at the end of a page."""
        if self.will_page_break(_KEPT):
            self.add_page()
        self.words(text, size=13)

    def bar(self, parts: Iterable[tuple[int, str, str]]) -> None:
        """(how many, colour, words) as one bar, with what each part says below."""
        shown = [part for part in parts if part[0]]
        whole, left = sum(many for many, _, _ in shown) or 1, self.l_margin
        for many, colour, _ in shown:
            width = self.epw * many / whole
            self.set_fill_color(*_COLOURS[colour])
            self.rect(left, self.get_y(), width, 5, style="F")
            left += width
        self.ln(7)
        self.words("   ".join(f"{words} {count(many)}" for many, _, words in shown), size=9, colour=_SOFT, after=4)

    def rows(self, header: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int], first: int = 1) -> None:
        """A table whose header stands on each page; from the column `first` on, numbers."""
        self.set_font(_FONT, size=8.5)
        self.set_text_color(*_INK)
        self.set_draw_color(*_RULE)
        self.set_fill_color(*_SHEET)
        aligned = ("LEFT",) * first + ("RIGHT",) * (len(header) - first)
        heading = FontFace(emphasis="", color=_SOFT, fill_color=_WASH)
        with self.table(
            width=min(sum(widths), self.epw), align="LEFT",
            col_widths=tuple(widths), text_align=aligned, headings_style=heading, line_height=5.4, padding=0.5,
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        ) as table:  # fmt: skip
            for cells in (header, *rows):
                line = table.row()
                for cell in cells:
                    line.cell(cell)
        self.ln(5)


def report(said: dict[str, Any]) -> bytes:
    """The PDF of what the report's page shows (apps.rounds.report)."""
    at, round = said["at"], said["round"]
    paper = _Paper(f"{at.name} {round.name} · {say('只含计数，不含个人信息', 'counts alone: it names nobody')}")
    paper.set_title(f"{at.name} {round.name}")
    paper.words(f"{at.name} {round.name}", size=20, after=0)
    when = f"{_time(round.starts_at)} – {_time(round.ends_at)}"
    printed = say(f"制表 {_time(said['printed_at'])}", f"printed {_time(said['printed_at'])}")
    paper.words(f"{when} · {said['state']} · {printed}", size=9.5, colour=_SOFT, after=4)
    paper.words(say(f"覆盖率 {at.share}", f"Coverage {at.share}"), size=15, after=1)
    paper.bar(said["legend"])
    due = count(at.due)
    paper.words(
        say(
            f"应检 {due} 人；分母为建立本轮时的实有人口，不含免检。",
            f"{due} due; the denominator is who was present when the round was made, without those excused.",
        ),
        size=9, colour=_SOFT, after=5,
    )  # fmt: skip
    paper.heading(say("各区划", "Area by area"))
    header = [say("区划", "Area"), say("应检", "Due"), say("覆盖率", "Coverage"), *said["columns"]]
    lines = [(0, at, said["whole"]), *said["rows"]]
    paper.rows(
        header,
        [["\u3000" * deep + one.name, count(one.due), one.share, *map(count, cells)] for deep, one, cells in lines],
        [36, 16, 17, *[17] * len(said["columns"])],
    )
    if said["hours"]:
        paper.heading(say("按采样时段", "By hour of sampling"))
        hours = [[f"{hour:%m-%d %H:%M}", count(people)] for hour, people, _ in said["hours"]]
        paper.rows([say("时段", "Hour"), say("已检测", "Tested")], hours, [30, 20])
    paper.heading(say("结果文件", "Files of results"))
    files = [_file(one) for one in said["batches"]]
    if files:
        header = [
            say("文件", "File"),
            say("各行去处", "Where the rows went"),
            say("收到", "Received"),
            say("行", "Rows"),
        ]
        paper.rows(header, files, [44, 88, 32, 18], first=3)
    else:
        paper.words(say("还没有收到结果文件。", "No file of results has come yet."), size=9, colour=_SOFT)
    return bytes(paper.output())


def _file(one: dict[str, Any]) -> list[str]:
    batch, gone = one["batch"], say("（已撤回）", " (withdrawn)") if one["withdrawn"] else ""
    fates = " · ".join(f"{words} {count(many)}" for words, many in one["fates"])
    return [f"{batch.file}{gone}", fates, _time(batch.received_at), count(batch.rows)]


def _time(at: datetime) -> str:
    return f"{at.astimezone(clock.LOCAL):%Y-%m-%d %H:%M}"
