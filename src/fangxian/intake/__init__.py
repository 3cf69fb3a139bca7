"""Knows that files are dirty: receive, check, clean, hold."""

from fangxian.intake.receive import judged_together, receive, receive_all
from fangxian.intake.received import Received

__all__ = ["Received", "judged_together", "receive", "receive_all"]
