"""Which encoding a text is in when nobody said, and its blocks as UTF-8.

Strict decoding decides: UTF-16 by its mark or by where its zero bytes lie, then UTF-8, then GB18030. A text that was
plainly UTF-8 up to a broken place is damaged UTF-8, not GB18030.

    Fault          the text is in none of them, or damaged in the middle
    NotUtf8Error   (internal) what looked like UTF-8 is not; the caller begins again with GB18030
"""

import codecs
from collections.abc import Iterator
from pathlib import Path

from fangxian.intake import refusals
from fangxian.intake.blocks import blocks
from fangxian.lib.fault import Fault

#: Bytes that valid UTF-8 has beyond its characters: with so many, no GB18030 text passes for it by chance.
PLAINLY = 12
#: A line of more bytes is no row of a table, and would have to be held in memory.
LINE_LIMIT = 1 << 20
#: Stands for the character in whose middle a file ends.
CUT = "\ufffd"
_SPOKEN = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "gb18030": "GB18030"}
_MARKS = (("utf-8-sig", codecs.BOM_UTF8), ("utf-16-le", codecs.BOM_UTF16_LE), ("utf-16-be", codecs.BOM_UTF16_BE))


class NotUtf8Error(Exception):
    """What was read as UTF-8 is not."""


def guess(head: bytes) -> str:
    """'utf-8', 'utf-8-sig', 'utf-16-le', 'utf-16-be' or 'gb18030' for a text's first block. Not yet a proof."""
    for encoding, mark in _MARKS:
        if head.startswith(mark):
            return encoding
    wrong = _first_not_utf8(head)
    half = max(len(head) // 2, 1)
    even, odd = head[0::2].count(0) / half, head[1::2].count(0) / half
    # Valid UTF-8 with a few zero bytes is just that; UTF-16 in English is valid UTF-8 too, but half of it is zeros.
    enough = 0.25 if wrong is None else 0.05
    if odd > max(enough, 4 * even):
        return "utf-16-le"
    if even > max(enough, 4 * odd):
        return "utf-16-be"
    return "utf-8" if wrong is None or _surplus(head[:wrong]) >= PLAINLY else "gb18030"


class Utf8Blocks:
    """A text's blocks as UTF-8 without a mark, each ending behind a newline except the last.

    `verbatim`: whether the blocks are the file's own bytes (a mark apart); `mark`: the bytes of that mark; `cut`:
    whether the text ends in the middle of a character, which U+FFFD then stands for; `returns`: its lines end in CR.
    """

    def __init__(self, path: Path, encoding: str, *, name: str, returns: bool = False) -> None:
        self.cut = False
        self.verbatim = encoding in ("utf-8", "utf-8-sig") and not returns
        self.mark = len(codecs.BOM_UTF8) if encoding == "utf-8-sig" else 0
        self._path = path
        self._name = name
        self._encoding = encoding
        self._returns = returns
        self._surplus = PLAINLY if encoding == "utf-8-sig" else 0
        self._offset = 0

    def __iter__(self) -> Iterator[bytes]:
        """The blocks. Raises Fault or NotUtf8Error where the text is not what it was taken for."""
        return self._by_character() if self._encoding.startswith("utf-16") else self._by_line()

    def _by_line(self) -> Iterator[bytes]:
        """UTF-8 and GB18030: no character of more than one byte holds the byte 0x0A, so lines are cut as bytes."""
        decoded = self._from_gb18030 if self._encoding == "gb18030" else self._checked
        rest = b""
        for block in self._raw():
            end = block.rfind(b"\n") + 1
            if end:
                lines = rest + block[:end]
                yield decoded(lines, last=False)
                self._offset += len(lines)
                rest = block[end:]
            else:
                rest += block
                self._check_length(len(rest))
        if rest:
            yield decoded(rest, last=True)

    def _raw(self) -> Iterator[bytes]:
        """The file's blocks from behind its mark."""
        self._offset = self.mark
        for block in blocks(self._path, self.mark):
            yield block.replace(b"\r", b"\n") if self._returns else block

    def _checked(self, lines: bytes, *, last: bool) -> bytes:
        if lines.isascii():
            return lines
        try:
            characters = len(codecs.utf_8_decode(lines, "strict", True)[0])
        except UnicodeDecodeError as error:
            if last and error.reason == "unexpected end of data" and error.end == len(lines):
                self.cut = True
                return lines[: error.start] + CUT.encode()
            if self._surplus + _surplus(lines[: error.start]) < PLAINLY:
                raise NotUtf8Error from error
            raise self._damaged(error.start) from error
        self._surplus += len(lines) - characters
        return lines

    def _from_gb18030(self, lines: bytes, *, last: bool) -> bytes:
        if lines.isascii():
            return lines
        try:
            # GBK's decoder is faster by a fifth, and gives the same characters where it gives any.
            return lines.decode("gbk").encode()
        except UnicodeError:
            pass
        try:
            return lines.decode("gb18030").encode()
        except UnicodeDecodeError as error:
            if last and error.end == len(lines) and "incomplete" in error.reason:
                self.cut = True
                return lines[: error.start].decode("gb18030").encode() + CUT.encode()
            raise self._damaged(error.start) from error

    def _by_character(self) -> Iterator[bytes]:
        """UTF-16: decoded first, then cut into lines."""
        decoder = codecs.getincrementaldecoder(self._encoding)()
        rest = ""
        for number, block in enumerate(blocks(self._path)):
            try:
                text = decoder.decode(block)
            except UnicodeDecodeError as error:
                raise self._damaged(error.start) from error
            self._offset += len(block)
            text = text if number else text.removeprefix("\ufeff")
            text = rest + (text.replace("\r", "\n") if self._returns else text)
            end = text.rfind("\n") + 1
            rest = text[end:]
            if end:
                yield text[:end].encode()
            else:
                self._check_length(len(rest))
        if decoder.getstate()[0]:
            self.cut = True
            rest += CUT
        if rest:
            yield rest.encode()

    def _check_length(self, length: int) -> None:
        if length > LINE_LIMIT:
            raise refusals.endless_line(self._name, self._line_at(self._offset), LINE_LIMIT)

    def _damaged(self, start: int) -> Fault:
        offset = self._offset + start
        return refusals.damaged_text(self._name, self._line_at(offset), offset, _SPOKEN[self._encoding])

    def _line_at(self, offset: int) -> int:
        """The 1-based line in which that byte lies. Counted only when a sentence has to name it."""
        decoder = codecs.getincrementaldecoder(self._encoding)("replace")
        end, lines = "\r" if self._returns else "\n", 1
        for block in blocks(self._path, 0, offset):
            lines += decoder.decode(block).count(end)
        return lines


def _first_not_utf8(head: bytes) -> int | None:
    """The offset of the first byte that is not UTF-8; a character that the head's end cuts is no fault."""
    try:
        codecs.utf_8_decode(head, "strict", False)
    except UnicodeDecodeError as error:
        return error.start
    return None


def _surplus(before: bytes) -> int:
    """Bytes beyond characters in what is valid UTF-8."""
    return len(before) - len(before.decode("utf-8", "ignore"))
