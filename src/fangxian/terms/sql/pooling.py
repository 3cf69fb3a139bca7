"""How many people share a tube, in the engine's SQL.

The scalar twin is `fangxian.terms.pooling`. `x` is a column: it is named more than once.
"""

from fangxian.terms import pool_rules as rules


def size(x: str) -> str:
    """INTEGER 1 to 100; 0 for a shared tube that does not say for how many; NULL for nothing, and for what is unknown."""
    usual = "".join(f" WHEN '{word}' THEN {size}" for word, size in rules.USUAL.items())
    folded = f"translate({x}, {_text(rules.WIDE)}, '{rules.FOLDED}')"
    number = f"(regexp_extract({folded}, '{rules.SIZE}', 1) || regexp_extract({folded}, '{rules.SIZE}', 2))"
    for pattern, kept in rules.NUMERAL_STEPS:
        number = f"regexp_replace({number}, '{pattern}', '{kept}', 'g')"
    figures = f"nullif(translate({number}, '{rules.NUMERALS}', '{rules.FIGURES}'), '')"
    return f"""CASE {x}{usual} ELSE CASE
        WHEN {x} IS NULL OR {x} = '' THEN NULL
        WHEN regexp_matches({folded}, '{rules.SINGLE}') THEN 1
        WHEN regexp_matches({folded}, '{rules.UNSAID}') THEN 0
        ELSE TRY_CAST({figures} AS INTEGER) END END"""


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
