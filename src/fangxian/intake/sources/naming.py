"""Which files of a folder are taken, wherever it lies: by their names, and by the marker that says one is whole."""

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

from fangxian.lib.described import wrong

_UNFINISHED = (".part", ".partial", ".filepart", ".tmp", ".crdownload", ".swp")
#: Where files go that were taken, or refused, if they are moved.
TAKEN, REFUSED = "taken", "refused"


@dataclass(frozen=True, kw_only=True)
class Taking:
    """Which files of a folder are taken, and what becomes of them.

    take     patterns of names          marker  the ending of the empty file that says that one is whole ('' for none)
    quiet    seconds in which a file without a marker must not change
    move     a file that was taken goes to the folder `taken` beside it, one that was refused to `refused`
    """

    path: str
    take: tuple[str, ...] = ("*",)
    marker: str = ""
    quiet: float = 2.0
    move: bool = False


def is_wanted(said: Taking, name: str) -> bool:
    """Whether a name is one of those: hidden files and those that a program has not finished never are."""
    if name.startswith((".", "~$")) or name.lower().endswith(_UNFINISHED) or "/" in name or "\0" in name:
        return False
    if said.marker and name.endswith(said.marker):
        return False
    return any(fnmatch(name, pattern) for pattern in said.take)


def markers(said: Taking, name: str) -> tuple[str, ...]:
    """What its marker may be called: FILE.csv.ok, or FILE.ok; none where there are no markers."""
    return (name + said.marker, PurePosixPath(name).with_suffix(said.marker).name) if said.marker else ()


def beside(name: str, taken: Callable[[str], bool]) -> str:
    """What a file is called beside those that are there: its own name, or FILE-2.csv and so on where that is taken."""
    target, number = name, 1
    while taken(target):
        number += 1
        target = f"{PurePosixPath(name).stem}-{number}{PurePosixPath(name).suffix}"
    return target


def judge(said: Taking, path: Path, where: str) -> None:
    """Raises a Fault for a line that cannot be; `where`: the table of the file."""
    if not said.path.startswith("/"):
        raise wrong(path, f"{where}.path", "write the whole path, from /", "请写完整路径（以 / 开头）")
    if not said.take or not all(said.take) or any("/" in one for one in said.take):
        raise wrong(path, f"{where}.take", "patterns of names such as *.csv", "须为 *.csv 式文件名")
    if said.quiet < 0 or said.quiet > 60:
        raise wrong(path, f"{where}.quiet", "seconds, 60 at most", "秒数，不超过 60")
