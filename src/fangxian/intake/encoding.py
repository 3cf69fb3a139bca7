"""Which encoding a text is in when nobody said, and its blocks as UTF-8.

Strict decoding decides: UTF-16 by its mark or by where its zero bytes lie, then UTF-8, then GB18030. A text that was
plainly UTF-8 up to a broken place is damaged UTF-8, not GB18030.

    Fault                 the text is in none of them, or damaged in the middle
    NotUtf8Error               (internal) what looked like UTF-8 is not; the caller begins again with GB18030
"""

import codecs
from collections.abc import Iterable, Iterator

from fangxian.lib.fault import Fault

UTF8_MARK = codecs.BOM_UTF8
#: Valid multi-byte characters before a broken one that make a text UTF-8 beyond doubt (GB18030 would not pass so many).
PLAINLY = 16
#: Replaces the character in whose middle a file ends.
CUT = "�"


class NotUtf8Error(Exception):
    """What was read as UTF-8 is not."""


def guess(head: bytes, *, whole: bool) -> str:
    """'utf-8', 'utf-8-sig', 'utf-16-le', 'utf-16-be' or 'gb18030' for the first block of a text. Not yet a proof."""
    if head.startswith(UTF8_MARK):
        return "utf-8-sig"
    if head.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if head.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    sample = head[: 1 << 16]
    half = max(len(sample) // 2, 1)
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.05 and even < 0.01:
        return "utf-16-le"
    if even > 0.05 and odd < 0.01:
        return "utf-16-be"
    try:
        codecs.utf_8_decode(head, "strict", whole)
    except UnicodeDecodeError as error:
        if _plainly_utf8(head[: error.start]) or _cut_at_end(error, len(head)):
            return "utf-8"
        return "gb18030"
    return "utf-8"


class Utf8Blocks:
    """Blocks of a text as UTF-8 without a mark, each ending behind a newline except the last.

    `cut` becomes True if the text ends in the middle of a character (which is then replaced by U+FFFD); `verbatim` says
    whether the blocks are the file's own bytes (a mark apart).
    """

    def __init__(self, blocks: Iterable[bytes], encoding: str, name: str) -> None:
        self.cut = False
        self.verbatim = encoding in ("utf-8", "utf-8-sig")
        self.mark = 0
        self._blocks = blocks
        self._encoding = encoding
        self._name = name
        self._plain = encoding == "utf-8-sig"
        self._offset = 0
        self._lines = 0

    def __iter__(self) -> Iterator[bytes]:
        return self._by_character() if self._encoding.startswith("utf-16") else self._by_line()

    def _by_line(self) -> Iterator[bytes]:
        """UTF-8 and GB18030: no character of more than one byte holds the byte 0x0A, so lines are cut as bytes."""
        rest: list[bytes] = []
        first = True
        for block in self._blocks:
            if first and block.startswith(UTF8_MARK):
                block = block[3:]
                self.mark = self._offset = 3
            first = False
            end = block.rfind(b"\n") + 1
            if not end:
                rest.append(block)
                continue
            rest.append(block[:end])
            yield self._utf8(b"".join(rest), last=False)
            rest = [block[end:]]
        if any(rest):
            yield self._utf8(b"".join(rest), last=True)

    def _utf8(self, lines: bytes, *, last: bool) -> bytes:
        decode = self._from_gb18030 if self._encoding == "gb18030" else self._checked
        done = decode(lines, last=last)
        self._offset += len(lines)
        self._lines += lines.count(b"\n")
        return done

    def _checked(self, lines: bytes, *, last: bool) -> bytes:
        if lines.isascii():
            return lines
        try:
            characters = len(codecs.utf_8_decode(lines, "strict", True)[0])
        except UnicodeDecodeError as error:
            if last and _cut_at_end(error, len(lines)):
                self.cut = True
                return lines[: error.start] + CUT.encode()
            if not self._plain and not _plainly_utf8(lines[: error.start]):
                raise NotUtf8Error from error
            raise self._damaged(lines, error.start) from error
        self._plain = self._plain or len(lines) - characters >= 2 * PLAINLY
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
            raise self._damaged(lines, error.start) from error

    def _by_character(self) -> Iterator[bytes]:
        decoder = codecs.getincrementaldecoder(self._encoding)("strict")
        rest = ""
        first = True
        for block in self._blocks:
            text = rest + self._decoded(decoder, block)
            if first and text.startswith("\ufeff"):
                text = text[1:]
            first = first and not text
            end = text.rfind("\n") + 1
            rest = text[end:]
            if end:
                yield text[:end].encode()
        if decoder.getstate()[0]:
            self.cut = True
            rest += CUT
        if rest:
            yield rest.encode()

    def _decoded(self, decoder: codecs.IncrementalDecoder, block: bytes) -> str:
        try:
            text = decoder.decode(block)
        except UnicodeDecodeError as error:
            raise self._damaged(block, error.start) from error
        self._offset += len(block)
        self._lines += text.count("\n")
        return text

    def _damaged(self, lines: bytes, start: int) -> Fault:
        line = self._lines + lines.count(b"\n", 0, start) + 1
        offset = self._offset + start
        spelled = {"utf-8-sig": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
        shown = spelled.get(self._encoding, self._encoding.upper())
        return Fault(
            en=f"{self._name}: line {line} (byte {offset}) is not readable as {shown}; "
            "export the file again as UTF-8 or GB18030, or repair that line.",
            zh=f"{self._name}：第{line}行（第{offset}字节）不是有效的 {shown} 编码；"
            "请重新以 UTF-8 或 GB18030 导出，或修复该行。",
        )


def _plainly_utf8(before: bytes) -> bool:
    return len(before) - len(before.decode("utf-8", "ignore")) >= 2 * PLAINLY


def _cut_at_end(error: UnicodeDecodeError, length: int) -> bool:
    return error.reason == "unexpected end of data" and error.end == length
