"""A watched folder: a file is taken when it is whole, once, whatever it is called the second time.

Whole is a file with its marker beside it; without markers, one that nobody has open for writing and that does not
change for a while. Links, hidden files and the names under which programs write what is not finished are left alone.
"""

import errno
import fcntl
import stat
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from fangxian.intake import refusals
from fangxian.intake.received import Stamp, stamp
from fangxian.intake.sources.drawn import Drawn
from fangxian.intake.sources.keeping import Kept
from fangxian.intake.sources.naming import REFUSED, TAKEN, Taking, beside, is_wanted, markers
from fangxian.lake.batches import sha256_of
from fangxian.lib.fault import Fault


def draw(said: Taking, kept: Kept, *, sleep: Callable[[float], None] = time.sleep) -> Iterator[Drawn]:
    """The whole files that are new, the oldest first. Raises a Fault for a folder that is not there."""
    for path in list(_candidates(said)) if said.move else ():
        # A run that was killed had taken it, and left it to be put away.
        fate = kept.fate(path.name, stamp(path))
        if fate is not None:
            _moved(said, path, REFUSED if fate else TAKEN)
    for path in whole(said, kept, sleep=sleep):
        size, changed = stamp(path)
        sha256 = sha256_of(path)
        remember = partial(kept.take, path.name, size=size, mtime=changed, sha256=sha256)
        if sha256 in kept.hashes():
            remember()
            _moved(said, path, TAKEN)
            continue
        yield Drawn(path, partial(_done, said, path, remember), refusable=True)


def whole(said: Taking, kept: Kept, *, sleep: Callable[[float], None]) -> list[Path]:
    """The files that are new and whole, the oldest first."""
    found = {path: seen for path in _candidates(said) if kept.is_new(path.name, seen := stamp(path))}
    if not said.marker and found and said.quiet:
        sleep(said.quiet)
    ready = [path for path, before in found.items() if _is_whole(said, path, before)]
    return sorted(ready, key=lambda path: (found[path][1], path.name))


def _candidates(said: Taking) -> Iterator[Path]:
    home = Path(said.path)
    try:
        entries = sorted(home.iterdir())
    except OSError as error:
        raise _gone(home, error) from error
    for path in entries:
        if is_wanted(said, path.name) and stat.S_ISREG(path.lstat().st_mode):
            yield path


def _is_whole(said: Taking, path: Path, before: Stamp) -> bool:
    if said.marker:
        return any(path.with_name(one).exists() for one in markers(said, path.name))
    try:
        return stamp(path) == before and before[0] > 0 and not _open_for_writing(path)
    except FileNotFoundError:
        return False


def _open_for_writing(path: Path) -> bool:
    """Whether another process has it open for writing; where the system does not tell, that it does not change says
    enough."""
    with path.open("rb") as file:
        try:
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        except OSError as error:
            return error.errno == errno.EAGAIN
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False


def _done(said: Taking, path: Path, remember: Callable[..., None], refused: str) -> None:
    remember(refused=refused)
    _moved(said, path, REFUSED if refused else TAKEN)


def _moved(said: Taking, path: Path, where: str) -> None:
    """Moves a file and its marker out of the way, beside whatever bears the same name there. The marker goes first: one
    that stayed behind would say of the next file of that name that it is whole."""
    if not said.move:
        return
    home = path.parent / where
    home.mkdir(exist_ok=True)
    for one in (*(path.with_name(name) for name in markers(said, path.name)), path):
        if one.exists():
            one.replace(home / beside(one.name, lambda name: (home / name).exists()))


def _gone(home: Path, error: OSError) -> Fault:
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return Fault(
            en=f"{home}: there is no such folder; mount it, or correct folder.path.",
            zh=f"{home}：没有这个文件夹；请挂载，或改正 folder.path。",
        )
    return refusals.unreadable(str(home), error)
