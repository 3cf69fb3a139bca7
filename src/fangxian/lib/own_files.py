"""Files of an installation's own: a folder beside its data, and what lies in it (docs/settings.md)."""

import os
from pathlib import Path


def folder(variable: str, name: str) -> Path:
    """The folder that the variable names, else the one of that name in the installation's folder."""
    said = os.environ.get(variable)
    if said:
        return Path(said)
    return Path(os.environ.get("FANGXIAN_VAR") or Path(__file__).parents[3] / "var") / name


def named(found: Path, suffix: str) -> dict[str, Path]:
    """The files of a folder that end so, by the names that they go by, in order; none where there is no folder."""
    paths = sorted(found.glob(f"*{suffix}")) if found.is_dir() else []
    return {path.name.removesuffix(suffix): path for path in paths}
