"""The letters by which a name is typed: zw for 张伟, yc for 尉迟. Folded as sounds are, so that n and l are one."""

from functools import cache

from fangxian.terms import hanzi, names
from fangxian.terms.name_rules import COMPOUND_SOUNDS

#: A person's record keeps no more letters than this.
LONGEST = 32

_FOLDED = str.maketrans("n", "l")


@cache
def of(name: str) -> str:
    """The first letter of each syllable of a name, each word of a Latin one; '' where there is no name."""
    bare = names.clean(name)
    if not bare:
        return ""
    letters = _of_characters(bare)
    if letters is None:
        letters = "".join(syllable[0] for syllable in (names.features(name).sound_key or "").split())
    return letters[:LONGEST].lower().translate(_FOLDED)


def _of_characters(bare: str) -> str | None:
    """The letters of a name whose characters are all known, without comparing by sound and shape: most are such. None
    for the others."""
    known = hanzi.table()
    rows = [known.get(char) for char in bare[: names.LONGEST]]
    first = rows[0]
    if first is None or None in rows:
        return None
    if "".join(row.simplified for row in rows[:2] if row) in COMPOUND_SOUNDS:
        return None
    return (first.surname_sound or first.sound)[0] + "".join(row.sound[0] for row in rows[1:] if row)


def typed(text: str) -> str | None:
    """What somebody typed, as initials are kept; None where it is not letters alone."""
    bare = text.strip().lower()
    return bare.translate(_FOLDED) if bare.isascii() and bare.isalpha() else None
