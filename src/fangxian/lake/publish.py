"""A folder that is complete or absent, never half (law 10).

Everything is written into a sibling `.NAME.partial-…`, flushed to the disk, and renamed in one step. A run that is
killed leaves only such a sibling; the next run into the same place takes it away (it knows by a lock that nobody is
still writing there).
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from fangxian.lib.fault import Fault

_LOCK = ".lock"


@contextmanager
def folder(destination: Path) -> Iterator[Path]:
    """Gives a folder to write into; it becomes `destination` when the block ends well, and is removed if it does not.

    Raises a Fault when `destination` holds anything, is no folder, or cannot be made.
    """
    destination = Path(os.path.abspath(destination))  # noqa: PTH100  (a link at the destination stays a link)
    _refuse_occupied(destination, "--out")
    with _partial(destination, option="--out") as partial:
        partial.chmod(0o755)
        yield partial
        appear(partial, destination, option="--out")


@contextmanager
def draft(within: Path, *, option: str) -> Iterator[Path]:
    """Gives a folder beside others in `within`, for its owner's eyes alone; it is removed unless `appear` took it.

    `option` is the command's option that names the place, for the Fault of a folder that cannot be written.
    """
    within = within.absolute()
    with _partial(within / "draft", option=option) as partial:
        yield partial


def appear(partial: Path, destination: Path, *, option: str) -> None:
    """Flushes a folder and renames it to `destination`. Raises a Fault if that is taken or cannot be written."""
    try:
        _flush(partial)
        (partial / _LOCK).unlink()
        _refuse_occupied(destination, option)
        partial.rename(destination)
        _sync(destination.parent)
    except OSError as error:
        raise cannot_write(destination, error, option) from error


def cannot_write(destination: Path, error: OSError, option: str = "--out") -> Fault:
    """The fault for a folder that cannot be written: full, forbidden or gone."""
    reason = os.strerror(error.errno) if error.errno else type(error).__name__
    return Fault(
        en=f"Could not write {destination}: {reason}; make room or choose another {option}, and run the command again.",
        zh=f"无法写入 {destination}：{reason}；请腾出空间或更换 {option}，再运行同一命令。",
    )


@contextmanager
def _partial(destination: Path, *, option: str) -> Iterator[Path]:
    """A folder beside `destination` with a lock in it, removed when the block ends."""
    try:
        destination.parent.mkdir(parents=True, exist_ok=True)
        _sweep(destination)
        partial, lock = _locked(destination)
    except OSError as error:
        raise cannot_write(destination, error, option) from error
    with lock:
        try:
            yield partial
        except OSError as error:
            raise cannot_write(destination, error, option) from error
        finally:
            shutil.rmtree(partial, ignore_errors=True)


def _locked(destination: Path) -> tuple[Path, IO[str]]:
    """A new folder and its lock, held. One that another run swept before it was locked is made again."""
    while True:
        partial = Path(tempfile.mkdtemp(prefix=f".{destination.name}.partial-", dir=destination.parent))
        with suppress(FileNotFoundError):
            lock = (partial / _LOCK).open("w")
            fcntl.flock(lock, fcntl.LOCK_EX)
            if (partial / _LOCK).exists():
                return partial, lock
            lock.close()


def _refuse_occupied(destination: Path, option: str) -> None:
    if destination.is_dir():
        if any(destination.iterdir()):
            raise Fault(
                en=f"The folder {destination} is not empty: choose another {option}, or empty it first.",
                zh=f"文件夹 {destination} 不是空的：请更换 {option}，或先清空它。",
            )
    elif destination.exists() or destination.is_symlink():
        raise Fault(
            en=f"{destination} is a file, not a folder: choose another {option}.",
            zh=f"{destination} 是文件而不是文件夹：请更换 {option}。",
        )


def _sweep(destination: Path) -> None:
    """Removes what killed runs left beside `destination`; a live run holds its lock."""
    for left in destination.parent.glob(f".{destination.name}.partial-*"):
        with suppress(OSError), (left / _LOCK).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left, ignore_errors=True)


def _flush(partial: Path) -> None:
    for path in sorted(partial.rglob("*")):
        if path.is_file():
            _sync(path)
    _sync(partial)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
