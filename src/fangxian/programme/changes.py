"""Changes of enrolments, gathered and appended at once: one range, one event (decision 13)."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from fangxian.ledger import actions as ledger
from fangxian.lib import clock
from fangxian.programme import events
from fangxian.programme.models import Change
from fangxian.store import bulk


class Changes:
    """What an act changes, told when it is written: in the act's transaction."""

    def __init__(self, outbreak: int, by: str) -> None:
        self.outbreak, self.by = outbreak, by
        self._rows: list[tuple[int, int, str, dict[str, Any]]] = []

    def add(self, enrolment: int, person: int, what: str, **payload: Any) -> None:
        """Something that is laid, lifted, or neither: see events.py."""
        self._rows.append((enrolment, person, what, payload))

    def lays(
        self, enrolment: int, person: int, what: str, *, source: str, effects: Iterable[str],
        until: datetime | None = None, **more: Any,
    ) -> None:  # fmt: skip
        """What a source lays from now on."""
        payload: dict[str, Any] = {"source": source, "effects": list(effects), **more}
        if until is not None:
            payload["until"] = until.astimezone(clock.LOCAL).isoformat()
        self.add(enrolment, person, what, **payload)

    def write(self) -> int:
        """Appends them and tells; answers how many. Nothing where there is nothing."""
        if not self._rows:
            return 0
        at = clock.now()
        keys = bulk.reserve(Change, len(self._rows))
        bulk.insert(
            Change,
            ["id", "enrolment_id", "person", "what", "at", "payload", "by"],
            (
                (pk, enrolment, person, what, at, payload, self.by)
                for pk, (enrolment, person, what, payload) in zip(keys, self._rows, strict=True)
            ),
        )
        counts = dict(Counter(what for _, _, what, _ in self._rows))
        payload = {"first": keys[0], "last": keys[-1], "outbreak": self.outbreak, "counts": counts}
        payload["changes"] = len(keys)
        ledger.record_batch(kind=events.CHANGED, batch=f"changes/{keys[0]}", by=self.by, payload=payload)
        self._rows = []
        return len(keys)
