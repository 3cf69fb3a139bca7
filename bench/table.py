"""Markdown tables, and the word for a figure that is held against its target."""

from collections.abc import Sequence


def show(title: str, header: Sequence[str], rows: Sequence[Sequence[object]], *, note: str = "") -> None:
    """Prints a heading, a table and what must be known to read it."""
    print(f"\n### {title}\n")
    print("| " + " | ".join(header) + " |")
    print("|" + "|".join("---" if column == 0 else "--:" for column in range(len(header))) + "|")
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")
    if note:
        print(f"\n{note}")
    print(flush=True)


def held(value: float, limit: float, *, below: bool = True) -> str:
    """`yes` or `NO`: whether a figure keeps to its target."""
    kept = value <= limit if below else value >= limit
    return "yes" if kept else "NO"


def percent(part: float, places: int = 2) -> str:
    """A share as text."""
    return f"{part * 100:.{places}f} %"
