"""How often a library is asked, and how long we wait before it is asked again."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from fangxian.intake.library import troubles
from fangxian.intake.library.upstream import Limits

#: Told of each trouble: what, which try it was, how many seconds are waited.
Tell = Callable[[troubles.Trouble, int, float], None]


@dataclass
class Patience:
    """`elapsed` is a clock that only goes forward, in seconds; `sleep` waits; `dice` spreads many callers' waits."""

    name: str
    limits: Limits
    elapsed: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    dice: random.Random = field(default_factory=random.Random)
    _next: float = float("-inf")

    def until_it_works[T](self, act: Callable[[], T], *, tell: Tell = lambda *_: None) -> T:
        """What `act` gives, tried again after each Trouble, later each time. Raises Fault when it is enough."""
        for attempt in range(1, max(1, self.limits.tries) + 1):
            self.turn()
            try:
                return act()
            except troubles.Trouble as trouble:
                if attempt >= self.limits.tries:
                    raise troubles.tried(self.name, trouble, attempt) from None
                wait = self.wait(attempt, trouble.wait)
                tell(trouble, attempt, wait)
                self.sleep(wait)
        raise AssertionError("there is a last try")

    def wait(self, attempt: int, asked: float | None = None) -> float:
        """Seconds after the `attempt`-th failure (from 1): twice as long each time, half of it by chance.

        What the library asks for is the least. Raises Fault where that is more than we wait.
        """
        limit = self.limits.longest_wait
        if asked is not None and asked > limit:
            raise troubles.asks_patience(self.name, asked)
        full = min(limit, self.limits.first_wait * 2.0 ** min(attempt - 1, 60))
        return max(asked or 0.0, full * (0.5 + self.dice.random() / 2))

    def turn(self) -> None:
        """Waits until the library may be asked again."""
        now = self.elapsed()
        if now < self._next:
            self.sleep(self._next - now)
            now = max(self._next, self.elapsed())
        self._next = now + 1 / self.limits.requests_a_second
