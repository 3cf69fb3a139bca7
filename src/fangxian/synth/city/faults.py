"""What the platform does wrong on command, one request after the other.

| word | what |
|---|---|
| ok | nothing: this request is answered as it should be |
| status:503 | that status |
| wait:2 | 429, with Retry-After |
| stall:5 | says nothing for so many seconds, then hangs up |
| drip:5 | sends its answer byte by byte, so many seconds long |
| drop | hangs up without a word |
| half | declares its whole answer and hangs up in the middle |
| broken | half a JSON, declared as whole |
| html | a gateway's page, with status 200 |
| busy | a JSON whose code says no |
| refuse | 401 |
| move | sends us to another address |
| repeat | the page before this one, cursor and all |
| again | the rows of the page before this one, with the right cursor |
| double | some rows of the page stand there twice |
| short | half of the page's rows are missing |
| reorder | from here on, rows stand in another order |
| changed | half of the page's rows say another result than later |
| huge | a page larger than anybody wants |
| nameless | rows without their serial number |
| circle | the page again, under a cursor that is always new |

`*N` behind a word: N times; `*0`: from now on. So `status:503*2,short,repeat*0`.
"""

import re
import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace

from fangxian.lib.fault import Fault

KINDS = (
    *("ok", "status", "wait", "stall", "drip", "drop", "half", "broken", "html", "busy", "refuse", "move", "repeat"),
    *("again", "double", "short", "reorder", "changed", "huge", "nameless", "circle"),
)
_WRITTEN = re.compile(r"([a-z]+)(?::(\d+(?:\.\d+)?))?(?:\*(\d+))?")


@dataclass(frozen=True)
class Play:
    """One fault, `times` in a row (0: for ever); `value` is its status or its seconds."""

    kind: str
    value: float = 0.0
    times: int = 1


def parsed(text: str) -> list[Play]:
    """The faults in a text as above. Raises Fault naming the word that is none."""
    plays = []
    for word in filter(None, re.split(r"[,\s]+", text)):
        found = _WRITTEN.fullmatch(word)
        if found is None or found[1] not in KINDS:
            raise Fault(
                en=f"--play: {word[:20]} is nothing that the platform can do; words are {', '.join(KINDS)}.",
                zh=f"--play：平台不会“{word[:20]}”；可用：{'、'.join(KINDS)}。",
            )
        plays.append(Play(found[1], float(found[2] or 0), int(found[3] or 1)))
    return plays


class Script:
    """What is still to be played, over all requests of all threads. `order` tells how rows are ordered by now."""

    def __init__(self) -> None:
        self.order = 0
        self._left: deque[Play] = deque()
        self._lock = threading.Lock()

    def play(self, plays: Iterable[Play]) -> None:
        """Replaces what is still to be played."""
        with self._lock:
            self._left = deque(plays)

    def next(self) -> Play:
        """What this request meets."""
        with self._lock:
            if not self._left:
                return Play("ok")
            play = self._left.popleft()
            if play.times != 1:
                self._left.appendleft(play if play.times == 0 else replace(play, times=play.times - 1))
            if play.kind == "reorder":
                self.order += 1
            return play
