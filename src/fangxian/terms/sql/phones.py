"""Phone numbers in the engine's SQL: one integer for the many spellings of a number.

The scalar twin is `fangxian.terms.phones`.
"""

from fangxian.terms import phone_rules as rules


def key(x: str) -> str:
    """BIGINT: a mobile's eleven digits; any other number with its country code (86 451 86512345); NULL if it is none.

    Where a cell holds several numbers: the first mobile, else the first of Hong Kong, Macau or Taiwan, else the first
    landline with its area code. `x` is a column: it is named more than once.
    """
    folded = _folded(x)
    usual = f"replace(replace(regexp_extract({x}, {_text(rules.USUAL)}, 1), ' ', ''), '-', '')"
    mobile = _digits(folded, rules.MOBILE)
    neighbour = f"regexp_replace({_digits(folded, rules.NEIGHBOUR)}, '{rules.TRUNK}', '886', 'g')"
    landline = f"'{rules.COUNTRY}' || {_digits(folded, rules.LANDLINE)}"
    return f"""CASE
        WHEN regexp_matches({x}, '{rules.PLAIN}') THEN
            CASE WHEN NOT ends_with({x}, '{rules.PLAIN_NOUGHTS}') AND {x} <> '{rules.PLAIN_TOP_UP}'
                THEN TRY_CAST({x} AS BIGINT) END
        WHEN regexp_matches({x}, {_text(rules.USUAL)}) THEN
            CASE WHEN NOT regexp_matches({x}, '{rules.USUAL_PLACEHOLDER}') THEN TRY_CAST({usual} AS BIGINT) END
        WHEN length({x}) >= {rules.SHORTEST} THEN TRY_CAST(coalesce({mobile}, {neighbour}, {landline}) AS BIGINT)
        END"""


def _folded(x: str) -> str:
    """ASCII digits with hyphens between parts, without quotes and placeholders."""
    wide = f"regexp_matches({x}, '[{rules.WIDE}]')"
    folded = f"CASE WHEN {wide} THEN translate({x}, '{rules.WIDE}', '{rules.FOLDED}') ELSE {x} END"
    for pattern, kept in rules.STEPS:
        folded = f"regexp_replace({folded}, {_text(pattern)}, '{kept}', 'g')"
    return folded


def _digits(folded: str, pattern: str) -> str:
    return f"nullif(replace(regexp_extract({folded}, '{pattern}', 1), '-', ''), '')"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
