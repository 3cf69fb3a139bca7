"""Whether an act may be done: by whom, where, and in which state of the outbreak; and its event."""

from fangxian.access.reader import Reader
from fangxian.ledger import actions as ledger
from fangxian.outbreak.faults import NotAllowed, NotThatFar
from fangxian.outbreak.models import Outbreak


def allowed(by: Reader, verb: str, area: str) -> None:
    """Raises NotAllowed unless somebody's appointment includes the act in the area."""
    if not (by.can(verb) and by.covers(area)):
        raise NotAllowed(
            en="Your appointment does not include this act in this area: ask somebody whose does.",
            zh="您的任职不包含在该区域的此项操作：请由有权人员办理。",
        )


def may(by: Reader, area: str) -> dict[str, bool]:
    """What somebody may do to an outbreak's protocol and areas: 'propose', 'approve'."""
    return {verb: by.can(f"outbreak.{verb}") and by.covers(area) for verb in ("propose", "approve")}


def in_state(outbreak: int, state: Outbreak.State) -> Outbreak:
    """The outbreak, locked until the act ends. Raises NotThatFar where it is in another state."""
    found = Outbreak.objects.select_for_update().filter(pk=outbreak).first()
    if found is None or found.state != state:
        raise moved_on()
    return found


def moved_on() -> NotThatFar:
    """What somebody is told whose page is older than the state."""
    return NotThatFar(
        en="This is no longer (or not yet) in the state that the act needs: load the page again.",
        zh="状态已变化或尚不允许此操作：请刷新页面。",
    )


def told(kind: str, outbreak: Outbreak, by: Reader, **payload: str | int) -> None:
    """Records an event of an outbreak."""
    ledger.record(kind=kind, subject_kind="outbreak", subject=str(outbreak.pk), by=by.account, payload=payload)
