"""A pack as it stands on a page: its classes by phase, each figure in words with its source, or what is missing."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from fangxian.access.reader import Reader
from fangxian.lib.words import Words
from fangxian.outbreak import soundness, vocabulary, wording
from fangxian.outbreak.packs import Pack
from fangxian.outbreak.shape import Figure
from fangxian.web.language import say

#: In this order the phases stand beside each other.
PHASES = tuple(vocabulary.lists()["phases"])


@dataclass(frozen=True)
class Shown:
    """A figure on a page: what it says, by which source; or what is missing, and what others did."""

    text: str
    source: str = ""
    grade: str = ""
    needs: str = ""
    seen: tuple[str, ...] = ()


def shown(figure: Figure, words: Callable[[Any], Words] | None = None) -> Shown:
    """A figure in the reader's language."""
    seen = tuple(f"{_said(one.where)} {_text(one.value, words)} ({one.source})" for one in figure.seen)
    if figure.needs is not None:
        return Shown("", needs=_said(figure.needs), seen=seen)
    return Shown(_text(figure.value, words), figure.source, figure.grade, seen=seen)


def classes(pack: Pack) -> list[dict[str, Any]]:
    """A row for each class: its cells by phase, and what else is said of it."""
    kinds = columns(pack)
    return [_row(pack, name, one, kinds) for name, one in pack.tree.get("classes", {}).items()]


def _row(pack: Pack, name: str, one: Mapping[str, Any], kinds: list[str]) -> dict[str, Any]:
    starts = partial(vocabulary.called, "starts")
    return {
        "words": say(one["zh"], one["en"]),
        "used": one.get("used", True),
        "cells": [(named("phases", kind), _cell(pack, name, one, kind)) for kind in kinds],
        "start": shown(pack.figures[f"classes.{name}.clock_start"], starts),
        "release": _release(one),
        "confirm": _confirm(one["release"]),
        "findings": [(named("findings", when), _steps(to, pack)) for when, to in one.get("violations", {}).items()],
        "unfit": named("phases", one["unfit_home"]) if one.get("unfit_home") else "",
        "note": one.get("note"),
    }


def columns(pack: Pack) -> list[str]:
    """The phases that any class of the pack has."""
    there = {kind for one in pack.tree.get("classes", {}).values() for kind in one["phases"]}
    return [kind for kind in PHASES if kind in there]


def levels(pack: Pack) -> list[dict[str, Any]]:
    """A row for each level of risk areas."""
    return [
        {
            "words": named("levels", name),
            "measure": say(one.get("measure_zh", ""), one.get("measure_en", "")),
            "days": [
                (named("keys", key), shown(pack.figures[f"levels.{name}.{key}"], wording.period))
                for key in ("clear_days", "after_step_down")
                if key in one
            ],
            "then": named("levels", one["then"]) if one["then"] else "",
            "resets": named("resets", one["resets_on"]) if one.get("resets_on") else "",
            "confirm": _confirm(one),
        }
        for name, one in pack.tree.get("levels", {}).items()
    ]


def effects(pack: Pack) -> list[dict[str, Any]]:
    """A row for each effect: its colour, its reason as a resident reads it, how long it stands."""
    return [
        {
            "colour": one.get("colour") or "",
            "words": _laid(one),
            "reason": _said(vocabulary.reasons()[one["reason"]]),
            "hours": shown(pack.figures[f"effects.{name}.hours"]) if f"effects.{name}.hours" in pack.figures else None,
        }
        for name, one in pack.tree.get("effects", {}).items()
    ]


def singles(pack: Pack) -> Iterator[tuple[str, list[tuple[str, Shown]]]]:
    """Heading and figures of what is neither of people nor of areas: occupations, deadlines, the rest."""
    words = wording.called(pack.tree)
    for part in ("occupations", "deadlines", "figures"):
        rows = [
            (_said(wording.place(path.partition(".")[2].removesuffix(".interval_hours"), words)), shown(figure))
            for path, figure in pack.figures.items()
            if path.startswith(f"{part}.")
        ]
        if rows:
            yield _HEADS[part](), rows


def absent(pack: Pack) -> list[dict[str, Any]]:
    """What the edition has not, with its source."""
    return [
        {"words": say(one["zh"], one["en"]), "source": one.get("source", ""), "grade": one.get("grade", "")}
        for one in pack.tree.get("absent", {}).values()
    ]


def missing(pack: Pack) -> list[tuple[str, str]]:
    """Where a source is missing, in words, and what."""
    words = wording.called(pack.tree)
    return [(_said(wording.place(path, words)), _said(needs)) for path, needs in pack.open.items()]


def sources(pack: Pack) -> list[tuple[str, str]]:
    """Key and address of each source that the pack names."""
    named = {key for figure in pack.figures.values() for key in figure.source.split()}
    return [(key, where) for key, where in vocabulary.sources().items() if key in named]


_HEADS: Mapping[str, Callable[[], str]] = {
    "occupations": lambda: say("重点职业：两次检测间隔（小时）", "Occupations: hours between tests"),
    "deadlines": lambda: say("时限（小时）", "Deadlines (hours)"),
    "figures": lambda: say("其他数值", "Other figures"),
}


def _cell(pack: Pack, of: str, one: Mapping[str, Any], kind: str) -> dict[str, Any] | None:
    phase = one["phases"].get(kind)
    if phase is None:
        return None
    path, duties = f"classes.{of}.phases.{kind}", []
    for name, duty in phase.get("duties", {}).items():
        when = next(key for key in soundness.WHEN if key in duty)
        figure = pack.figures[f"{path}.duties.{name}.{when}"]
        duties.append((named("evidence", duty["evidence"]), shown(figure, partial(wording.due, when))))
    colour = pack.tree["effects"][phase["effect"]].get("colour") if phase.get("effect") else ""
    return {
        "days": shown(pack.figures[f"{path}.days"], wording.period),
        "duties": duties,
        "colour": colour or "",
        "code": named("colours", colour) if colour else "",
    }


def _confirm(one: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(say(said["zh"], said["en"]), said) for said in one.get("confirm", {}).values()]


def _release(one: Mapping[str, Any]) -> str:
    release = one["release"]
    conditions = [named("conditions", name) for name in release["conditions"]]
    return say("、", ", ").join(conditions) + say("；", "; ") + named("approval", release.get("by", "itself"))


def _steps(steps: list[str], pack: Pack) -> str:
    words, told = wording.called(pack.tree), []
    for step in steps:
        kind, _, name = step.partition(":")
        if kind == "class":
            told.append(say("转为", "becomes ") + _said(words[name]))
        elif kind == "phase":
            told.append(say("转", "moved to ") + named("phases", name))
        elif step in pack.tree["effects"]:
            effect = pack.tree["effects"][step]
            told.append(_laid(effect))
        else:
            told.append(named("consequences", step))
    return say("、", ", ").join(told)


def named(among: str, word: str) -> str:
    """What a word of a list of vocabulary.toml is called, in the reader's language."""
    return _said(vocabulary.called(among, word))


def may(reader: Reader, area: str) -> dict[str, bool]:
    """What the reader may do to an outbreak's protocol and areas: 'propose', 'approve'."""
    return {verb: reader.can(f"outbreak.{verb}") and reader.covers(area) for verb in ("propose", "approve")}


def _laid(effect: Mapping[str, Any]) -> str:
    return named("colours", effect["colour"]) if effect.get("colour") else named("consequences", "hold")


def _text(value: Any, words: Callable[[Any], Words] | None) -> str:
    return _said(words(value)) if words else wording.value(value)


def _said(words: Words) -> str:
    return say(words.zh, words.en)
