"""Whether a packed workbook unpacks to what it says, and to no more than a workbook may be.

An archive of a few kilobytes can unpack to a disk full (a zip bomb): by a great ratio, by many entries, by entries that
lie about their size or share their bytes. So sizes are added up as declared, and then unpacked and counted, block by
block, before anything holds them in memory.
"""

import struct
import zipfile
import zlib
from pathlib import Path
from typing import IO

from fangxian.intake import refusals
from fangxian.intake.blocks import BLOCK
from fangxian.intake.refusals import Packing
from fangxian.lib.fault import Fault

#: Entries of a workbook: some for each sheet, picture and drawing.
ENTRIES = 10_000
#: Bytes when unpacked. A million rows of twenty columns are less.
UNPACKED = 4 << 30
#: Bytes unpacked for one packed, on the whole; what is below `SMALL` unpacked is no danger. Workbooks have 5 to 30.
RATIO, SMALL = 100, 256 << 20
#: What reading a damaged archive raises; an offset that points nowhere is an OSError.
DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, NotImplementedError, OSError)
_LOCAL_HEADER = struct.Struct("<26xHH")


def check(path: Path, said: Packing = refusals.WORKBOOK) -> None:
    """Raises a Fault for an archive that is damaged, incomplete, locked or a zip bomb, as what it is."""
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            entries = archive.infolist()
            _check_declared(path, entries, said)
            for entry in entries:
                _check_unpacked(path, file, entry, said)
    except DAMAGE as error:
        raise said.damaged(path.name) from error


def _check_declared(path: Path, entries: list[zipfile.ZipInfo], said: Packing) -> None:
    packed, unpacked = sum(entry.compress_size for entry in entries), sum(entry.file_size for entry in entries)
    size = path.stat().st_size
    # Entries that share their bytes declare more packed bytes than the file has.
    if len(entries) > ENTRIES or packed > size or unpacked > UNPACKED or unpacked > max(SMALL, size * RATIO):
        raise said.too_large(path.name)
    if any(entry.flag_bits & 1 for entry in entries):
        raise said.locked(path.name)


def _check_unpacked(path: Path, file: IO[bytes], entry: zipfile.ZipInfo, said: Packing) -> None:
    """Unpacks one entry and holds its bytes and checksum against what the archive's directory says of them."""
    file.seek(entry.header_offset)
    file.seek(sum(_LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))), 1)
    if entry.compress_type == zipfile.ZIP_STORED:
        unpacked, checksum = _stored(file, entry.compress_size)
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        unpacked, checksum = _inflated(file, entry, said.too_large(path.name))
    else:
        raise NotImplementedError("workbooks are stored or deflated")
    if (unpacked, checksum) != (entry.file_size, entry.CRC):
        raise said.damaged(path.name)


def _stored(file: IO[bytes], left: int) -> tuple[int, int]:
    size, checksum = 0, 0
    while block := file.read(min(BLOCK, left - size)):
        size, checksum = size + len(block), zlib.crc32(block, checksum)
    return size, checksum


def _inflated(file: IO[bytes], entry: zipfile.ZipInfo, too_large: Fault) -> tuple[int, int]:
    """Bytes and checksum of a deflated entry; raises `too_large` as soon as it is longer than it says."""
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    size, checksum, left = 0, 0, entry.compress_size
    packed = b""
    while not inflate.eof:
        if not packed and left:
            packed = file.read(min(BLOCK, left))
            left -= len(packed)
        block = inflate.decompress(packed, BLOCK)
        if not block and not packed and not inflate.eof:
            break
        packed = inflate.unconsumed_tail
        size, checksum = size + len(block), zlib.crc32(block, checksum)
        if size > entry.file_size:
            raise too_large
    return size, checksum
