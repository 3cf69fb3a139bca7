"""Reads what a file says against the form it has to have: plain values, the figures with their sources, and every
mistake with its place and what to write instead. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from fangxian.lib.words import Words
from fangxian.outbreak import vocabulary
from fangxian.outbreak.shape import Figure, Form, Leaf, Many, Seen, Table

_NAME = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")
_FIGURE = {"value", "source", "grade", "needs_source", "seen"}

#: Kind -> what has to be written, in both languages.
_WANTED = {
    "text": ("a text in quotation marks", "带引号的文字"),
    "both": ('a text, or one in both languages: { zh = "…", en = "…" }', '文字，或中英文：{ zh = "…", en = "…" }'),
    "yes": ("true or false", "true 或 false"),
    "whole": ("a whole number, 0 or more", "不小于 0 的整数"),
    "number": ("a number", "数字"),
    "word": ("a word in quotation marks", "带引号的词"),
    "words": ('a list of words: ["task"]', '词的列表：["task"]'),
    "days": ("days of the phase, rising, from 1: [1, 3, 7]", "该阶段的天数，从 1 起递增：[1, 3, 7]"),
    "hours": ("hours of a day, rising, 0 to 23: [8, 20]", "一天中的整点，0 至 23，递增：[8, 20]"),
}
_SEEN = {"where": Leaf("both"), "source": Leaf("text"), "grade": Leaf("word", words="grades")}
_UNSOURCED = (
    'it has no source: write source = "S1" and grade = "B", or needs_source = "what is missing".',
    '没有来源：请写 source = "S1" 和 grade = "B"，或 needs_source = "缺什么"。',
)


@dataclass(frozen=True)
class Problem:
    """Something that a person who edits the file has to mend: where, what, and what to write."""

    path: str
    en: str
    zh: str


@dataclass
class Reading:
    """What a file says: `tree`, plain values with None for what needs a source; `figures`, by path; `problems`."""

    tree: dict[str, Any] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, path: str, en: str, zh: str) -> None:
        """Notes a mistake."""
        self.problems.append(Problem(path, en, zh))


def read(said: Mapping[str, Any], form: Table) -> Reading:
    """A whole file, as TOML gives it."""
    reading = Reading()
    reading.tree = _table(reading, said, form, "")
    return reading


def leaf(reading: Reading, said: Any, form: Leaf, path: str) -> Any:
    """A plain value in its form; what is wrong with it is noted, and answered as None."""
    if not _fits(said, form.kind):
        en, zh = _WANTED[form.kind]
        reading.wrong(path, f"here stands {en}.", f"此处应为{zh}。")
        return None
    if form.words:
        for word in said if form.kind == "words" else [said]:
            known(reading, word, _words(form.words), path)
    return said


def known(reading: Reading, word: str, among: list[str], path: str) -> None:
    """Notes a word that is none of some, with the one that was probably meant."""
    if word in among:
        return
    near = get_close_matches(word, among, 1)
    meant = (f" Was {near[0]} meant?", f"是否应为 {near[0]}？") if near else ("", "")
    listed = ", ".join(among) or "–"
    reading.wrong(
        path, f"nobody knows {word}.{meant[0]} There are: {listed}.", f"没有 {word}。{meant[1]}可用：{listed}。"
    )


def _table(reading: Reading, said: Any, form: Table, path: str) -> dict[str, Any]:
    if not isinstance(said, Mapping):
        reading.wrong(path, "here stands a table with parts of its own.", "此处应为含下级项的表。")
        return {}
    for name in said:
        known(reading, name, list(form.parts), _under(path, name))
    for name, part in form.parts.items():
        if part.needed and name not in said:
            reading.wrong(_under(path, name), *_missing(part))
    if "needs_source" in form.parts and not ((said.get("source") and said.get("grade")) or said.get("needs_source")):
        reading.wrong(path, *_UNSOURCED)
    return {
        name: _part(reading, said[name], part, _under(path, name)) for name, part in form.parts.items() if name in said
    }


def _missing(part: Form) -> tuple[str, str]:
    if isinstance(part, Leaf) and part.words == "reasons":
        return (
            "a colour or a hold without a reason restricts nobody: name one of reasons.toml.",
            "没有理由不得赋码或管控：请写明 reasons.toml 中的理由。",
        )
    if isinstance(part, Leaf) and part.figure:
        return (
            'it is missing: write its figure, or { needs_source = "what is missing" }.',
            '缺少此项：请写明数值及来源，或 { needs_source = "缺什么" }。',
        )
    return "it is missing: write it.", "缺少此项：请补充。"


def _part(reading: Reading, said: Any, form: Form, path: str) -> Any:
    if isinstance(form, Table):
        return _table(reading, said, form, path)
    if isinstance(form, Many):
        return _many(reading, said, form, path)
    return _figure(reading, said, form, path) if form.figure else leaf(reading, said, form, path)


def _many(reading: Reading, said: Any, form: Many, path: str) -> dict[str, Any]:
    if not isinstance(said, Mapping):
        reading.wrong(path, "here stand parts, each with its name.", "此处应为若干有名称的下级项。")
        return {}
    if form.needed and not said:
        reading.wrong(path, "there is none: write at least one.", "没有任何一项：请至少写一项。")
    for name in said:
        if form.words:
            known(reading, name, _words(form.words), _under(path, name))
        elif not _NAME.fullmatch(name):
            reading.wrong(_under(path, name), "names are a-z, 0-9 and _.", "名称只用 a-z、0-9 和 _。")
    return {name: _part(reading, one, form.of, _under(path, name)) for name, one in said.items()}


def _figure(reading: Reading, said: Any, form: Leaf, path: str) -> Any:
    """A figure with its source and grade, or what it needs: then None."""
    if not isinstance(said, Mapping):
        reading.wrong(
            path,
            'a figure needs its source: write { value = …, source = "S1", grade = "B" }, or '
            '{ needs_source = "what is missing" }.',
            '数值须写明来源：{ value = …, source = "S1", grade = "B" }，或 { needs_source = "缺什么" }。',
        )
        return None
    for name in said:
        known(reading, name, sorted(_FIGURE), _under(path, name))
    seen = tuple(_seen(reading, one, form, f"{path}.seen") for one in said.get("seen", ()))
    if "needs_source" in said:
        needs = leaf(reading, said["needs_source"], Leaf("both"), f"{path}.needs_source")
        if "value" in said or not needs:
            reading.wrong(
                path,
                "it needs a source, or it has a value with one: write one of the two, and what is missing.",
                "要么写 needs_source 并说明缺什么，要么写有来源的 value：二者择一。",
            )
        reading.figures[path] = Figure(None, needs=both(needs or ""), seen=seen)
        return None
    if not said.get("source") or said.get("grade") not in _words("grades"):
        reading.wrong(
            path,
            f"a figure has a source and a grade ({', '.join(_words('grades'))}); one from memory has none: "
            '{ needs_source = "what is missing" }.',
            f'数值须有来源和等级（{"、".join(_words("grades"))}）；凭记忆的不算，应写 {{ needs_source = "缺什么" }}。',
        )
    value = leaf(reading, said.get("value"), form, path)
    reading.figures[path] = Figure(value, str(said.get("source", "")), str(said.get("grade", "")), seen=seen)
    return value


def _seen(reading: Reading, said: Any, form: Leaf, path: str) -> Seen:
    parts = {name: _SEEN.get(name, form) for name in ("value", *_SEEN)}
    read = _table(
        reading, said, Table({name: replace(one, figure=False, needed=True) for name, one in parts.items()}), path
    )
    return Seen(read.get("value"), both(read.get("where") or ""), read.get("source", ""), read.get("grade", ""))


def both(said: str | Mapping[str, str]) -> Words:
    """Words in both languages, or the same text for both."""
    return Words(said, said) if isinstance(said, str) else Words(**said)


def _fits(said: Any, kind: str) -> bool:
    if kind == "yes":
        return isinstance(said, bool)
    if kind in ("text", "word"):
        return isinstance(said, str)
    if kind == "both":
        return bool(said) and (isinstance(said, str) or (isinstance(said, Mapping) and set(said) == {"zh", "en"}))
    if kind == "whole":
        return _whole(said) and said >= 0
    if kind == "number":
        return isinstance(said, int | float) and not isinstance(said, bool)
    if not isinstance(said, list | tuple):
        return False
    if kind == "words":
        return all(isinstance(one, str) for one in said)
    low, high = (1, 366) if kind == "days" else (0, 23)
    rising = all(map(_whole, said)) and list(said) == sorted(set(said))
    return bool(said) and rising and low <= said[0] and said[-1] <= high


def _whole(said: Any) -> bool:
    return isinstance(said, int) and not isinstance(said, bool)


def _words(name: str) -> list[str]:
    return list(vocabulary.reasons() if name == "reasons" else vocabulary.lists()[name])


def _under(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
