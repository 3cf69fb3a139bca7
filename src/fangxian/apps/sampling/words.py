"""What the doors of sites and laboratories say of tubes and boxes, and which round they work for."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest

from fangxian.access.reader import Reader
from fangxian.lib import clock
from fangxian.screening import queries, tubes
from fangxian.web.language import say

#: State of a tube -> its words, and the colour of its tag.
STATES = {
    "planned": ("待用", "Planned", ""),
    "opened": ("已开管", "Opened", "warn"),
    "filled": ("采样中", "Being filled", "warn"),
    "sealed": ("已封管", "Sealed", "accent"),
    "boxed": ("已装箱", "Boxed", "accent"),
    "handed_over": ("在途", "On its way", "accent"),
    "received": ("已接收", "Received", "accent"),
    "testing": ("检测中", "Being tested", "accent"),
    "negative": ("阴性", "Negative", "good"),
    "suspect": ("待单管复检", "To be re-tested, single", "warn"),
    "invalid": ("无效，须重采", "Invalid: to be sampled again", "warn"),
    "positive": ("复检阳性", "Positive, re-tested", "bad"),
    "cleared": ("复检阴性", "Cleared", "good"),
}
#: State of a box -> its words, and the colour of its tag.
BOXES = {
    "packed": ("待交运", "To be handed over", "warn"),
    "handed_over": ("在途", "On its way", "accent"),
    "received": ("已接收", "Received", "good"),
}


def mode(tube: tubes.Tube) -> str:
    """How many people a tube takes: 10混1, 单采, 单户 3 人."""
    if tube.household:
        return say(f"单户 {tube.household} 人", f"household of {tube.household}")
    return say("单采", "single") if tube.mode == 1 else say(f"{tube.mode} 混 1", f"{tube.mode} to 1")


def row(tube: Any) -> dict[str, Any]:
    """A tube as a list shows it."""
    zh, en, colour = STATES[tube.state]
    return {"tube": tube, "state": say(zh, en), "colour": colour, "mode": mode(tube)}


def box_row(box: Any) -> dict[str, Any]:
    """A box as a list shows it."""
    zh, en, colour = BOXES[box.state]
    return {"box": box, "state": say(zh, en), "colour": colour}


def round_of(request: HttpRequest) -> tuple[queries.Round | None, list[queries.Round]]:
    """The round that is worked for, and those to choose from: the one that is asked for; else the one whose window it
    is, else the latest. None where there is none."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    found = list(tubes.sampling(reader)[:30])
    asked = request.GET.get("round") or request.POST.get("round") or ""
    if asked:
        if not (asked.isascii() and asked.isdigit()):
            raise BadRequest("not a round")
        return next((one for one in found if one.pk == int(asked)), None), found
    now = clock.now()
    current = next((one for one in found if one.starts_at <= now <= one.ends_at), None)
    return current or next(iter(found), None), found
