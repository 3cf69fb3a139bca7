"""A pack as it is read by people: its classes by phase, each figure in words with its source, or what is missing.
Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from fangxian.lib.words import Words
from fangxian.outbreak import soundness, vocabulary, wording
from fangxian.outbreak.packs import Pack
from fangxian.outbreak.shape import Figure

#: In this order the phases stand beside each other.
PHASES = tuple(vocabulary.lists()["phases"])
_HEADS = {
    "occupations": Words("重点职业：两次检测间隔（小时）", "Occupations: hours between tests"),
    "deadlines": Words("时限（小时）", "Deadlines (hours)"),
    "figures": Words("其他数值", "Other figures"),
}


@dataclass(frozen=True)
class Shown:
    """A figure on a page: what it says, by which source; or what is missing, and what others did."""

    text: str
    source: str = ""
    grade: str = ""
    needs: str = ""
    seen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A pack as it stands on a page. `say` answers the one of two texts, Chinese and English, that is in force."""

    pack: Pack
    say: Callable[[str, str], str]

    def shown(self, figure: Figure, words: Callable[[Any], Words] | None = None) -> Shown:
        """A figure in the reader's language."""
        seen = tuple(f"{self._said(one.where)} {self._text(one.value, words)} ({one.source})" for one in figure.seen)
        if figure.needs is not None:
            return Shown("", needs=self._said(figure.needs), seen=seen)
        return Shown(self._text(figure.value, words), figure.source, figure.grade, seen=seen)

    def classes(self) -> list[dict[str, Any]]:
        """A row for each class: its cells by phase, and what else is said of it."""
        kinds = columns(self.pack)
        return [self._row(name, one, kinds) for name, one in self.pack.tree.get("classes", {}).items()]

    def _row(self, name: str, one: Mapping[str, Any], kinds: list[str]) -> dict[str, Any]:
        starts = partial(vocabulary.called, "starts")
        return {
            "words": self.say(one["zh"], one["en"]),
            "used": one.get("used", True),
            "cells": [(self.named("phases", kind), self._cell(name, one, kind)) for kind in kinds],
            "start": self.shown(self.pack.figures[f"classes.{name}.clock_start"], starts),
            "release": self._release(one),
            "confirm": self._confirm(one["release"]),
            "findings": [
                (self.named("findings", when), self._steps(to)) for when, to in one.get("violations", {}).items()
            ],
            "unfit": self.named("phases", one["unfit_home"]) if one.get("unfit_home") else "",
            "note": one.get("note"),
        }

    def levels(self) -> list[dict[str, Any]]:
        """A row for each level of risk areas."""
        return [
            {
                "words": self.named("levels", name),
                "measure": self.say(one.get("measure_zh", ""), one.get("measure_en", "")),
                "days": [
                    (self.named("keys", key), self.shown(self.pack.figures[f"levels.{name}.{key}"], wording.period))
                    for key in ("clear_days", "after_step_down")
                    if key in one
                ],
                "then": self.named("levels", one["then"]) if one["then"] else "",
                "resets": self.named("resets", one["resets_on"]) if one.get("resets_on") else "",
                "confirm": self._confirm(one),
            }
            for name, one in self.pack.tree.get("levels", {}).items()
        ]

    def effects(self) -> list[dict[str, Any]]:
        """A row for each effect: its colour, its reason as a resident reads it, how long it stands."""
        return [
            {
                "colour": one.get("colour") or "",
                "words": self._laid(one),
                "reason": self._said(vocabulary.reasons()[one["reason"]]),
                "hours": self.shown(figure) if (figure := self.pack.figures.get(f"effects.{name}.hours")) else None,
            }
            for name, one in self.pack.tree.get("effects", {}).items()
        ]

    def singles(self) -> Iterator[tuple[str, list[tuple[str, Shown]]]]:
        """Heading and figures of what is neither of people nor of areas: occupations, deadlines, the rest."""
        words = wording.called(self.pack.tree)
        for part in ("occupations", "deadlines", "figures"):
            rows = [
                (
                    self._said(wording.place(path[len(part) + 1 :].removesuffix(".interval_hours"), words)),
                    self.shown(one),
                )
                for path, one in self.pack.figures.items()
                if path.startswith(f"{part}.")
            ]
            if rows:
                yield self._said(_HEADS[part]), rows

    def absent(self) -> list[dict[str, Any]]:
        """What the edition has not, with its source."""
        return [
            {"words": self.say(one["zh"], one["en"]), "source": one.get("source", ""), "grade": one.get("grade", "")}
            for one in self.pack.tree.get("absent", {}).values()
        ]

    def missing(self) -> list[tuple[str, str]]:
        """Where a source is missing, in words, and what."""
        words = wording.called(self.pack.tree)
        return [(self._said(wording.place(path, words)), self._said(needs)) for path, needs in self.pack.open.items()]

    def _cell(self, of: str, one: Mapping[str, Any], kind: str) -> dict[str, Any] | None:
        phase = one["phases"].get(kind)
        if phase is None:
            return None
        path, duties = f"classes.{of}.phases.{kind}", []
        for name, duty in phase.get("duties", {}).items():
            when = next(key for key in soundness.WHEN if key in duty)
            figure = self.pack.figures[f"{path}.duties.{name}.{when}"]
            duties.append((self.named("evidence", duty["evidence"]), self.shown(figure, partial(wording.due, when))))
        colour = self.pack.tree["effects"][phase["effect"]].get("colour") if phase.get("effect") else ""
        return {
            "days": self.shown(self.pack.figures[f"{path}.days"], wording.period),
            "duties": duties,
            "colour": colour or "",
            "code": self.named("colours", colour) if colour else "",
        }

    def _confirm(self, one: Mapping[str, Any]) -> list[tuple[str, Any]]:
        return [(self.say(said["zh"], said["en"]), said) for said in one.get("confirm", {}).values()]

    def _release(self, one: Mapping[str, Any]) -> str:
        release = one["release"]
        conditions = [self.named("conditions", name) for name in release["conditions"]]
        approval = self.named("approval", release.get("by", "itself"))
        return self.say("、", ", ").join(conditions) + self.say("；", "; ") + approval

    def _steps(self, steps: list[str]) -> str:
        words, told = wording.called(self.pack.tree), []
        for step in steps:
            kind, _, name = step.partition(":")
            if kind == "class":
                told.append(self.say("转为", "becomes ") + self._said(words[name]))
            elif kind == "phase":
                told.append(self.say("转", "moved to ") + self.named("phases", name))
            elif step in self.pack.tree["effects"]:
                effect = self.pack.tree["effects"][step]
                told.append(self._laid(effect))
            else:
                told.append(self.named("consequences", step))
        return self.say("、", ", ").join(told)

    def named(self, among: str, word: str) -> str:
        """What a word of a list of vocabulary.toml is called, in the reader's language."""
        return self._said(vocabulary.called(among, word))

    def _laid(self, effect: Mapping[str, Any]) -> str:
        return self.named("colours", effect["colour"]) if effect.get("colour") else self.named("consequences", "hold")

    def _text(self, value: Any, words: Callable[[Any], Words] | None) -> str:
        return self._said(words(value)) if words else wording.value(value)

    def _said(self, words: Words) -> str:
        return self.say(words.zh, words.en)


def columns(pack: Pack) -> list[str]:
    """The phases that any class of the pack has."""
    there = {kind for one in pack.tree.get("classes", {}).values() for kind in one["phases"]}
    return [kind for kind in PHASES if kind in there]


def sources(pack: Pack) -> list[tuple[str, str]]:
    """Key and address of each source that the pack names."""
    named = {key for figure in pack.figures.values() for key in figure.source.split()}
    return [(key, where) for key, where in vocabulary.sources().items() if key in named]
