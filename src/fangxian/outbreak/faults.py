"""What can go wrong with an outbreak, in sentences for the person who meets it.

Fault
 └ OutbreakFault
    ├ NotAllowed       the account's roles or areas do not include this
    ├ NeedsAnother     a second person has to do this
    ├ NotInForce       there is no active outbreak under which evidence may be kept
    └ NotThatFar       the outbreak's state does not allow this yet, or any more
"""

from fangxian.lib.fault import Fault


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
