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

from fangxian.lib.fault import Fault


@contextmanager
def folder(destination: Path) -> Iterator[Path]:
    """Gives a folder to write into; it becomes `destination` when the block ends well, and is removed if it does not.

    Raises a Fault when `destination` holds anything, is no folder, or cannot be made.
    """
    destination = Path(os.path.abspath(destination))  # noqa: PTH100  (a link at the destination stays a link)
    _refuse_occupied(destination)
    try:
        destination.parent.mkdir(parents=True, exist_ok=True)
        _sweep(destination)
        partial = Path(tempfile.mkdtemp(prefix=f".{destination.name}.partial-", dir=destination.parent))
        partial.chmod(0o755)
    except OSError as error:
        raise cannot_write(destination, error) from error
    with (partial / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield partial
            _flush(partial)
            (partial / ".lock").unlink()
            _refuse_occupied(destination)
            partial.rename(destination)
            _sync(destination.parent)
        except OSError as error:
            raise cannot_write(destination, error) from error
        finally:
            shutil.rmtree(partial, ignore_errors=True)


def cannot_write(destination: Path, error: OSError) -> Fault:
    """The fault for a folder that cannot be written: full, forbidden or gone."""
    reason = os.strerror(error.errno) if error.errno else type(error).__name__
    return Fault(
        en=f"Could not write {destination}: {reason}; make room or choose another --out, and run the command again.",
        zh=f"无法写入 {destination}：{reason}；请腾出空间或更换 --out，再运行同一命令。",
    )


def _refuse_occupied(destination: Path) -> None:
    if destination.is_dir():
        if any(destination.iterdir()):
            raise Fault(
                en=f"The folder {destination} is not empty: choose another --out, or empty it first.",
                zh=f"文件夹 {destination} 不是空的：请更换 --out，或先清空它。",
            )
    elif destination.exists() or destination.is_symlink():
        raise Fault(
            en=f"{destination} is a file, not a folder: choose another --out.",
            zh=f"{destination} 是文件而不是文件夹：请更换 --out。",
        )


def _sweep(destination: Path) -> None:
    """Removes what killed runs left beside `destination`; a live run holds its lock."""
    for left in destination.parent.glob(f".{destination.name}.partial-*"):
        with suppress(OSError), (left / ".lock").open("a") as lock:
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
