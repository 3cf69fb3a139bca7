"""An installation's own contracts: files NAME.odcs.yaml in a folder of its own, beside those that ship."""

from pathlib import Path

from fangxian.lib import own_files


def folder() -> Path:
    """Where they lie: FANGXIAN_CONTRACTS, else `contracts` in the installation's folder."""
    return own_files.folder("FANGXIAN_CONTRACTS", "contracts")


def files() -> dict[str, Path]:
    """The files by the names that they go by, in order; none where there is no folder."""
    return own_files.named(folder(), ".odcs.yaml")
