"""A folder on another machine, reached by SFTP: its files come by the rules of a folder here (intake.sources.naming).

Each comes piece by piece into the source's memory; a transfer that breaks, or a run that is killed, goes on behind what
is there.
"""

import hashlib
import os
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from fangxian.intake.library.patience import Patience
from fangxian.intake.library.upstream import Limits
from fangxian.intake.received import Stamp
from fangxian.intake.sources.drawn import Drawn
from fangxian.intake.sources.drop import Drop
from fangxian.intake.sources.keeping import Kept
from fangxian.intake.sources.naming import REFUSED, TAKEN, is_wanted, markers
from fangxian.intake.sources.reaching import Line
from fangxian.lake.batches import sha256_of

_BLOCK = 1 << 20
_ABROAD = "incoming"


def draw(
    name: str, said: Drop, kept: Kept, *, patience: Patience | None = None, sleep: Callable[[float], None] = time.sleep
) -> Iterator[Drawn]:
    """The whole files that are new, the oldest first. Raises a Fault where the folder cannot be asked."""
    patience = patience or Patience(name, Limits(requests_a_second=20))
    with Line(name, said) as line:
        there = patience.until_it_works(line.files)
        _put_away(line, said, kept, there, patience)
        found = patience.until_it_works(lambda: _whole(line, said, kept, there, sleep))
        for file, seen in found:
            path = patience.until_it_works(partial(_fetched, line, kept, file, seen))
            if path is None:
                continue
            sha256 = sha256_of(path)
            remember = partial(kept.take, file, size=seen[0], mtime=seen[1], sha256=sha256)
            done = partial(_done, line, said, path, remember, patience)
            if sha256 in kept.hashes():
                done("")
                continue
            yield Drawn(path, done, refusable=True)


def _put_away(line: Line, said: Drop, kept: Kept, there: Mapping[str, Stamp], patience: Patience) -> None:
    """What a run that was killed had taken and left to be put away: files there that should have moved, and here copies
    of what comes no more."""
    for name, seen in there.items() if said.move else ():
        fate = kept.fate(name, seen) if is_wanted(said, name) else None
        if fate is not None:
            patience.until_it_works(partial(_moved, line, said, name, fate))
    coming = {_which(name, seen) for name, seen in there.items() if kept.is_new(name, seen)}
    abroad = kept.folder / _ABROAD
    for home in list(abroad.iterdir()) if abroad.is_dir() else ():
        if home.name not in coming:
            _forget(home)


def _moved(line: Line, said: Drop, name: str, refused: str) -> None:
    """Its marker goes first: one that stayed behind would say of the next file of that name that it is whole."""
    line.move((*markers(said, name), name), REFUSED if refused else TAKEN)


def _whole(
    line: Line, said: Drop, kept: Kept, there: Mapping[str, Stamp], sleep: Callable[[float], None]
) -> list[tuple[str, Stamp]]:
    """The files that are new and whole, with size and time of change, the oldest first."""
    new = {name: seen for name, seen in there.items() if is_wanted(said, name) and kept.is_new(name, seen)}
    if said.marker:
        new = {name: seen for name, seen in new.items() if any(one in there for one in markers(said, name))}
    elif new and said.quiet:
        sleep(said.quiet)
        later = line.files()
        new = {name: seen for name, seen in new.items() if later.get(name) == seen and seen[0]}
    return sorted(new.items(), key=lambda one: (one[1][1], one[0]))


def _fetched(line: Line, kept: Kept, name: str, seen: Stamp) -> Path | None:
    """The file, here, from where an earlier try left it; None if it changed meanwhile."""
    home = kept.folder / _ABROAD / _which(name, seen)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    path, part = home / name, home / ".part"
    if not path.exists():
        with part.open("ab") as file:
            part.chmod(0o600)
            for block in line.blocks(name, file.tell(), _BLOCK):
                file.write(block)
                file.flush()
                os.fsync(file.fileno())
            whole = file.tell() == seen[0] and line.stamp(name) == seen
        if not whole:
            _forget(home)
            return None
        part.replace(path)
    return path


def _which(name: str, seen: Stamp) -> str:
    return hashlib.sha256(f"{name}\0{seen}".encode()).hexdigest()[:16]


def _done(line: Line, said: Drop, path: Path, remember: Callable[..., None], patience: Patience, refused: str) -> None:
    remember(refused=refused)
    if said.move:
        patience.until_it_works(partial(_moved, line, said, path.name, refused))
    _forget(path.parent)


def _forget(home: Path) -> None:
    for one in home.iterdir():
        one.unlink()
    home.rmdir()
