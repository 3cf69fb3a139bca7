"""The command `fangxian`, and when it said each line: python -m bench.stamped LOG ARGUMENT ...

LOG gets a line of JSON for each: seconds of wall clock and of processor since the process began, and the line.
"""

import io
import json
import os
import sys
import time
from pathlib import Path

from fangxian.cli.main import main


class Stamped(io.TextIOBase):
    """Passes on what is said, and writes it down a line at a time."""

    def __init__(self, log: Path) -> None:
        self._log = log.open("w", encoding="utf-8")
        self._began = time.time() - _age()
        self._line = ""

    def write(self, text: str) -> int:
        """Takes a part of a line, or several."""
        *lines, self._line = (self._line + text).split("\n")
        for line in lines:
            said = {"seconds": time.time() - self._began, "processor": time.process_time(), "line": line}
            self._log.write(json.dumps(said) + "\n")
        self._log.flush()
        return sys.__stderr__.write(text) if sys.__stderr__ else len(text)


def _age() -> float:
    """Seconds since this process began: Python starts before its first line does."""
    began = int(Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()[19]) / os.sysconf("SC_CLK_TCK")
    return time.clock_gettime(time.CLOCK_BOOTTIME) - began


if __name__ == "__main__":
    sys.stderr = Stamped(Path(sys.argv[1]))
    sys.exit(main(sys.argv[2:]))
