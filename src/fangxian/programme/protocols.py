"""The protocols that enrolments are under, by version."""

from fangxian.lib.fault import Fault
from fangxian.outbreak.protocol import PersonClass, Protocol

_known: dict[int, Protocol] = {}
_in_force: dict[int, int] = {}


def put_in_force(outbreak: int, version: int, protocol: Protocol) -> None:
    """Says which version new enrolments of an outbreak take."""
    _known[version] = protocol
    _in_force[outbreak] = version


def of(version: int) -> Protocol:
    """The protocol of a version."""
    return _known[version]


def in_force(outbreak: int) -> tuple[int, Protocol]:
    """The version that new enrolments of an outbreak take, and its protocol. Raises a Fault where there is none."""
    version = _in_force.get(outbreak)
    if version is None:
        raise Fault(
            en="This outbreak has no protocol in force: choose its pack before anybody is enrolled.",
            zh="该疫情尚无生效的防控方案：请先选定方案，再行纳管。",
        )
    return version, of(version)


def class_of(protocol: Protocol, name: str) -> PersonClass:
    """One of its classes. Raises a Fault for one that it has not."""
    found = protocol.classes.get(name)
    if found is None:
        raise Fault(
            en="The protocol in force has no such class of people: choose one of those that it has.",
            zh="生效的防控方案中没有此人员类别：请从方案所列类别中选择。",
        )
    return found
