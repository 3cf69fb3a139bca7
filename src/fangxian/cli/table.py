"""Tables on a terminal, where a Chinese character takes two columns."""

import sys


def aligned(lines: list[list[str]], *, first_left: bool = True, numbers: bool = True) -> None:
    """Lines of as many cells each, on standard error; the first column to the left, the others to the right unless
    they are no numbers."""
    widths = [max(width(line[column]) for line in lines) for column in range(len(lines[0]))]
    for line in lines:
        cells = []
        for column, cell in enumerate(line):
            gap = " " * (widths[column] - width(cell))
            cells.append(cell + gap if not numbers or (first_left and column == 0) else gap + cell)
        print("  ".join(cells), file=sys.stderr)
    print(file=sys.stderr)


def width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if ord(character) >= 0x1100 else 1 for character in text)
