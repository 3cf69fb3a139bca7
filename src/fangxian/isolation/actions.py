"""What changes devices, doors and alerts: devices register and are bound, messages are taken in, alerts looked into."""

from fangxian.isolation.alerts import VERB, acknowledge, explain, forget_heartbeats, look_round
from fangxian.isolation.devices import VERB as MANAGING
from fangxian.isolation.devices import authenticated, bind, register, renew_key, retire, signature, unbind
from fangxian.isolation.planned import cancel, plan
from fangxian.isolation.taking import Answer, Message, take
from fangxian.isolation.tallies import tally

__all__ = [
    "MANAGING",
    "VERB",
    "Answer",
    "Message",
    "acknowledge",
    "authenticated",
    "bind",
    "cancel",
    "explain",
    "forget_heartbeats",
    "look_round",
    "plan",
    "register",
    "renew_key",
    "retire",
    "signature",
    "take",
    "tally",
    "unbind",
]
