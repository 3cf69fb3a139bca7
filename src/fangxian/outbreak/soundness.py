"""What of a pack may stand: phases that follow each other, duties within their phase, releases that can be met, effects
that have a reason and an end, a hold that is short. Pure: it judges the plain tree of `reading`, before and after an
overlay was laid on it; a figure that is still open is not judged."""

from collections.abc import Iterator, Mapping
from typing import Any

from fangxian.outbreak import vocabulary
from fangxian.outbreak.reading import Problem, Reading, known

#: The longest hold: doubt is settled within a day (law 13).
LONGEST_HOLD = 24
#: The ways to say when a duty is due; one of them is said.
WHEN = ("days", "every_hours", "at_hours", "within_hours")

Tree = Mapping[str, Any]


def judge(tree: Tree) -> list[Problem]:
    """Every mistake, in the order of the file."""
    reading = Reading()
    for name, one in in_use(tree).items():
        _class(reading, tree, one, f"classes.{name}")
    for name, one in tree.get("effects", {}).items():
        _effect(reading, tree, name, one, f"effects.{name}")
    for name, effects in tree.get("rounds", {}).items():
        _follows(reading, tree, effects, f"rounds.{name}", among=[])
    _levels(reading, tree.get("levels", {}))
    for name, one in tree.get("occupations", {}).items():
        _follows(reading, tree, one.get("unmet", ()), f"occupations.{name}.unmet", among=["task"])
    if (tree["hold_hours"] or 0) > LONGEST_HOLD:
        _too_long(reading, "hold_hours")
    return reading.problems


def in_use(tree: Tree) -> dict[str, Tree]:
    """The classes that a pack uses: those that do not say `used = false`."""
    return {name: one for name, one in tree.get("classes", {}).items() if one.get("used", True)}


def _class(reading: Reading, tree: Tree, one: Tree, path: str) -> None:
    _phases(reading, tree, one["phases"], f"{path}.phases")
    kinds = [*one["phases"], *filter(None, [one.get("unfit_home")])]
    if one.get("unfit_home") and "home" not in one["phases"]:
        reading.wrong(
            f"{path}.unfit_home",
            "no phase is spent at home: take it out, or write a phase `home`.",
            "没有居家阶段：请删去，或增加 home 阶段。",
        )
    classes = [f"class:{name}" for name in in_use(tree)]
    for finding, steps in one.get("violations", {}).items():
        among = ["task", "call", *(f"phase:{kind}" for kind in kinds), *classes]
        _follows(reading, tree, steps, f"{path}.violations.{finding}", among=among)
    _release(reading, one, f"{path}.release")


def _phases(reading: Reading, tree: Tree, phases: Tree, path: str) -> None:
    next_day: int | None = 1
    for kind, phase in phases.items():
        here, days, first = f"{path}.{kind}", phase["days"], phase.get("first_day")
        if days == 0:
            reading.wrong(
                f"{here}.days", "a phase has a day at least: write 1 or more.", "阶段至少一天：请写 1 或更大的数。"
            )
        if first is not None and next_day is not None and first != next_day:
            en = "overlaps the phase before" if first < next_day else "leaves days between it and the phase before"
            zh = "与前一阶段重叠" if first < next_day else "与前一阶段之间有空档"
            reading.wrong(f"{here}.first_day", f"it {en}: write {next_day}.", f"{zh}：应为 {next_day}。")
        next_day = next_day + days if next_day is not None and days is not None else None
        if phase.get("effect"):
            known(reading, phase["effect"], list(tree.get("effects", {})), f"{here}.effect")
        for name, duty in phase.get("duties", {}).items():
            _duty(reading, tree, duty, days, f"{here}.duties.{name}")


def _duty(reading: Reading, tree: Tree, duty: Tree, length: int | None, path: str) -> None:
    said = [name for name in WHEN if name in duty]
    if len(said) != 1:
        reading.wrong(
            path,
            f"when it is due is said once, by one of {', '.join(WHEN)}; here: {', '.join(said) or 'none'}.",
            f"何时应做须且只须写一项（{'、'.join(WHEN)}），现有：{'、'.join(said) or '无'}。",
        )
    last = max(duty.get("days") or [0])
    if length is not None and last > length:
        reading.wrong(
            f"{path}.days",
            f"day {last} lies beyond the phase, which has {length}: take the day out, or lengthen the phase.",
            f"第 {last} 天超出该阶段（共 {length} 天）：请删去该天或延长阶段。",
        )
    hours = duty.get("within_hours") or duty.get("every_hours") or 1
    if length is not None and hours > length * 24:
        reading.wrong(
            path,
            f"{hours} hours are more than the phase has ({length} days): lengthen the phase.",
            f"{hours} 小时超出该阶段（{length} 天）：请延长阶段。",
        )
    _follows(reading, tree, duty.get("unmet", ()), f"{path}.unmet", among=["task"])


