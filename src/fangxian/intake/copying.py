"""The copy that an engine reads in a file's place, begun only when the first line has to be written anew."""

import tempfile
from pathlib import Path
from typing import IO

from fangxian.intake.blocks import blocks


class Copy:
    """UTF-8 lines that end in LF. `path` is the original as long as there is no copy."""

    def __init__(self, original: Path, folder: Path) -> None:
        self.path = original
        self._original = original
        self._folder = folder
        self._file: IO[bytes] | None = None

    @property
    def begun(self) -> bool:
        """Whether there is a copy."""
        return self._file is not None

    def begin(self, start: int = 0, end: int = 0) -> None:
        """Begins with the original's own bytes from `start` to `end`: lines that were found in order."""
        self._file = tempfile.NamedTemporaryFile(dir=self._folder, suffix=".csv", delete=False)  # noqa: SIM115
        self.path = Path(self._file.name)
        held = b""
        for block in blocks(self._original, start, end):
            # A line end of two bytes may lie across two blocks.
            lines = held + block
            held = b"\r" if lines.endswith(b"\r") else b""
            self.write(lines.removesuffix(held))

    def write(self, lines: bytes) -> None:
        """Adds lines; does nothing as long as the copy was not begun."""
        if self._file is not None:
            self._file.write(lines.replace(b"\r\n", b"\n") if b"\r" in lines else lines)

    def close(self) -> None:
        """The copy is complete, or given up."""
        if self._file is not None:
            self._file.close()
