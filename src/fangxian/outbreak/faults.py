"""What can go wrong with an outbreak, in sentences for the person who meets it.

Fault
 └ OutbreakFault
    ├ NotAllowed       the account's roles or areas do not include this
    ├ NeedsAnother     a second person has to do this
    ├ NotInForce       there is no active outbreak under which evidence may be kept
    ├ NotThatFar       the outbreak's state does not allow this yet, or any more
    └ PackFault        a pack, an overlay or the two together cannot stand: every mistake, and what to write
"""

from typing import TYPE_CHECKING

from fangxian.lib.fault import Fault

if TYPE_CHECKING:
    from fangxian.outbreak.reading import Problem


class OutbreakFault(Fault):
    """Any of these."""


class NotAllowed(OutbreakFault):
    """The account's roles or areas do not include this."""


class NeedsAnother(OutbreakFault):
    """A second, independent person has to do this."""


class NotInForce(OutbreakFault):
    """There is no active outbreak under which evidence may be kept."""


class NotThatFar(OutbreakFault):
    """The outbreak's state does not allow this yet, or any more."""


class PackFault(OutbreakFault):
    """A pack, an overlay or the two together cannot stand: a line for each mistake."""

    def __init__(self, en: str, zh: str, problems: "tuple[Problem, ...]" = ()) -> None:
        super().__init__(en=en, zh=zh)
        self.problems = problems
