"""What changes who is followed, and how what is due of them stands. The caller's transaction or their own.

`by` is a Reader for what is done by hand, and an account's name for what a rule does of its own accord.
"""

from fangxian.programme.breaches import follow
from fangxian.programme.enrolling import VERB, Joining, enrol, withdraw
from fangxian.programme.homes import home_found
from fangxian.programme.moving import approve_move, ask_move, refuse_move, undo_move
from fangxian.programme.rolls import approve, propose, refuse
from fangxian.programme.settling import Settled, advance, doubts_followed, overdue, settle, visited
from fangxian.programme.standing import (
    approve_release,
    end_all,
    leave,
    release,
    transfer,
    unwaive,
    waive,
)

__all__ = [
    "VERB",
    "Joining",
    "Settled",
    "advance",
    "approve",
    "approve_move",
    "approve_release",
    "ask_move",
    "doubts_followed",
    "end_all",
    "enrol",
    "follow",
    "home_found",
    "leave",
    "overdue",
    "propose",
    "refuse",
    "refuse_move",
    "release",
    "settle",
    "transfer",
    "undo_move",
    "unwaive",
    "visited",
    "waive",
    "withdraw",
]
