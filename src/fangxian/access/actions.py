"""The room's door for acts: searches that end in one entry, accounts, appointments, what takes two people, locks, the
demo's people."""

from fangxian.access.accounts import (
    NewAccount,
    appoint,
    choose_language,
    close_account,
    create_account,
    end_appointment,
    reset_second_factor,
    set_department,
)
from fangxian.access.demo import DemoAccount, demo_accounts
from fangxian.access.invitations import give_second, invite, redeem
from fangxian.access.lockout import unlock
from fangxian.access.searches import note_search, settle_idle, settle_search
from fangxian.access.widening import approve, ask_for_department, ask_to_appoint, ask_to_reset_factor, withdraw

__all__ = [
    "DemoAccount",
    "NewAccount",
    "appoint",
    "approve",
    "ask_for_department",
    "ask_to_appoint",
    "ask_to_reset_factor",
    "choose_language",
    "close_account",
    "create_account",
    "demo_accounts",
    "end_appointment",
    "give_second",
    "invite",
    "note_search",
    "redeem",
    "reset_second_factor",
    "set_department",
    "settle_idle",
    "settle_search",
    "unlock",
    "withdraw",
]
