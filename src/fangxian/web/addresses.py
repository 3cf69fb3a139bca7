"""A door as one says it, in both languages."""

from fangxian.web.language import say


def building(name: str) -> str:
    """A building as one says it: 3号楼; one that has a name of its own, by it."""
    return say(f"{name}号楼", f"Building {name}") if name.isascii() else name


def room(unit: str, number: str) -> str:
    """A door within its building: 1单元 301."""
    if not unit:
        return number
    return say(f"{unit}单元 {number}", f"Unit {unit}, {number}")


def floor(number: int | None) -> str:
    """A floor: 3层."""
    return "" if number is None else say(f"{number}层", f"fl. {number}")
