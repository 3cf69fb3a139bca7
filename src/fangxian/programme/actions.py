"""What changes who is followed, and how what is due of them stands. The caller's transaction or their own.

`by` is a Reader for what is done by hand, and an account's name for what a rule does of its own accord.
"""

from fangxian.programme.enrolling import VERB, Joining, enrol, withdraw
from fangxian.programme.rolls import approve, propose, refuse

__all__ = ["VERB", "Joining", "approve", "enrol", "propose", "refuse", "withdraw"]
