"""What fieldwork keeps sealed under an outbreak's key: what is said of somebody in no register, and what a visit keeps
so that it can be taken back. None of it is to be shown but through the gate.
"""

import json
from functools import cache
from typing import Any

from fangxian.fieldwork.models import Line, Visit
from fangxian.outbreak.queries import seal

#: What visits keep is sealed for.
SAID = "fieldwork.visit"


class Sealed:
    """Opens and closes many, asking for each key once: not to be kept for longer than one act or one page. Raises
    NotInForce as outbreak.queries.seal."""

    def __init__(self) -> None:
        self._seal = cache(seal)

    def details(self, outbreak: int, line: Line) -> dict[str, str]:
        """What is said of somebody in no register: name, number, phone, address, site, sampled_at; {} of others."""
        if not line.details:
            return {}
        opened = json.loads(self._seal(outbreak, line.sealed_for).open(bytes(line.details)))
        return {name: value or "" for name, value in opened.items()}

    def kept(self, outbreak: int, visit: Visit) -> dict[str, Any]:
        """What a visit keeps: said, before, entered."""
        opened: dict[str, Any] = json.loads(self._seal(outbreak, SAID).open(bytes(visit.said or b"")))
        return opened

    def keep(self, outbreak: int, *, said: Any, before: dict[str, Any] | None, entered: int | None) -> bytes:
        """Closes it: what was typed, what the registry said before (registry.actions.recorded), who was entered."""
        text = json.dumps({"said": said, "before": before, "entered": entered}, ensure_ascii=False)
        return self._seal(outbreak, SAID).close(text)
