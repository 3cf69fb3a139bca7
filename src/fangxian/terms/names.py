"""Names of people, one at a time: cleaned, taken apart, compared. The set-based twin is `fangxian.terms.sql.names`.

Sources: the characters of `fangxian.terms.hanzi`; pinyin as GB/T 28039-2011 spells names.
"""

import re
from functools import cache
from typing import Literal, NamedTuple

from fangxian.terms import hanzi
from fangxian.terms import name_rules as rules

Level = Literal[
    "same", "masked", "sound", "shape", "swapped", "one_character", "near", "given", "surname", "different"
]  # fmt: skip

SHORT, LONGEST, COMPARED = rules.SHORT, rules.LONGEST, rules.COMPARED
_UNMARKED = str.maketrans(rules.MARKED_FROM, rules.MARKED_TO)


class Features(NamedTuple):
    """What names are compared by; see `fangxian.terms.sql.names.features`. All three None if the text holds no name."""

    name_key: str | None
    sound_key: str | None
    shape_key: str | None


class Name(NamedTuple):
    """A name taken apart. Of long names (阿不都热依木买买提) and Latin ones the surname is empty: nobody can say."""

    surname: str
    given: str


def clean(text: str | None) -> str | None:
    """A name without blanks, dots, notes, titles, numbers; Latin letters upper; hidden characters '*'; None if none."""
    if text is None or _searched(rules.PLAIN, text):
        return text
    bare = _clean_han(text) if _searched(f"[{rules.HAN}]", text) else _clean_latin(text)
    return bare or None


def _clean_han(text: str) -> str:
    for pattern in (rules.WITHIN, rules.AFTER_LATIN):
        if (found := _searched(pattern, text)) and found[1]:
            text = found[1]
            break
    for pattern, kept in rules.HAN_STEPS:
        text = _compiled(pattern).sub(kept, text)
    return text


def _clean_latin(text: str) -> str:
    bare = _compiled(rules.DROPPED).sub("", _compiled(rules.NOTE).sub(" ", text.translate(_UNMARKED)))
    upper = "".join(large if len(large := letter.upper()) == 1 else letter for letter in bare)
    return _compiled(rules.NO_NAME).sub("", upper)


def features(text: str | None) -> Features:
    """The keys by which a name as it stands in a file is compared."""
    name = clean(text)
    if text is None or name is None:
        return Features(None, None, None)
    if _latin(name):
        return Features(name, _latin_sound(text), name)
    rows = [hanzi.table().get(char) or hanzi.Hanzi(char, char, char.lower(), "", char) for char in name[:LONGEST]]
    sounds = [(place == 0 and row.surname_sound) or row.sound for place, row in enumerate(rows)]
    key, sound = "".join(row.simplified for row in rows), " ".join(sounds)
    if said := rules.COMPOUND_SOUNDS.get(key[:2]):
        sound = " ".join([said, *sounds[2:]])
    return Features(key, sound, "".join(row.shape for row in rows))


def _latin_sound(text: str) -> str:
    words = (
        _compiled(rules.NOT_LATIN)
        .sub(" ", _compiled(rules.NOTE).sub(" ", text.translate(_UNMARKED)).lower())
        .strip(" ")
    )
    if found := _searched(rules.SYLLABLES, words):
        words = " ".join(syllable.strip(" ") for syllable in found.groups() if syllable)
    return hanzi.fold(words)


def parse(text: str | None) -> Name | None:
    """Surname and given name, simplified; a compound surname (欧阳) only where a given name is left."""
    key = features(text).name_key
    if key is None:
        return None
    if _latin(key) or len(key) > SHORT:
        return Name("", key)
    return Name(_surname(key), key[len(_surname(key)) :])