def _release(reading: Reading, one: Tree, path: str) -> None:
    release, duties = one["release"], [duty for phase in one["phases"].values() for duty in _duties(phase)]
    conditions = release["conditions"]
    if not conditions:
        among = list(vocabulary.lists()["conditions"])
        reading.wrong(
            f"{path}.conditions",
            f"without a condition nobody is ever released: write some of {', '.join(among)}.",
            f"没有条件则永远不能解除：请从 {'、'.join(among)} 中填写。",
        )
    if "all_negative" in conditions and not any(duty["evidence"] == "test" for duty in duties):
        reading.wrong(
            f"{path}.conditions",
            "all_negative can never be met: no phase asks for a test. Write a duty `test`, or take the condition out.",
            "all_negative 永远无法满足：没有任何阶段要求检测。请增加 test 或删去该条件。",
        )
    if "linked_contact_negative" in conditions and one["clock_start"] not in (None, "last_exposure"):
        reading.wrong(
            f"{path}.conditions",
            "linked_contact_negative can never be met: only whose days begin with an exposure is linked to a contact.",
            "linked_contact_negative 永远无法满足：只有自末次暴露起算的人员才关联密接。",
        )
    if release.get("confirm") and release.get("by", "itself") != "approver":
        reading.wrong(
            f"{path}.by",
            'what is to be confirmed is confirmed by somebody: write by = "approver".',
            '须确认的事项要有人确认：请写 by = "approver"。',
        )


def _effect(reading: Reading, tree: Tree, name: str, one: Tree, path: str) -> None:
    hours = one.get("hours")
    if "colour" not in one and (hours is None or not 0 < hours <= LONGEST_HOLD):
        _too_long(reading, f"{path}.hours")
    elif hours == 0 or (tree["codes_on"] and hours is None and name in outside_phases(tree)):
        reading.wrong(
            f"{path}.hours",
            "it is laid where no phase ends it, and has no end: write after how many hours it lapses.",
            "该措施不随阶段结束，又没有期限：请写明多少小时后失效。",
        )


def outside_phases(tree: Tree) -> set[str]:
    """Names that are laid where no phase ends them: by a violation, a duty unmet, a round, an occupation."""
    return set(_laid_outside(tree))


def _laid_outside(tree: Tree) -> Iterator[str]:
    for one in in_use(tree).values():
        for steps in one.get("violations", {}).values():
            yield from steps
        for phase in one["phases"].values():
            for duty in _duties(phase):
                yield from duty.get("unmet", ())
    for effects in tree.get("rounds", {}).values():
        yield from effects
    for one in tree.get("occupations", {}).values():
        yield from one.get("unmet", ())


def _levels(reading: Reading, levels: Tree) -> None:
    order = list(vocabulary.lists()["levels"])
    for name, one in levels.items():
        then = one["then"]
        if not then:
            continue
        known(reading, then, list(levels), f"levels.{name}.then")
        if then in order and order.index(then) <= order.index(name):
            reading.wrong(
                f"levels.{name}.then",
                "an area steps down to a lower level: write a lower one, or '' for none.",
                "只能降为更低的等级：请改为更低等级，或写 ''。",
            )


def _follows(reading: Reading, tree: Tree, steps: Any, path: str, *, among: list[str]) -> None:
    for step in steps:
        known(reading, step, [*among, *tree.get("effects", {})], path)


def _duties(phase: Tree) -> list[Tree]:
    return list(phase.get("duties", {}).values())


def _too_long(reading: Reading, path: str) -> None:
    reading.wrong(
        path,
        f"a hold has an end within {LONGEST_HOLD} hours: write 1 to {LONGEST_HOLD}.",
        f"临时管控须在 {LONGEST_HOLD} 小时内结束：请写 1 至 {LONGEST_HOLD}。",
    )
