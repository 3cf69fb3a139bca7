"""What the room refuses, in sentences for the person who meets it.

Fault
 ├ Barred     law 3 bars it; that it was tried is kept and published
 └ Settled    somebody decided meanwhile, or it has ended: load the page again
"""

from fangxian.lib.fault import Fault


class Barred(Fault):
    """What is done by hand against law 3: too many, without evidence, for another reason than the list has."""


class Settled(Fault):
    """It was decided, or has ended, meanwhile."""

    @classmethod
    def meanwhile(cls) -> "Settled":
        """The same sentence wherever two came at once."""
        return cls(
            en="Somebody decided this meanwhile, or it has ended: load the page again.",
            zh="该事项已由他人办理或已结束：请刷新页面。",
        )
