"""Personal details of events, sealed apart from them: shredding a drawer leaves the fact and takes the details."""

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from fangxian.ledger.models import Drawer
from fangxian.lib.sealing import CannotOpenError, Seal

#: The key of what belongs to no outbreak.
KEY = "drawers"


def fill(name: str, details: Mapping[str, Any], key: str = KEY) -> None:
    """Seals details into a new drawer."""
    held = settings.KEYRING.create(key) if key == KEY else settings.KEYRING.key(key)
    text = json.dumps(dict(details), ensure_ascii=False, sort_keys=True)
    Drawer.objects.create(name=name, key=key, sealed=Seal(held, "ledger.drawer").close(text))


def opened(name: str) -> dict[str, Any]:
    """What lies in a drawer; nothing where it was shredded, or its key was destroyed."""
    found = Drawer.objects.filter(name=name).first() if name else None
    if found is None or found.sealed is None or not settings.KEYRING.holds(found.key):
        return {}
    try:
        text = Seal(settings.KEYRING.key(found.key), "ledger.drawer").open(bytes(found.sealed))
    except CannotOpenError:
        # A key of the same name that was made anew: what was sealed under the old one is gone all the same.
        return {}
    details: dict[str, Any] = json.loads(text)
    return details
