"""An installation's own contracts: files NAME.odcs.yaml in a folder of its own, beside those that ship."""

import os
from pathlib import Path

_SUFFIX = ".odcs.yaml"


def folder() -> Path:
    """Where they lie: FANGXIAN_CONTRACTS, else `contracts` in the installation's folder (docs/settings.md)."""
    said = os.environ.get("FANGXIAN_CONTRACTS")
    if said:
        return Path(said)
    return Path(os.environ.get("FANGXIAN_VAR") or Path(__file__).parents[3] / "var") / "contracts"


def files() -> dict[str, Path]:
    """The files by the names that they go by, in order; none where there is no folder."""
    found = folder()
    paths = sorted(found.glob(f"*{_SUFFIX}")) if found.is_dir() else []
    return {path.name.removesuffix(_SUFFIX): path for path in paths}
