"""The seals of the registry: numbers and phones lie sealed under its key, and are found by keyed indexes."""

from collections.abc import Callable
from functools import cache

from django.conf import settings

from fangxian.lib.keyring import Keyring
from fangxian.lib.sealing import Seal

#: The name of the registry's key.
KEY = "registry"


def number() -> Seal:
    """Of identity numbers and other documents."""
    return _seal(settings.KEYRING, "person.number")


def phone() -> Seal:
    """Of phones."""
    return _seal(settings.KEYRING, "person.phone")


def organisation_phone() -> Callable[[int | None], str | None]:
    """What gives the index of an organisation's phone (terms.phones.key), for many at once; None of none."""
    index = _seal(settings.KEYRING, "organisation.phone").index
    return lambda phone: index(str(phone)).hex() if phone is not None else None


def tails() -> Callable[[str, str], bytes]:
    """What gives the index of a phone's last four digits among the people of one community (12 digits of the area's
    code), for many at once."""
    index = _seal(settings.KEYRING, "person.phone_tail").index
    return lambda area, digits: index(f"{area[:12]} {digits[-4:]}")


def tail(area: str, digits: str) -> bytes:
    """The same, of one."""
    return tails()(area, digits)


@cache
def _seal(ring: Keyring, purpose: str) -> Seal:
    return Seal(ring.create(KEY), purpose)
