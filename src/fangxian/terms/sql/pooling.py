"""How many people share a tube, in the engine's SQL.

The scalar twin is `fangxian.terms.pooling`. `x` is a column: it is named more than once.
"""

from fangxian.terms import pool_rules as rules


def size(x: str) -> str:
    """INTEGER 1 to 100; 0 for a shared tube that does not say for how many; NULL for nothing and for the unknown."""
    usual = "".join(f" WHEN '{word}' THEN {size}" for word, size in rules.USUAL.items())
    written = f"regexp_replace(lower({_folded(x)}), {_text(rules.DROPPED)}, '', 'g')"
    for pattern, kept in rules.STEPS:
        written = f"regexp_replace({written}, '{pattern}', '{kept}', 'g')"
    figures = f"regexp_extract(translate({written}, '{rules.NUMERALS}', '{rules.FIGURES}'), '{rules.READ}', 1)"
    return f"CASE {x}{usual} WHEN '' THEN NULL ELSE TRY_CAST(nullif({figures}, '') AS INTEGER) END"


def _folded(x: str) -> str:
    wide = f"regexp_matches({x}, '[{rules.WIDE}]')"
    return f"CASE WHEN {wide} THEN translate({x}, '{rules.WIDE}', '{rules.FOLDED}') ELSE {x} END"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
