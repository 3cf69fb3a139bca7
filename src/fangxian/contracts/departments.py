"""The departments that answer for data or ask for them: departments.toml, and a district's own beside its contracts."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from fangxian.contracts import library, own
from fangxian.contracts.contract import Contract
from fangxian.lib import words
from fangxian.lib.fault import Fault
from fangxian.lib.words import Words

FILE = "departments.toml"
_SHIPPED = Path(__file__).with_name(FILE)


def departments() -> Mapping[str, Words]:
    """Name -> what it is called; those that ship first. Raises a Fault for a file of the district's that is none."""
    path = own.folder() / FILE
    return _shipped() | (_own(path, path.stat().st_mtime_ns) if path.is_file() else {})


def owner_of(contract: Contract) -> str:
    """The department that answers for a dataset; '' where its contract names nobody who is one."""
    return next((name for name, one in departments().items() if contract.owner and contract.owner == one.zh), "")


def owned_by(department: str) -> tuple[str, ...]:
    """The datasets that a department answers for. What of the district's own cannot be read is nobody's yet."""
    found = []
    for name in library.every() if department else ():
        try:
            contract = library.load(name)
        except Fault:
            continue
        if owner_of(contract) == department:
            found.append(name)
    return tuple(found)


@cache
def _shipped() -> dict[str, Words]:
    return words.read(_SHIPPED)


@cache
def _own(path: Path, changed: int) -> dict[str, Words]:
    """A file that was changed is read anew."""
    try:
        return words.read(path)
    except (OSError, ValueError, TypeError) as error:
        raise Fault(
            en=f"{path.name} is no list of departments: each is [name] with zh and en, as docs/contracts.md shows.",
            zh=f"{path.name} 不是部门名单：每个部门写成 [代号]，下有 zh 和 en 两项，见 docs/contracts.md。",
        ) from error
