"""Tables that a screen reader can read aloud: a caption, column heads and row heads; a table without rows says so."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Column(NamedTuple):
    """A column: its head (HTML) and its class ('n' for numbers, 'bar' for a drawing, '' for text)."""

    head: str
    kind: str = ""


def table(
    caption: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[str]],
    *,
    empty: str,
    foot: Sequence[str] = (),
    kind: str = "",
) -> str:
    """A table of HTML cells whose first column names the row; `empty` is the paragraph shown if there are no rows."""
    body = "\n".join(_row(cells, columns) for cells in rows)
    if not body:
        return f'<div class="empty"><b>{caption}</b> {empty}</div>'
    return (
        f'<div class="scroll" tabindex="0"><table class="{kind}"><caption>{caption}</caption>{_head(columns)}'
        f"<tbody>{body}</tbody>{f'<tfoot>{_row(foot, columns)}</tfoot>' if foot else ''}</table></div>"
    )


def grouped(
    caption: str, columns: Sequence[Column], groups: Iterable[tuple[str, Iterable[Sequence[str]]]], *, empty: str
) -> str:
    """A table whose rows stand in groups, each under its own head."""
    bodies = []
    for name, rows in groups:
        head = f'<tr><th class="group" scope="rowgroup" colspan="{len(columns)}">{name}</th></tr>'
        bodies.append(f"<tbody>{head}{''.join(_row(cells, columns) for cells in rows)}</tbody>")
    if not bodies:
        return f'<div class="empty"><b>{caption}</b> {empty}</div>'
    return (
        f'<div class="scroll" tabindex="0"><table><caption>{caption}</caption>{_head(columns)}'
        f"{''.join(bodies)}</table></div>"
    )


def _head(columns: Sequence[Column]) -> str:
    heads = "".join(f'<th scope="col"{_class(column)}>{column.head}</th>' for column in columns)
    return f"<thead><tr>{heads}</tr></thead>"


def _row(cells: Sequence[str], columns: Sequence[Column]) -> str:
    first, *others = cells
    told = "".join(f"<td{_class(column)}>{cell}</td>" for cell, column in zip(others, columns[1:], strict=True))
    return f'<tr><th scope="row">{first}</th>{told}</tr>'


def _class(column: Column) -> str:
    return f' class="{column.kind}"' if column.kind else ""
