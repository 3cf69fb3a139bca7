"""The protocols that restrictions are laid under, by version."""

from fangxian.outbreak.protocol import Protocol

_known: dict[int, Protocol] = {}
_in_force: dict[int, int] = {}


def put_in_force(outbreak: int, version: int, protocol: Protocol) -> None:
    """Says which version is in force under an outbreak."""
    _known[version], _in_force[outbreak] = protocol, version


def of(version: int) -> Protocol:
    """The protocol of a version."""
    return _known[version]


def in_force(outbreak: int) -> int | None:
    """The version in force under an outbreak; None before there is one."""
    return _in_force.get(outbreak)
