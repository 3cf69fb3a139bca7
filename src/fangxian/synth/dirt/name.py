"""Ways in which a name is miswritten. Each takes a full name and gives it back unchanged where it cannot be made."""

import random
import tomllib
from collections.abc import Callable
from functools import cache

from fangxian.synth import wordlists

#: Spellings that southern or north-eastern ears and loose tongues confuse: initials, then finals.
_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("f", "h"))
_FINALS = (("ing", "in"), ("eng", "en"), ("ang", "an"))


@cache
def _lists() -> dict[str, dict[str, str]]:
    """Name of the list -> character -> those it is confused with."""
    said = tomllib.loads((wordlists.DATA / "confusions.toml").read_text("utf-8"))
    lists: dict[str, dict[str, str]] = {}
    for name, text in said.items():
        found: dict[str, str] = {}
        for group in text.split():
            for char in group:
                others = "".join(c for c in group if c != char)
                found[char] = found.get(char, "") + others
        lists[name] = found
    # Of a pair only the first character is simplified.
    lists["traditional"] = {g[0]: g[1] for g in said["traditional"].split() if g[0] != g[1]}
    return lists


@cache
def _spelled() -> dict[str, str]:
    """Toneless spelling -> the characters of our lists that have it as given names."""
    found: dict[str, str] = {}
    for char, spelling in wordlists.spellings().items():
        found[spelling] = found.get(spelling, "") + char
    return found


def homophone(name: str, rng: random.Random) -> str:
    """The input method offers another character of the same sound."""

    def others(char: str) -> str:
        own = _lists()["same_sound"].get(char, "")
        spelled = _spelled().get(wordlists.spellings().get(char, ""), "").replace(char, "")
        return own if own and rng.random() < 0.7 else spelled or own

    return _one(name, others, rng)


def near_sound(name: str, rng: random.Random) -> str:
    """A character of a sound that is confused with the right one: n and ng, z and zh, n and l."""
    return _one(
        name, lambda char: "".join(_spelled().get(near, "") for near in _near(wordlists.spellings().get(char, ""))), rng
    )


@cache
def _near(spelling: str) -> tuple[str, ...]:
    found = []
    for longer, shorter in _INITIALS:
        if spelling.startswith(longer):
            found.append(shorter + spelling[len(longer) :])
        elif spelling.startswith(shorter) and not spelling.startswith(("zh", "ch", "sh")):
            found.append(longer + spelling[len(shorter) :])
    for longer, shorter in _FINALS:
        if spelling.endswith(longer):
            found.append(spelling[: -len(longer)] + shorter)
        elif spelling.endswith(shorter):
            found.append(spelling[: -len(shorter)] + longer)
    return tuple(found)


def look_alike(name: str, rng: random.Random) -> str:
    """A character that looks like the right one on a handwritten form."""
    return _one(name, lambda char: _lists()["look_alike"].get(char, ""), rng)


def traditional(name: str, rng: random.Random) -> str:
    """Traditional characters, all of them or one."""
    table = _lists()["traditional"]
    if rng.random() < 0.75:
        return "".join(table.get(char, char) for char in name)
    return _one(name, lambda char: table.get(char, ""), rng)


def pinyin(name: str, rng: random.Random) -> str:
    """The name in Latin letters, as passports and old systems write it."""
    spellings = wordlists.spellings()
    surname = name[:2] if len(name) > 2 and name[:2] in wordlists.surnames().words else name[:1]
    if any(char not in spellings for char in name):
        return name
    before = wordlists.surname_spellings().get(surname) or " ".join(spellings[char] for char in surname)
    given = [spellings[char] for char in name[len(surname) :]]
    before = before.replace(" ", "")
    return rng.choice(
        [
            f"{before} {''.join(given)}".upper(),
            f"{before}{''.join(given)}",
            " ".join([before, *given]).upper(),
            f"{before.capitalize()} {''.join(given).capitalize()}",
        ]
    )


def spaces(name: str, rng: random.Random) -> str:
    """Blanks inside, before or after."""
    blank = rng.choice([" ", " ", "\u3000", "\u3000", "  ", "\u00a0"])
    return rng.choice([blank.join(name) if len(name) == 2 else name[0] + blank + name[1:], name + blank, blank + name])


def masked(name: str, rng: random.Random) -> str:
    """Hidden for privacy by who sent the file: 王*, 王某某, *明."""
    if len(name) == 2:
        return rng.choice([name[0] + "*", name[0] + "某", "*" + name[1]])
    return rng.choice([name[0] + "*" * (len(name) - 1), name[0] + "*" + name[2:], name[0] + "某" * (len(name) - 1)])


def missing_character(name: str, rng: random.Random) -> str:
    """One of three characters is left out."""
    if len(name) < 3:
        return name
    at = rng.randrange(1, len(name))
    return name[:at] + name[at + 1 :]


def swapped(name: str, rng: random.Random) -> str:
    """The two characters of the given name change places."""
    return name[0] + name[2] + name[1] if len(name) == 3 else name


def lost_character(name: str, rng: random.Random) -> str:
    """A character that a font or an encoding had not."""
    at = rng.randrange(1, len(name)) if len(name) > 1 else 0
    return name[:at] + rng.choice("??□？�") + name[at + 1 :]


def note(name: str, rng: random.Random) -> str:
    """With something about the person that belongs into another column."""
    return name + rng.choice(["(租户)", "（租户）", "(已迁出)", "(复查)", "2", " 女士", "（户主）"])


def missing(name: str, rng: random.Random) -> str:
    """Nothing, or a word for it."""
    return rng.choice(["", "", "", "无", "不详", "-"])


def dots(name: str, rng: random.Random) -> str:
    """Another of the many middle dots, or none."""
    return name.replace("·", rng.choice(["", "•", ".", "・", "．", " ", "‧", "·"]))


def _one(name: str, others: Callable[[str], str], rng: random.Random) -> str:
    """`name` with one of its characters replaced by one of `others(character)`."""
    places = list(range(len(name)))
    rng.shuffle(places)
    for at in places:
        choices = others(name[at])
        if choices:
            return name[:at] + rng.choice(choices) + name[at + 1 :]
    return name


#: Kind -> how it is made. `name_of_relative` takes another person's name, so it is made elsewhere.
MADE = {
    "name_homophone": homophone,
    "name_near_sound": near_sound,
    "name_look_alike": look_alike,
    "name_pinyin": pinyin,
    "name_spaces": spaces,
    "name_traditional": traditional,
    "name_masked": masked,
    "name_missing_character": missing_character,
    "name_swapped": swapped,
    "name_missing": missing,
    "name_lost_character": lost_character,
    "name_note": note,
    "name_dots": dots,
}
#: After these a name no longer says who is meant, without a number. (Others are read by sound or shape.)
LOST = frozenset(
    {
        "name_missing",
        "name_masked",
        "name_of_relative",
        "name_missing_character",
        "name_swapped",
        "name_near_sound",
        "name_pinyin",
        "name_lost_character",
    }
)
