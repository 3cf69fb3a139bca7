"""A zip that holds files of the known kinds: taken apart before anything is received, each file for itself.

Bombs are looked for before a byte is unpacked and again while it is (intake.archive): by ratio, by size, by number, by
entries that lie about their size. Files are unpacked one level deep, under their bare names.
"""

import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from fangxian.intake import archive, refusals
from fangxian.lib import clock
from fangxian.lib.fault import Fault

#: Files that one may hold.
MOST = 100
_UNPACKED, _A_DAY = "unpacked-", 86_400
_ZIP = b"PK\x03\x04"
#: What makes a zip a workbook or a document.
_DOCUMENTS = ("[Content_Types].xml", "content.xml", "mimetype")
#: What systems put in beside the files.
_LEFT_OUT = ("__MACOSX/", "Thumbs.db", "desktop.ini")


@contextmanager
def unpacked(paths: Sequence[Path], *, work: Path) -> Iterator[list[Path]]:
    """The files, those of a zip in its place, in a folder of `work` that is gone afterwards. Raises a Fault for a zip
    that is not to be unpacked."""
    _sweep(work)
    folder = None
    try:
        found: list[Path] = []
        for path in paths:
            if not is_packed(path):
                found.append(path)
                continue
            folder = folder or Path(tempfile.mkdtemp(prefix=_UNPACKED, dir=work))
            found += _files(path, Path(tempfile.mkdtemp(dir=folder)))
        yield found
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def _sweep(work: Path) -> None:
    """Removes what runs that were killed left: no run takes a day."""
    for left in work.glob(f"{_UNPACKED}*"):
        if clock.now().timestamp() - left.stat().st_mtime > _A_DAY:
            shutil.rmtree(left, ignore_errors=True)


def is_packed(path: Path) -> bool:
    """Whether a file is a zip of files: no workbook, and no document."""
    try:
        with path.open("rb") as file:
            if file.read(len(_ZIP)) != _ZIP:
                return False
        with zipfile.ZipFile(path) as held:
            return not set(held.namelist()) & set(_DOCUMENTS)
    except OSError:
        return False  # receiving it says what is wrong
    except archive.DAMAGE:
        # A workbook that is damaged is said to be one.
        return path.suffix.lower() == ".zip"


def _files(path: Path, folder: Path) -> list[Path]:
    archive.check(path, refusals.ARCHIVE)
    with zipfile.ZipFile(path) as held:
        entries = [one for one in held.infolist() if not one.is_dir() and not _left_out(one.filename)]
        names = [_named(path, one) for one in entries]
        if not entries:
            raise refusals.empty(path.name)
        if len(entries) > MOST or len(set(names)) < len(names):
            raise _not_so(path, f"more than {MOST} files, or two of one name", f"文件超过 {MOST} 个，或有同名文件")
        for entry, name in zip(entries, names, strict=True):
            with held.open(entry) as source, (folder / name).open("xb") as target:
                shutil.copyfileobj(source, target)
            (folder / name).chmod(0o600)
            if is_packed(folder / name):
                raise _not_so(path, "another packed archive in it", "其中又有压缩包")
    return [folder / name for name in names]


def _left_out(name: str) -> bool:
    return name.startswith(_LEFT_OUT) or PurePosixPath(name).name.startswith(".") or name.endswith(_LEFT_OUT)


def _named(path: Path, entry: zipfile.ZipInfo) -> str:
    """A bare name. One that leads elsewhere, or a link, is no file that a department packed."""
    name = entry.filename
    if not entry.flag_bits & 0x800:
        # Chinese Windows packs names as GBK, and says nothing of it.
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("gb18030")
    parts = PurePosixPath(name.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or ":" in name or stat.S_ISLNK(entry.external_attr >> 16):
        raise _not_so(path, "names that lead out of it", "指向包外的文件名")
    return parts.name


def _not_so(path: Path, en: str, zh: str) -> Fault:
    return Fault(
        en=f"{path.name}: it holds {en}; send the files themselves, or pack them anew.",
        zh=f"{path.name}：{zh}；请直接报送文件，或重新打包。",
    )
