"""Text sealed under a key (AES-256-GCM), and found again by a keyed index (HMAC-SHA-256) without being opened.

A seal is bound to what it is for ('person.phone'): moved to another column it does not open. Two seals of one text
differ; two indexes of one text under one key and purpose are equal, which is what makes it possible to look for it.
"""

import hashlib
import hmac
import os
from collections.abc import Iterable, Sequence
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_VERSION = b"\x01"
_NONCE = 12
#: Bytes of an index: two texts of a district share one by chance with odds of one in 10^28.
INDEX_BYTES = 16


class CannotOpenError(Exception):
    """The seal was made under another key or for another purpose, or its bytes were changed."""


class Seal:
    """Seals and indexes texts for one purpose under one key of 32 bytes."""

    def __init__(self, key: bytes, purpose: str) -> None:
        self._key = key
        self._purpose = purpose.encode()

    def close(self, text: str) -> bytes:
        """Seals a text: a version byte, 12 random bytes, the ciphertext with its tag."""
        return self._closed(text, os.urandom(_NONCE))

    def close_all(self, texts: Sequence[str | None]) -> list[bytes | None]:
        """The same of many, None of None: the system is asked for randomness once."""
        drawn = os.urandom(_NONCE * len(texts))
        nonces = (drawn[start : start + _NONCE] for start in range(0, len(drawn), _NONCE))
        return [self._closed(text, nonce) if text else None for text, nonce in zip(texts, nonces, strict=True)]

    def _closed(self, text: str, nonce: bytes) -> bytes:
        return _VERSION + nonce + self._cipher.encrypt(nonce, text.encode(), self._purpose)

    def open(self, sealed: bytes) -> str:
        """The text. Raises CannotOpenError."""
        sealed = bytes(sealed)
        if sealed[:1] != _VERSION:
            raise CannotOpenError("not a seal of this version")
        start = 1 + _NONCE
        try:
            return self._cipher.decrypt(sealed[1:start], sealed[start:], self._purpose).decode()
        except InvalidTag:
            raise CannotOpenError("sealed under another key or purpose, or changed") from None

    def open_all(self, sealed: Iterable[bytes | None]) -> list[str | None]:
        """The same of many, None of None."""
        return [self.open(one) if one else None for one in sealed]

    def index(self, text: str) -> bytes:
        """The 16 bytes by which the text is found."""
        one = self._indexer.copy()
        one.update(text.encode())
        return one.digest()[:INDEX_BYTES]

    @cached_property
    def _cipher(self) -> AESGCM:
        return AESGCM(self._derived(b"seal"))

    @cached_property
    def _indexer(self) -> hmac.HMAC:
        """With its key taken in beforehand: a district asks for a million indexes."""
        return hmac.new(self._derived(b"index"), digestmod="sha256")

    def _derived(self, use: bytes) -> bytes:
        return hmac.digest(self._key, b"fangxian/" + use + b"/" + self._purpose, hashlib.sha256)
