"""The demo's time: it stands where the last round left it while nobody looks, and runs on while the site is up. So its
tasks are of today, whenever it is opened; and no entry of the audit is older than the one before.
"""

from datetime import datetime

from django.conf import settings

from fangxian.ledger.queries import latest_at
from fangxian.lib import clock

_NAME = "demo.clock"


def stops_at(moment: datetime) -> None:
    """The moment at which the demo is opened for the first time."""
    (settings.VAR / _NAME).write_text(moment.isoformat() + "\n", "utf-8")


def opened() -> datetime | None:
    """That moment; None where this is no demo, or one without rounds."""
    path = settings.VAR / _NAME
    if not settings.FANGXIAN_DEMO or not path.is_file():
        return None
    return datetime.fromisoformat(path.read_text("utf-8").strip())


def goes_on() -> None:
    """Sets the clock of a demo to where it stood; of what is none, nothing happens."""
    if (moment := opened()) is not None:
        clock.go_on_from(max(filter(None, (moment, latest_at()))))
