"""The lists behind the names: surnames with their shares, given names by decade and sex, names of other peoples."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

DATA = Path(__file__).parent / "data"
MALE, FEMALE = 1, 0
_SEX = {"男": MALE, "女": FEMALE}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words, each with its weight (any unit)."""

    words: list[str]
    weights: np.ndarray


def lines(name: str) -> list[list[str]]:
    """The fields of each line of a .tsv file of ours, comments left out."""
    text = (DATA / name).read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if line.strip() and not line.startswith("#")]


def falling(words: list[str]) -> np.ndarray:
    """Weights that fall with the rank, as those of names do; they add up to 1."""
    weights = 1.0 / (np.arange(len(words)) + 4.0)
    return weights / weights.sum()


@cache
def surnames() -> Vocabulary:
    """Surnames of Han people with their shares in the north-east."""
    rows = lines("surnames.tsv")
    return Vocabulary([row[0] for row in rows], np.array([float(row[-1]) for row in rows]))


@cache
def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text("utf-8"))


@cache
def cohorts() -> dict[tuple[int, int], Vocabulary]:
    """(last year of birth, sex) -> given names, in the order of the years."""
    return {(cohort["until"], _SEX[cohort["sex"]]): _given(cohort) for cohort in _toml("given_names.toml")["cohort"]}


def _given(cohort: dict[str, Any]) -> Vocabulary:
    single, first, second, pair = (cohort[part].split() for part in ("single", "first", "second", "pair"))
    share: dict[str, float] = {}
    one, whole = cohort["one_in_100"] / 100, cohort["pairs_in_100"] / 100
    for words, part in ((single, one), (pair, whole)):
        for word, weight in zip(words, falling(words), strict=True):
            share[word] = share.get(word, 0.0) + part * float(weight)
    for a, heavy in zip(first, falling(first), strict=True):
        for b, light in zip(second, falling(second), strict=True):
            share[a + b] = share.get(a + b, 0.0) + (1 - one - whole) * float(heavy * light)
    return Vocabulary(list(share), np.array(list(share.values())))


@dataclass(frozen=True, slots=True)
class Minority:
    """How one people's names are made: surname + given, or whole, or given · father's name ('dotted')."""

    people: str
    share: float
    outside: float
    surnames: list[str]
    given: dict[int, list[str]]
    way: str


@cache
def minorities() -> list[Minority]:
    """Peoples whose names are made otherwise; shares are of all registered people, and of those from elsewhere."""
    found = []
    for people, said in _toml("other_names.toml").items():
        way = next(key for key in said if key.endswith("_male")).removesuffix("_male")
        given = {MALE: said[f"{way}_male"].split(), FEMALE: said[f"{way}_female"].split()}
        shares = said["share"] / 10_000, said["outside"] / 10_000
        found.append(Minority(people, *shares, said.get("surnames", "").split(), given, way))
    return found


@cache
def spellings() -> dict[str, str]:
    """Character -> toneless pinyin as a given name."""
    return {char: spelled for char, spelled, *_ in lines("pinyin.tsv")}


@cache
def surname_spellings() -> dict[str, str]:
    """Surname -> toneless pinyin, syllables apart by blanks, where it is not that of its characters."""
    return {char: special[0] for char, _, *special in lines("pinyin.tsv") if special}
