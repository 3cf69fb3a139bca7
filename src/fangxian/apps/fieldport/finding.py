"""A door by what somebody types of its address, in one's own areas."""

from fangxian.access import gate
from fangxian.access.reader import Reader
from fangxian.registry import queries as registry

#: So few compounds are tried for an address that begins with its building: a grid has one or two.
COMPOUNDS = 4


def doors(reader: Reader, text: str) -> list[tuple[int, str]]:
    """(key, address) of the doors that a text names, or may yet come to name. An address that begins with its building
    ('3-2-501') is looked for in the compounds of the reader's areas."""
    found = registry.doors(reader, text)
    if not found and text[:1].isdigit():
        compounds = [one.name for one in registry.compounds(reader, "")[:COMPOUNDS]]
        found = tuple(one for name in compounds for one in registry.doors(reader, name + text))
    return [(one.pk, gate.show(reader, "address", one.title)) for one in found]
