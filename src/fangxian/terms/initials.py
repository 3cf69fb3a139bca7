"""The letters by which a name is typed: zw for 张伟, yc for 尉迟. Folded as sounds are, so that n and l are one."""

from functools import cache

from fangxian.terms import names

#: A person's record keeps no more letters than this.
LONGEST = 32

_FOLDED = str.maketrans("n", "l")


@cache
def of(name: str) -> str:
    """The first letter of each syllable of a name, each word of a Latin one; '' where there is no name."""
    sounds = names.features(name).sound_key or ""
    return "".join(syllable[0] for syllable in sounds.split())[:LONGEST].lower().translate(_FOLDED)


def typed(text: str) -> str | None:
    """What somebody typed, as initials are kept; None where it is not letters alone."""
    bare = text.strip().lower()
    return bare.translate(_FOLDED) if bare.isascii() and bare.isalpha() else None
