"""A pack with a district's overlay on it, as a protocol that can be put in force: nothing that it needs is left open.
Pure."""

from collections.abc import Mapping
from typing import Any

from fangxian.lib.words import Words
from fangxian.outbreak import soundness, vocabulary
from fangxian.outbreak.overlays import NONE, Overlay, laid_on
from fangxian.outbreak.packs import Pack, unsound
from fangxian.outbreak.protocol import (
    AreaLevel,
    Duty,
    Effect,
    Occupation,
    PersonClass,
    Phase,
    Protocol,
    Release,
    Violation,
)
from fangxian.outbreak.reading import Problem

Tree = Mapping[str, Any]


def resolve(pack: Pack, overlay: Overlay = NONE) -> Protocol:
    """The protocol. Raises PackFault with each figure that is needed and open, and with whatever cannot stand.

    Open figures of a class that says `used = false`, deadlines, intervals and single figures are left out: who asks for
    one finds that it is not there.
    """
    tree, problems = laid_on(pack.tree, overlay)
    problems += soundness.judge(tree)
    problems += [_open(pack, path) for path in needed(tree)]
    if problems:
        raise unsound(pack.name, problems)
    return Protocol(
        pack=pack.name,
        overlay=overlay.en,
        codes_on=tree["codes_on"],
        classes={name: _class(name, one, tree) for name, one in soundness.in_use(tree).items()},
        effects={
            name: Effect(one.get("colour"), one["reason"], one.get("hours"))
            for name, one in tree.get("effects", {}).items()
        },
        rounds={name: tuple(effects) for name, effects in tree.get("rounds", {}).items()},
        levels={name: _level(name, one) for name, one in tree.get("levels", {}).items()},
        occupations={
            name: _occupation(name, one)
            for name, one in tree.get("occupations", {}).items()
            if one["interval_hours"] is not None
        },
        deadlines=_known(tree.get("deadlines", {})),
        figures={
            f"{of}.{name}": value
            for of, figures in tree.get("figures", {}).items()
            for name, value in _known(figures).items()
        },
        hold_hours=tree["hold_hours"],
    )


def needed(tree: Tree) -> list[str]:
    """The paths of what is open and needed: of the classes in use, of effects, of levels."""
    found = ["hold_hours"] if tree["hold_hours"] is None else []
    for name, one in soundness.in_use(tree).items():
        if "day1_offset" not in one and tree["day1_offset"] is None and "day1_offset" not in found:
            found.append("day1_offset")
        found += _nulls(one, f"classes.{name}")
    for name, one in tree.get("effects", {}).items():
        # How long it stands is needed where no phase says so: `soundness` asks for that, once codes are on.
        found += [path for path in _nulls(one, f"effects.{name}") if not path.endswith(".hours")]
    return found + _nulls(tree.get("levels", {}), "levels")


def _nulls(tree: Any, path: str) -> list[str]:
    if isinstance(tree, Mapping):
        return [found for name, one in tree.items() for found in _nulls(one, f"{path}.{name}")]
    return [path] if tree is None else []


def _open(pack: Pack, path: str) -> Problem:
    needs = pack.figures[path].needs or Words("", "")
    return Problem(
        path,
        f"a figure is missing ({needs.en}): set it in an overlay, with the reason, or leave the class out "
        "(used = false).",
        f"缺少数值（{needs.zh}）：请在叠加规则中给出并说明理由，或不启用该类人员（used = false）。",
    )


def _class(name: str, said: Tree, tree: Tree) -> PersonClass:
    offset = said.get("day1_offset", tree["day1_offset"])
    release = said["release"]
    return PersonClass(
        name=name,
        zh=said["zh"],
        en=said["en"],
        clock_start=said["clock_start"],
        phases=tuple(_phase(kind, one) for kind, one in said["phases"].items()),
        day1_offset=offset,
        violations=tuple(Violation(when, tuple(steps)) for when, steps in said.get("violations", {}).items()),
        release=Release(tuple(release["conditions"]), release.get("by", "itself"), _confirm(release)),
        unfit_home=said.get("unfit_home"),
    )


def _phase(kind: str, said: Tree) -> Phase:
    duties = tuple(_duty(name, one) for name, one in said.get("duties", {}).items())
    return Phase(kind, said["days"], duties, said.get("effect"))


def _duty(name: str, said: Tree) -> Duty:
    return Duty(
        name=name,
        evidence=said["evidence"],
        days=tuple(said.get("days", ())),
        every_hours=said.get("every_hours"),
        at_hours=tuple(said.get("at_hours", ())),
        within_hours=said.get("within_hours"),
        grace_hours=said.get("grace_hours", 0),
        unmet=tuple(said.get("unmet", ("task",))),
    )


def _level(name: str, said: Tree) -> AreaLevel:
    words = vocabulary.called("levels", name)
    return AreaLevel(
        name=name,
        zh=words.zh,
        en=words.en,
        clear_days=said.get("clear_days"),
        then=said["then"],
        measure_zh=said.get("measure_zh", ""),
        measure_en=said.get("measure_en", ""),
        after_step_down=said.get("after_step_down"),
        resets_on=said.get("resets_on", "any_case"),
        confirm=_confirm(said),
    )


def _occupation(name: str, said: Tree) -> Occupation:
    return Occupation(
        name,
        said["zh"],
        said["en"],
        said["interval_hours"],
        said.get("grace_hours", 0),
        tuple(said.get("unmet", ("task",))),
    )


def _confirm(said: Tree) -> tuple[Words, ...]:
    return tuple(Words(one["zh"], one["en"]) for one in said.get("confirm", {}).values())


def _known(figures: Tree) -> dict[str, Any]:
    return {name: value for name, value in figures.items() if value is not None}
