"""Invents resident identity numbers (GB 11643): region, date of birth, sequence with the sex in it, check character."""

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fangxian.synth import wordlists

#: GB 11643: the weights of the seventeen digits, and the check character for each remainder modulo 11.
_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_CHECKS = "10X98765432"


def regions(*, outside: bool) -> tuple[np.ndarray, np.ndarray]:
    """Codes of divisions (int64) and their weights among the registered, or among people from elsewhere."""
    rows = wordlists.lines("regions.tsv")
    return np.array([int(row[0]) for row in rows]), np.array([float(row[2 if outside else 1]) for row in rows])


def bodies(
    rng: np.random.Generator, region: np.ndarray, birth: np.ndarray, sex: np.ndarray, taken: np.ndarray
) -> np.ndarray:
    """The first seventeen digits as int64: one a person, none twice and none in `taken`."""
    stem = region * 10**11 + dates_as_digits(birth) * 10**3
    found: np.ndarray = stem + _sequences(rng, sex)
    while True:
        again = np.isin(found, taken)
        again |= ~_first(found)
        if not again.any():
            return found
        found[again] = stem[again] + _sequences(rng, sex[again])


def _sequences(rng: np.random.Generator, sex: np.ndarray) -> np.ndarray:
    """Three digits; a police station uses low ones far more often; odd for men."""
    drawn = (rng.beta(0.8, 1.9, len(sex)) * 499).astype(np.int64)
    return drawn * 2 + np.where(sex == wordlists.MALE, 1, 2)


def _first(values: np.ndarray) -> np.ndarray:
    """True where a value occurs for the first time."""
    mask = np.zeros(len(values), dtype=bool)
    mask[np.unique(values, return_index=True)[1]] = True
    return mask


def dates_as_digits(dates: np.ndarray) -> np.ndarray:
    """datetime64[D] -> 19580304 as int64."""
    months = dates.astype("datetime64[M]")
    year = months.astype("datetime64[Y]").astype(np.int64) + 1970
    month = months.astype(np.int64) % 12 + 1
    digits: np.ndarray = year * 10_000 + month * 100 + (dates - months).astype(np.int64) + 1
    return digits


def texts(body: np.ndarray) -> pa.Array:
    """Seventeen digits -> the number of eighteen characters."""
    remainder = np.zeros(len(body), dtype=np.int64)
    rest = body.copy()
    for weight in _WEIGHTS[::-1]:
        rest, digit = np.divmod(rest, 10)
        remainder += digit * weight
    check = pa.array(list(_CHECKS)).take(pa.array(remainder % 11))
    return pc.binary_join_element_wise(pa.array(body).cast(pa.string()), check, "")


def valid(number: str) -> bool:
    """Whether a text is a whole number of 18 characters with a real date and the right check character."""
    if len(number) != 18 or not (number[:17].isascii() and number[:17].isdigit()):
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    remainder = sum(int(digit) * int(weight) for digit, weight in zip(number[:17], _WEIGHTS, strict=True)) % 11
    return number[17] == _CHECKS[remainder]
