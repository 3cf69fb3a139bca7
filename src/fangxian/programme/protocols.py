"""The protocols that enrolments are under, by version."""

from fangxian.lib.fault import Fault
from fangxian.outbreak import queries
from fangxian.outbreak.faults import NotInForce
from fangxian.outbreak.protocol import PersonClass, Protocol
from fangxian.outbreak.queries import protocol as of

__all__ = ["class_of", "in_force", "of"]


def in_force(outbreak: int) -> tuple[int, Protocol]:
    """The version that new enrolments of an outbreak take, and its protocol. Raises NotInForce where there is none."""
    version = queries.version_in_force(outbreak)
    if version is None:
        raise NotInForce(
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
