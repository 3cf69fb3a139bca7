"""Every address of the site says what it takes to open it: a view that forgets fails here, and does not leak."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from fangxian.access.gate import SIGNED_IN
from fangxian.access.roles import verbs

#: Addresses that anybody may open, and why.
PUBLIC = {
    "account_login": "where one signs in",
    "mfa_authenticate": "the second step of signing in",
    "web:invitation": "where the owner of an account chooses a password, with the codes they were given",
    "account_inactive": "tells that an account is closed",
    "home_isolation:events": "where devices send: signed with the device's own key, and nothing is read of anybody",
    "sharing:openapi": "describes the API, and tells of nobody",
    "sharing:rows": "a grant's rows by its key: runs.sharing asks for it, and notes and counts what it gives",
    "sharing:grant-openapi": "describes one grant, by its key",
    "web:language": "a choice that the sign-in page has too; it tells nothing",
}


def views(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every pattern under its full name."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from views(pattern.url_patterns, inner)
        else:
            yield f"{space}{pattern.name}" if pattern.name else str(pattern.pattern), pattern


ALL = dict(views(get_resolver().url_patterns))


@pytest.mark.parametrize("name", sorted(set(ALL) - set(PUBLIC)))
def test_a_view_declares_what_it_requires(name: str) -> None:
    verb = getattr(ALL[name].callback, "verb", None)
    assert verb is not None, f"{name}: put gate.requires(verb) on the view, or say here why anybody may open it"
    assert verb == SIGNED_IN or verb in verbs()


def test_what_is_public_is_there_and_is_little() -> None:
    assert set(PUBLIC) <= set(ALL)
    assert len(PUBLIC) <= 10
