"""What changes codes. Nothing here is told a colour and a person: grounds are laid and ended, proposals and appeals
decided, and the colour is computed from what stands (law 3)."""

from fangxian.healthcode.again import follow_again
from fangxian.healthcode.appeals import File, answer, file
from fangxian.healthcode.colouring import rebuild, recolour
from fangxian.healthcode.ending import end, expire
from fangxian.healthcode.grounds import Named
from fangxian.healthcode.laying import Ground, lay
from fangxian.healthcode.proposals import approve, propose, refuse, undo, withdraw
from fangxian.healthcode.rounds import Led, follow_round, untested
from fangxian.healthcode.statistics import publish

__all__ = [
    "File",
    "Ground",
    "Led",
    "Named",
    "answer",
    "approve",
    "end",
    "expire",
    "file",
    "follow_again",
    "follow_round",
    "lay",
    "propose",
    "publish",
    "rebuild",
    "recolour",
    "refuse",
    "undo",
    "untested",
    "withdraw",
]
