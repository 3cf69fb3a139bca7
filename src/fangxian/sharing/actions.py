"""The room's door for acts: asking, deciding, ending, keys, and what is written down of each use."""

from fangxian.sharing.asking import ask, take_back
from fangxian.sharing.ending import lapse, withdraw
from fangxian.sharing.granting import grant, refuse
from fangxian.sharing.keys import drop_key, make_key
from fangxian.sharing.rules import Asked
from fangxian.sharing.using import rejected, used

__all__ = [
    "Asked",
    "ask",
    "drop_key",
    "grant",
    "lapse",
    "make_key",
    "refuse",
    "rejected",
    "take_back",
    "used",
    "withdraw",
]
