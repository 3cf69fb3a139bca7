"""Where bytes lie, with which manifest, and which engine reads them."""

import shutil
from pathlib import Path


def discard(folder: Path) -> None:
    """Removes a work folder and all in it."""
    shutil.rmtree(folder)
