"""What changes tasks: those who ask open and cancel them, thousands at once; those who go take, report, take back."""

from fangxian.fieldwork.days import Found, report_day
from fangxian.fieldwork.folding import declare as spare_others
from fangxian.fieldwork.folding import fold, fold_several
from fangxian.fieldwork.tasks import cancel, open_tasks
from fangxian.fieldwork.visits import HANDING, VERB, hand_over, release, report, take, undo

__all__ = [
    "HANDING",
    "VERB",
    "Found",
    "cancel",
    "fold",
    "fold_several",
    "hand_over",
    "open_tasks",
    "release",
    "report",
    "report_day",
    "spare_others",
    "take",
    "undo",
]
