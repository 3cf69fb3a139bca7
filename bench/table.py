"""What a measurement hands over: a table whose figures remember their value, their unit and their target."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One measured number. `low` and `high` span several runs; `most` and `least` are the target, if it has one.

    A share is a fraction of 1, and shown in per cent when its unit begins with %.
    """

    value: float
    unit: str = ""
    places: int = 2
    low: float | None = None
    high: float | None = None
    most: float | None = None
    least: float | None = None

    @property
    def held(self) -> bool:
        """Whether the target is met; a figure without one is."""
        above = self.most is not None and self.value > self.most
        below = self.least is not None and self.value < self.least
        return not (above or below)

    def __str__(self) -> str:
        text = f"{self._digits(self.value)} {self.unit}".strip()
        if self.low is not None and self.high is not None:
            text += f" ({self._digits(self.low)}–{self._digits(self.high)})"
        return text if self.held else f"**{text} missed**"

    def _digits(self, value: float) -> str:
        return f"{value * 100 if self.unit.startswith('%') else value:,.{self.places}f}"


Cell = Figure | str


@dataclass(frozen=True)
class Table:
    """A heading, rows under column names, and what must be known to read them."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = field(default="")

    def markdown(self) -> str:
        """As a section of docs/figures.md."""
        rule = "|".join("---" if column == 0 else "--:" for column in range(len(self.columns)))
        lines = [f"### {self.title}", "", "| " + " | ".join(self.columns) + " |", f"|{rule}|"]
        for row in self.rows:
            cells = [str(cell).replace("|", "\\|") for cell in row] + [""] * (len(self.columns) - len(row))
            lines.append("| " + " | ".join(cells) + " |")
        return "\n".join(lines + (["", self.note] if self.note else []))

    def data(self) -> dict[str, Any]:
        """As JSON: a figure with its value, unit and target, a word as it is."""
        rows = [[_plain(cell) for cell in row] for row in self.rows]
        return {"title": self.title, "columns": list(self.columns), "rows": rows, "note": self.note}


def table(said: dict[str, Any]) -> Table:
    """The table that `data` wrote."""
    rows = [[Figure(**cell) if isinstance(cell, dict) else cell for cell in row] for row in said["rows"]]
    return Table(said["title"], said["columns"], rows, said["note"])


def _plain(cell: Cell) -> dict[str, Any] | str:
    if isinstance(cell, str):
        return cell
    return {name: value for name, value in asdict(cell).items() if value is not None}
