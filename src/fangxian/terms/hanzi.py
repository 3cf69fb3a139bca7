"""The table of characters behind the comparison of names: simplified form, sound and shape of each (`data/hanzi.csv`).

Made by `fangxian.terms.build_hanzi`. About 30,000 characters; one that it has not stands for itself.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).parent / "data" / "hanzi.csv"
#: A line holds characters of one sound, at most GROUP, and in the same order their simplified forms and shapes.
FIELDS = ("sound", "surname_sound", "characters", "simplified", "shapes")
GROUP = 48


class Hanzi(NamedTuple):
    """One character of the table; `surname_sound` is empty where a surname sounds like any other use."""

    char: str
    simplified: str
    sound: str
    surname_sound: str
    shape: str


@cache
def groups() -> tuple[tuple[str, ...], ...]:
    """The lines of the table, without its header; a sound that nobody knows is empty."""
    lines = TABLE.read_text("utf-8").split("\n")[1:-1]
    return tuple(tuple(line.split(",")) for line in lines)


@cache
def table() -> dict[str, Hanzi]:
    """Character -> its row."""
    return {
        char: Hanzi(char, simplified, sound or char, surname_sound, shape)
        for sound, surname_sound, *columns in groups()
        for char, simplified, shape in zip(*columns, strict=True)
    }


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
