"""Ways in which an identity number is mistyped, or spoilt by a spreadsheet. Each takes a number of 18 characters."""

import random

#: Keys around a digit on the number pad.
_NEAR = {
    "0": "12",
    "1": "240",
    "2": "1350",
    "3": "26",
    "4": "157",
    "5": "2468",
    "6": "359",
    "7": "48",
    "8": "579",
    "9": "68",
}
_WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def full_width(number: str, rng: random.Random) -> str:
    """The whole, or a part, with full-width digits."""
    if rng.random() < 0.7:
        return number.translate(_WIDE)
    at = rng.randrange(6, 15)
    return number[:at] + number[at:].translate(_WIDE)


def spaces(number: str, rng: random.Random) -> str:
    """Blanks inside, before or after, of several kinds."""
    blank = rng.choice([" ", " ", " ", "\u3000", "\u00a0", "\t"])
    return rng.choice(
        [
            f"{number[:6]}{blank}{number[6:14]}{blank}{number[14:]}",
            f"{number[:6]}{blank}{number[6:]}",
            number + blank,
            blank + number,
            number[:-1] + blank + number[-1],
        ]
    )


def apostrophe(number: str, rng: random.Random) -> str:
    """What people put around a number to keep a spreadsheet off it."""
    return rng.choice([f"'{number}", f"'{number}", f'="{number}"', f"`{number}", f"’{number}", f'"{number}"'])


def other_marks(number: str, rng: random.Random) -> str:
    """Hyphens between the parts, a stop or .0 behind, the kind of document before."""
    return rng.choice(
        [
            f"{number[:6]}-{number[6:14]}-{number[14:]}",
            f"{number}.",
            f"{number}.0" if number[-1] != "X" else f"{number}*",
            f"身份证{number}",
            f"{number[:6]}_{number[6:]}",
        ]
    )


def fifteen(number: str, rng: random.Random) -> str:
    """The old number of someone born 19yy."""
    return number[:6] + number[8:17] if number[6:8] == "19" else number


def one_digit(number: str, rng: random.Random) -> str:
    """One digit is another, more often than not a neighbour on the number pad."""
    at = _digit(number, rng)
    choices = _NEAR[number[at]] if rng.random() < 0.6 else "0123456789".replace(number[at], "")
    return number[:at] + rng.choice(choices) + number[at + 1 :]


def two_digits(number: str, rng: random.Random) -> str:
    """Two digits are wrong."""
    first = _digit(number, rng)
    second = rng.choice([at for at in range(17) if at != first])
    digits = list(number)
    for at in (first, second):
        digits[at] = rng.choice("0123456789".replace(digits[at], ""))
    return "".join(digits)


def swapped(number: str, rng: random.Random) -> str:
    """Two neighbours change places."""
    places = [at for at in range(2, 17) if number[at] != number[at + 1]]
    at = rng.choice(places)
    return number[:at] + number[at + 1] + number[at] + number[at + 2 :]


def missing_digit(number: str, rng: random.Random) -> str:
    """One character is left out."""
    at = rng.randrange(18)
    return number[:at] + number[at + 1 :]


def extra_digit(number: str, rng: random.Random) -> str:
    """A digit is typed twice, or one that does not belong."""
    at = _digit(number, rng)
    return number[:at] + (number[at] if rng.random() < 0.7 else rng.choice("0123456789")) + number[at:]


def cut(number: str, rng: random.Random) -> str:
    """What a spreadsheet prints of a long number: 2.30108E+17."""
    digits = number.replace("X", "0")
    places = rng.choice([5, 5, 5, 4, 2, 10, 14])
    mantissa, exponent = f"{int(digits):.{places}e}".split("e+")
    return f"{mantissa}{rng.choice('EEe')}+{exponent}"


def zeroed(number: str, rng: random.Random) -> str:
    """What a spreadsheet keeps of a long number: fifteen digits."""
    return number[:15] + "000" if number[17] != "X" else one_digit(number, rng)


def missing(number: str, rng: random.Random) -> str:
    """Nothing, or a word for it."""
    return rng.choice(["", "", "", "", "", "", "无", "-", "忘带", "不详", "0", "未带身份证"])


def lower_x(number: str, rng: random.Random) -> str:
    """The check character as a small letter, or as the sign for times."""
    return number[:-1] + rng.choice("xxxxxxｘ×") if number.endswith("X") else number


def _digit(number: str, rng: random.Random) -> int:
    """A place with a digit; the last eight are typed in a hurry."""
    return rng.randrange(17) if rng.random() < 0.6 else rng.randrange(9, 17)


#: Kind -> how it is made. `number_of_relative` takes another person's number, so it is made elsewhere.
MADE = {
    "number_full_width": full_width,
    "number_spaces": spaces,
    "number_apostrophe": apostrophe,
    "number_other_marks": other_marks,
    "number_15_digits": fifteen,
    "number_one_digit": one_digit,
    "number_swapped": swapped,
    "number_missing_digit": missing_digit,
    "number_extra_digit": extra_digit,
    "number_cut": cut,
    "number_zeroed": zeroed,
    "number_missing": missing,
    "number_two_digits": two_digits,
    "number_lower_x": lower_x,
}
#: After these the number can be read as it is meant.
NORMALISED = frozenset(
    {
        "number_full_width",
        "number_spaces",
        "number_apostrophe",
        "number_other_marks",
        "number_15_digits",
        "number_lower_x",
    }
)
#: After these it can be mended, where name or phone bear it out.
MENDED = frozenset({"number_one_digit", "number_swapped", "number_missing_digit", "number_extra_digit"})
