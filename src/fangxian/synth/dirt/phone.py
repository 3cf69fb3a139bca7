"""Ways in which a phone is mistyped. Each takes the eleven digits."""

import random


def one_digit(phone: str, rng: random.Random) -> str:
    """One digit after the first three is another."""
    at = rng.randrange(3, len(phone))
    return phone[:at] + rng.choice("0123456789".replace(phone[at], "")) + phone[at + 1 :]


def missing(phone: str, rng: random.Random) -> str:
    """Nothing, or a word for it."""
    return rng.choice(["", "", "", "", "无", "-", "0", "11111111111"])


def prefix(phone: str, rng: random.Random) -> str:
    """With the country's code."""
    return rng.choice(["+86", "86", "0086", "+86 ", "+86-", "(+86)"]) + phone


def spaces(phone: str, rng: random.Random) -> str:
    """In groups, or with something after it."""
    joint = rng.choice([" ", " ", "-", "\u3000"])
    return rng.choice([joint.join((phone[:3], phone[3:7], phone[7:])), phone + " ", " " + phone, phone + ".0"])


#: Kind -> how it is made. `phone_of_relative` takes another person's phone, so it is made elsewhere.
MADE = {
    "phone_one_digit": one_digit,
    "phone_missing": missing,
    "phone_prefix": prefix,
    "phone_spaces": spaces,
}
#: After these the phone can still be read.
READABLE = frozenset({"phone_prefix", "phone_spaces"})
