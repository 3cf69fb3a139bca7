"""What a round, a tube and somebody in a pool may become (PROTOCOLS 6.6). Pure: no database, no clock of its own."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from fangxian.lib.fault import Fault

#: Somebody who has a sample, or may have one, is not reminded (law 14).
NOT_ASKED = frozenset({"tested", "pending", "in_review", "excused"})
#: Leads that hold people in place until the single re-test. They give nobody a colour (law 13).
HOLDING = frozenset({"pool_hold", "suspect"})

#: Tube: state -> what it may become.
TUBE: Mapping[str, frozenset[str]] = {
    "planned": frozenset({"opened"}),
    "opened": frozenset({"filled"}),
    "filled": frozenset({"filled", "opened", "sealed"}),
    "sealed": frozenset({"boxed"}),
    "boxed": frozenset({"handed_over"}),
    "handed_over": frozenset({"received"}),
    "received": frozenset({"testing"}),
    "testing": frozenset({"negative", "suspect", "invalid"}),
    "suspect": frozenset({"positive", "cleared"}),
    "negative": frozenset(),
    "invalid": frozenset(),
    "positive": frozenset(),
    "cleared": frozenset(),
}
#: Somebody in a pool: lead -> what it may become.
IN_POOL: Mapping[str, frozenset[str]] = {
    "": frozenset({"pool_hold", "suspect"}),
    "pool_hold": frozenset({"released", "single_positive"}),
    "suspect": frozenset({"released", "single_positive"}),
    "released": frozenset({"pool_hold", "suspect"}),
    "single_positive": frozenset(),
}


def advanced(states: Mapping[str, frozenset[str]], now: str, then: str) -> str:
    """The state after. Raises ValueError for a step that there is not."""
    if then not in states[now]:
        raise ValueError(f"{now} does not become {then}")
    return then


def may_be_filled(*, people: int, mode: int, household: int | None = None) -> bool:
    """Whether one more person fits a tube of `mode` people; a household's own tube takes as many as it has."""
    return people < (household if household is not None else mode)


def of_pool(*, people: int, mode: int) -> bool:
    """Whether a tube's result is that of several: a lead for each, and nobody's own (law 13)."""
    return people > 1 or mode > 1


def resulted(outcome: str, *, pool: bool) -> tuple[str, ...]:
    """The states that a tube in the laboratory passes with a result (negative, positive, suspect, invalid): a tube of
    several that is not negative is a suspect until its people are tested again, one by one."""
    if outcome in ("negative", "invalid"):
        return (outcome,)
    return ("suspect", "positive") if outcome == "positive" and not pool else ("suspect",)


def retested(outcomes: Collection[str | None]) -> str:
    """What a suspect pool becomes by the single re-tests of its people (None: not there yet): positive once one of them
    is, cleared when all are negative; '' while neither is known."""
    if "positive" in outcomes:
        return "positive"
    return "cleared" if outcomes and set(outcomes) == {"negative"} else ""


def may_be_sealed(*, people: int) -> bool:
    """A tube is sealed with somebody's sample in it, never empty."""
    return people >= 1


def asked(status: str, *, outcome: str, hold: bool) -> bool:
    """Whether somebody is reminded once the round is complete (law 14): nothing of theirs is there or in doubt."""
    return status not in NOT_ASKED and not outcome and not hold


def born_between(scope: Mapping[str, object], day: date) -> tuple[str | None, str | None]:
    """The first and last day of birth of those in scope at a round's start, as ISO days."""
    youngest, oldest = scope.get("youngest"), scope.get("oldest")

    def years_before(years: object) -> str | None:
        if years is None:
            return None
        year = day.year - int(str(years))
        return (day.replace(year=year) if (day.month, day.day) != (2, 29) else date(year, 2, 28)).isoformat()

    too_old = years_before(None if oldest is None else int(str(oldest)) + 1)
    first = (date.fromisoformat(too_old) + timedelta(days=1)).isoformat() if too_old else None
    return first, years_before(youngest)


def refuse_unfit(starts_at: datetime, ends_at: datetime, scope: Mapping[str, object]) -> None:
    """Raises a Fault for a window or a scope that is none."""
    if ends_at <= starts_at:
        raise Fault(en="The round ends before it begins: correct its window.", zh="结束时间早于开始时间：请更正。")
    if not set(scope) <= {"youngest", "oldest"}:
        raise Fault(
            en="A round's scope may name the youngest and the oldest age: leave the rest out.",
            zh="检测对象范围只能填写最小、最大年龄：请删去其他项。",
        )
