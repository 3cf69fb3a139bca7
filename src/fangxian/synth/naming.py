"""Gives people their names: surnames along the father's line, given names by decade of birth and sex. Vectorised."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fangxian.synth import streams, wordlists
from fangxian.synth.households import CHILD, FATHER, GRANDCHILD, HEAD, SECOND, SPOUSE, TWIN, Households
from fangxian.synth.wordlists import MALE

#: Of a household's children how many share a character with a brother or sister.
_SIBLINGS = 0.35


def names(rng: np.random.Generator, families: Households, *, outside: bool) -> pa.Array:
    """A full name for each person."""
    surname = pa.array(wordlists.surnames().words).take(pa.array(_surnames(rng, families)))
    given = _given(rng, families)
    full = pc.binary_join_element_wise(surname, given, "")
    where, words = _siblings(rng, families, surname, given)
    full = _put(full, where, words)
    return _put(full, *_minorities(rng, families, outside=outside))


def _put(array: pa.Array, where: np.ndarray, words: list[str]) -> pa.Array:
    """`array` with `words` at the places `where` (ascending)."""
    mask = np.zeros(len(array), dtype=bool)
    mask[where] = True
    return pc.replace_with_mask(array, pa.array(mask), pa.array(words, pa.string()))


def _surnames(rng: np.random.Generator, families: Households) -> np.ndarray:
    """Index of each person's surname: own for who married in, the father's for children."""
    own = streams.weighted(rng, wordlists.surnames().weights, len(families.household))
    first = families.first
    spouse = np.minimum(first + 1, len(own) - 1)
    fatherly = np.where((families.role[spouse] == SPOUSE) & (families.sex[first] != MALE), spouse, first)
    child = np.isin(families.role, (CHILD, SECOND, TWIN, GRANDCHILD))
    own = np.where(families.role == FATHER, own[first], own)
    return np.where(child, own[fatherly], own)


def _given(rng: np.random.Generator, families: Households) -> pa.Array:
    year = families.birth.astype("datetime64[Y]").astype(np.int64) + 1970
    words: list[str] = []
    index = np.zeros(len(year), dtype=np.int64)
    since = {0: 0, 1: 0}
    for (until, sex), vocabulary in sorted(wordlists.cohorts().items()):
        born = np.flatnonzero((families.sex == sex) & (year > since[sex]) & (year <= until))
        index[born] = len(words) + streams.weighted(rng, vocabulary.weights, len(born))
        words += vocabulary.words
        since[sex] = until
    return pa.array(words).take(pa.array(index))


def _siblings(
    rng: np.random.Generator, families: Households, surname: pa.Array, given: pa.Array
) -> tuple[np.ndarray, list[str]]:
    """Brothers and sisters who share a character: the elder's first, or (of twins) their last."""
    younger = np.isin(families.role, (SECOND, TWIN))
    where = np.flatnonzero(younger & (rng.random(len(younger)) < _SIBLINGS))
    family, elder, own = (
        x.to_pylist()
        for x in (surname.take(pa.array(where)), given.take(pa.array(where - 1)), given.take(pa.array(where)))
    )
    return where, [name + (a[0] + b[-1] if len(a) > 1 else b) for name, a, b in zip(family, elder, own, strict=True)]


def _minorities(rng: np.random.Generator, families: Households, *, outside: bool) -> tuple[np.ndarray, list[str]]:
    """Names of households of other peoples: by surname, whole, or given·father's."""
    groups = wordlists.minorities()
    shares = [group.outside if outside else group.share for group in groups]
    count = int(families.household[-1]) + 1 if len(families.household) else 0
    drawn = streams.weighted(rng, [*shares, 1 - sum(shares)], count)
    where = np.flatnonzero(drawn[families.household] < len(groups))
    words, family, father = [], -1, ""
    for person in where.tolist():
        group, sex = groups[int(drawn[families.household[person]])], int(families.sex[person])
        given = _ranked(rng, group.given[sex])
        if families.household[person] != family:
            family, father = int(families.household[person]), _ranked(rng, group.surnames or group.given[MALE])
        married = families.role[person] not in (HEAD, CHILD, SECOND, TWIN, FATHER)
        before = _ranked(rng, group.surnames or group.given[MALE]) if married else father
        words.append({"given": before + given, "whole": given, "dotted": f"{given}·{before}"}[group.way])
    return where, words


def _ranked(rng: np.random.Generator, words: list[str]) -> str:
    return words[int(streams.weighted(rng, wordlists.falling(words), 1)[0])]
