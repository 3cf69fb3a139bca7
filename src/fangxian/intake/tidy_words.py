"""What is read word by word: a column has a few words over and over, so each is read once, in Python.

words_<field>    raw, meaning            of a category: its code, or NULL for a word that nobody knows
                 raw, cleaned, valid     of a unified social credit code
"""

import re
from collections.abc import Sequence

from fangxian.contracts import Contract, Field
from fangxian.contracts.headings import fold
from fangxian.lake.engines import Engine
from fangxian.terms import uscc

#: A word that says that somebody is not in a category.
_DENIED = re.compile("^(非|无|不|未|否)")


def read(engine: Engine, contract: Contract, source: str) -> None:
    """Makes the tables of words of the contract's categories and credit codes from the `raw_` columns of `source`."""
    for one in contract.fields:
        if one.term not in ("category", "crs", "uscc"):
            continue
        said = [row[0] for row in engine.rows(
            f"SELECT DISTINCT raw_{one.name} FROM {source} WHERE raw_{one.name} IS NOT NULL"
        )]  # fmt: skip
        if one.term == "uscc":
            columns = {"raw": "VARCHAR", "cleaned": "VARCHAR", "valid": "BOOLEAN"}
            cleaned = [(word, uscc.clean(word)) for word in said]
            engine.load_rows(f"words_{one.name}", columns, [(word, code, uscc.valid(code)) for word, code in cleaned])
        else:
            known = Words(one)
            columns = {"raw": "VARCHAR", "meaning": "VARCHAR"}
            engine.load_rows(f"words_{one.name}", columns, [(word, known.meaning(word)) for word in said])


class Words:
    """The words of one category."""

    def __init__(self, one: Field) -> None:
        self._codes = {fold(word): code for code, words in one.values for word in (code, *words)}
        self._longest_first: Sequence[str] = sorted(
            (word for word in self._codes if len(word) > 1), key=len, reverse=True
        )

    def meaning(self, said: str) -> str | None:
        """The code of a word: letter for letter, else by the longest known word in it (肢体残疾二级); None if none.

        Two words of one length and two codes say nothing certain.
        """
        word = fold(said)
        if word in self._codes:
            return self._codes[word]
        if _DENIED.match(word):
            return None
        found = [known for known in self._longest_first if known in word]
        codes = {self._codes[known] for known in found if len(known) == len(found[0])}
        return codes.pop() if len(codes) == 1 else None
