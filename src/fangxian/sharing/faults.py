"""What can go wrong with sharing, in sentences for the person who meets it.

Fault
 └ SharingFault
    ├ Unfit       nobody can be granted what is asked for: class, field, area, time or words
    ├ Wider       the answer would give more than was asked for, or than the one who decides may see
    ├ Decided     somebody decided meanwhile, or it has ended
    └ TurnedAway  a call is refused: `why` of calls.toml, `status` of HTTP
"""

from fangxian.lib.fault import Fault


class SharingFault(Fault):
    """Any of these."""


class Unfit(SharingFault):
    """Nobody can be granted what is asked for."""


class Wider(SharingFault):
    """The answer would give more than was asked for, or than the one who decides may see."""


class Decided(SharingFault):
    """Somebody decided meanwhile, or it has ended."""


class TurnedAway(SharingFault):
    """A call is refused; `grant` is the number of the grant that it spoke of, 0 for none that is there."""

    def __init__(self, en: str, zh: str, *, why: str, status: int, grant: int = 0) -> None:
        super().__init__(en=en, zh=zh)
        self.why = why
        self.status = status
        self.grant = grant
