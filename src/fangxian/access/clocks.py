"""The clocks of a session: when it began, and the last click. Half an hour without one ends it, and twelve hours do."""

from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

from fangxian.lib import clock

IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=12)

#: For so long after signing in the password is not asked for again.
JUST = timedelta(minutes=5)

#: What the session remembers: when it began, the last click, that nothing stands before the work.
BEGAN, SEEN, READY = "began", "seen", "ready"


def begin(session: SessionBase) -> None:
    """Starts the clocks of a session."""
    now = clock.now().isoformat()
    session[BEGAN], session[SEEN] = now, now
    session.pop(READY, None)


def has_run_out(session: SessionBase) -> bool:
    """Whether it is over, by either clock. A session without clocks is over too."""
    now = clock.now()
    try:
        began, seen = (datetime.fromisoformat(session[name]) for name in (BEGAN, SEEN))
    except KeyError:
        return True
    return now - seen >= IDLE or now - began >= LONGEST


def has_just_begun(session: SessionBase) -> bool:
    """Whether somebody has only just signed in."""
    return BEGAN in session and clock.now() - datetime.fromisoformat(session[BEGAN]) < JUST
