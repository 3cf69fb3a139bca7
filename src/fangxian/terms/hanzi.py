"""The table of characters behind the comparison of names: simplified form, sound and shape of each (`data/hanzi.csv`).

Made by `fangxian.terms.build_hanzi`. About 30,000 characters; one that it has not stands for itself.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).parent / "data" / "hanzi.csv"
FIELDS = ("char", "simplified", "sound", "surname_sound", "shape")


class Hanzi(NamedTuple):
    """One character of the table; `surname_sound` is empty where a surname sounds like any other use."""

    char: str
    simplified: str
    sound: str
    surname_sound: str
    shape: str


@cache
def text() -> str:
    """The rows of the table as they stand in the file, without its header."""
    return TABLE.read_text("utf-8").split("\n", 1)[1].rstrip("\n")


@cache
def table() -> dict[str, Hanzi]:
    """Character -> its row."""
    rows = (Hanzi(*line.split(",")) for line in text().split("\n"))
    return {row.char: row for row in rows}


def sound(char: str, *, surname: bool = False) -> str:
    """The folded syllable of a character, as a surname or in a given name; the character itself if nobody knows."""
    row = table().get(char)
    if row is None:
        return char.lower()
    return (surname and row.surname_sound) or row.sound


#: Sounds that ears and keyboards mix up, in the order in which they are folded; a syllable stands between blanks.
FOLDS = (
    ("zh", "z"), ("ch", "c"), ("sh", "s"), ("ing ", "in "), ("eng ", "en "),
    (" n", " l"), ("v", "u"), ("ü", "u"), (" lyu", " lu"),
)  # fmt: skip


def fold(spelling: str) -> str:
    """Toneless lower-case pinyin, syllables apart by blanks -> zh/z, ch/c, sh/s, n/l, ing/in, eng/en, ü/u as one."""
    folded = f" {spelling} "
    for spoken, kept in FOLDS:
        folded = folded.replace(spoken, kept)
    return folded.strip()