def agreement(a: Features, b: Features) -> Level | None:
    """How far two names agree: the first level that holds (`terms.sql.names.agreement`); None if one is missing."""
    if a.name_key is None or b.name_key is None:
        return None
    one, other = a.name_key, b.name_key
    if "*" in one + other or len(one) == 1 or len(other) == 1:
        return _masked(one, other)
    if one == other:
        return "same"
    if a.sound_key == b.sound_key:
        return "sound"
    if _alike(a, b):
        return "shape"
    if _swapped(one, other) or _turned(a, b) or _turned(b, a):
        return "swapped"
    if _one_differs(one, other) or _one_more(one, other) or _one_more(other, one) or _cut(one, other):
        return "one_character"
    if a.sound_key and b.sound_key and a.sound_key.replace("ng", "n") == b.sound_key.replace("ng", "n"):
        return "near"
    if len(one) == len(other) == 2 and one[1] == other[1] and not _latin(one) and not _latin(other):
        return "given"
    if _latin(one) != _latin(other) and len(other if _latin(one) else one) > SHORT:
        return None
    return "surname" if _surname_only(a, b) else "different"


def _masked(one: str, other: str) -> Level:
    if _fits(one, other) or _fits(other, one):
        return "masked"
    return "surname" if _surname(one) == _surname(other) != "*" else "different"


def _fits(hidden: str, name: str) -> bool:
    """Whether `name` is like `hidden`, where '*' is one character, and at the end, like nothing, one or more."""
    open_ended = hidden.endswith("*") or len(hidden) == 1
    if len(name) != len(hidden) and not (open_ended and len(name) > len(hidden)):
        return False
    return all(char in ("*", its) for char, its in zip(hidden, name, strict=False))


def _surname(key: str) -> str:
    return key[:2] if _compound(key) else key[:1]


def _compound(key: str) -> bool:
    return len(key) > 2 and key[:2] in rules.COMPOUND


def _alike(a: Features, b: Features) -> bool:
    """Whether each character sounds or looks like its counterpart; of long names, whether all look alike."""
    assert a.sound_key is not None and b.sound_key is not None and a.shape_key is not None and b.shape_key is not None
    if len(a.shape_key) != len(b.shape_key) or _latin(a.shape_key) or _latin(b.shape_key):
        return False
    if len(a.shape_key) > SHORT:
        return a.shape_key == b.shape_key
    places = zip(a.shape_key, b.shape_key, a.sound_key.split(" "), b.sound_key.split(" "), strict=True)
    return all(shape == its_shape or sound == its_sound for shape, its_shape, sound, its_sound in places)


def _swapped(one: str, other: str) -> bool:
    if len(one) != len(other) or len(one) > SHORT or _latin(one):
        return False
    turned = (one[:i] + one[i + 1] + one[i] + one[i + 2 :] for i in range(len(one) - 1))
    return other in turned


def _turned(a: Features, b: Features) -> bool:
    """Whether the first word of `a` is the last of `b`: WEI WANG."""
    assert a.sound_key is not None
    first, blank, rest = a.sound_key.partition(" ")
    return blank != "" and f"{rest} {first}" == b.sound_key


def _one_differs(one: str, other: str) -> bool:
    if len(one) != len(other) or len(one) < 3 or not _enough(one, other):
        return False
    if len(one) == 3 and _compound(one):
        return False
    places = [place for place, (char, its) in enumerate(zip(one, other, strict=True)) if char != its]
    return len(places) == 1 and places[0] < COMPARED


def _one_more(longer: str, shorter: str) -> bool:
    if len(longer) != len(shorter) + 1 or not _enough(longer, shorter):
        return False
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(min(len(longer), COMPARED)))


def _cut(one: str, other: str) -> bool:
    whole, cut = (one, other) if len(one) > len(other) else (other, one)
    return len(cut) >= SHORT and len(whole) > len(cut) and not _latin(whole) and whole.startswith(cut)


def _enough(one: str, other: str) -> bool:
    """Whether two names are long enough for one character to leave something: in Latin letters, eight."""
    return min(len(one), len(other)) >= (8 if _latin(one) or _latin(other) else 2)


def _surname_only(a: Features, b: Features) -> bool:
    assert a.name_key is not None and b.name_key is not None and a.sound_key is not None and b.sound_key is not None
    one, other = a.name_key, b.name_key
    if _latin(one) or _latin(other):
        return a.sound_key.split(" ")[0] == b.sound_key.split(" ")[0]
    return max(len(one), len(other)) <= SHORT and _surname(one) == _surname(other)


def _latin(name: str) -> bool:
    return "A" <= name[0] <= "Z"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace(rules.END, r"\Z"))


def _searched(pattern: str, text: str) -> re.Match[str] | None:
    return _compiled(pattern).search(text)
