"""Codes with which the owner of an account chooses its password: only their digests are kept."""

import hashlib
import hmac
import secrets
from datetime import timedelta

from fangxian.access.models import Account, Invitation
from fangxian.lib import clock

#: For so long a code works.
VALID = timedelta(days=3)

#: Letters that nobody mistakes for others when a code is read out.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def given(account: Account, *, by: str) -> str:
    """Makes the first code of an account, within the caller's transaction; those before it stop working."""
    code = new()
    said = {"first": digest(code), "first_by": by, "second": "", "second_by": "", "until": clock.now() + VALID}
    Invitation.objects.update_or_create(account=account, defaults=said)
    return code


def new() -> str:
    """Four groups of five letters and digits: 99 bits, readable over a telephone."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))


def digest(code: str) -> str:
    """What is kept of a code; nobody finds 99 bits by trying."""
    return hashlib.sha256(code.strip().lower().encode()).hexdigest()


def fits(code: str, kept: str) -> bool:
    """Whether a code is the one of which a digest is kept; where none is kept, no code is."""
    return bool(kept) and hmac.compare_digest(digest(code), kept)
