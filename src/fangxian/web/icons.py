"""Icons as strokes on a square of 24, drawn for this site: icons.toml."""

import tomllib
from functools import cache
from pathlib import Path


@cache
def strokes() -> dict[str, list[str]]:
    """Name -> its strokes."""
    found: dict[str, list[str]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
    return found


@cache
def icon(name: str) -> str:
    """An icon as SVG, for the eye alone: the words stand beside it, or in a label."""
    return (
        '<svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.6" '
        f'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{_paths(strokes()[name])}</svg>'
    )


def mark() -> str:
    """The sign of the house as SVG: a shield, and three lines that hold."""
    return (
        '<svg viewBox="0 0 32 32" width="32" height="32" fill="none" stroke="currentColor" stroke-width="1.8" '
        f'stroke-linejoin="round" stroke-linecap="round" aria-hidden="true">{_paths(strokes()["mark"])}</svg>'
    )


def _paths(lines: list[str]) -> str:
    return "".join(f'<path d="{line}"/>' for line in lines)
