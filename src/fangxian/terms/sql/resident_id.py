"""Resident identity numbers in the engine's SQL. The scalar twin is `fangxian.terms.resident_id`.

Every function takes a SQL expression (best a column: it is written more than once) and returns one. A number travels
as its key, a BIGINT: first 17 digits * 11 + check value. It joins faster than text, and one comparison tells validity.
"""

from fangxian.terms import id_rules as rules

#: Factors by which n // 10^1 .. n // 10^16 sum up to the digits of n weighted with powers of two, modulo 11.
#: From sum(d_k 2^k) = n - 8 sum(2^(k-1) (n // 10^k)): sixteen divisions instead of seventeen substrings.
_FACTORS = tuple(3 * 2 ** (power - 1) % 11 for power in range(1, 17))


def clean(x: str) -> str:
    """VARCHAR: the number as it was meant, where nothing but spelling is amiss; NULL if there is none."""
    return meant(bare(x))


def bare(x: str) -> str:
    """VARCHAR: the number without blanks, marks and wide characters; the first half of `clean`."""
    typed = f"upper(translate({x}, {_text(rules.WIDE)}, {_text(rules.PLAIN)}))"
    dropped = f"regexp_replace({typed}, {_text(rules.DROPPED)}, '', 'g')"
    return f"CASE WHEN regexp_matches({x}, {_text(rules.WHOLE)}) THEN {x} WHEN {x} IS NOT NULL THEN {dropped} END"


def meant(bare: str) -> str:
    """VARCHAR: `clean` from a column that holds `bare`."""
    short = f"regexp_replace({bare}, {_text(rules.POINT_ZERO)}, '', 'g')"
    letters = f"translate({short}, {_text(rules.LETTERS)}, {_text(rules.DIGITS)})"
    return (
        f"CASE WHEN regexp_matches({bare}, {_text(rules.WHOLE)}) THEN {bare} "
        f"WHEN NOT regexp_matches({bare}, '[0-9]') THEN NULL "
        f"WHEN regexp_matches({bare}, {_text(rules.EXPONENT)}) THEN {bare} "
        f"WHEN regexp_matches({short}, {_text(rules.PLACEHOLDER)}) THEN NULL "
        f"WHEN regexp_matches({short}, {_text(rules.WITHIN)}) THEN regexp_extract({short}, {_text(rules.WITHIN)}, 1) "
        f"WHEN regexp_matches({short}, {_text(rules.STARRED)}) THEN concat(substr({short}, 1, 17), 'X') "
        f"WHEN regexp_matches({short}, {_text(rules.MISTYPED)}) THEN {letters} ELSE {short} END"
    )


def key(cleaned: str) -> str:
    """BIGINT of a cleaned number whose check character is right and whose birth date is a date; else NULL.

    For many rows, make columns of `head` and `check` first and call `keyed`: an engine works them out once, not forty
    times (measured: five times as fast).
    """
    return keyed(cleaned, head(cleaned), check(cleaned))


def head(cleaned: str) -> str:
    """BIGINT: the first 17 characters as a whole number, or NULL."""
    return f"TRY_CAST(substr({cleaned}, 1, 17) AS BIGINT)"


def check(cleaned: str) -> str:
    """BIGINT: the value of the 18th character (X is 10), or NULL."""
    character = f"substr({cleaned}, 18, 1)"
    return f"CASE {character} WHEN 'X' THEN 10 ELSE TRY_CAST({character} AS BIGINT) END"


def keyed(cleaned: str, head: str, check: str) -> str:
    """BIGINT: `key` from columns that hold `head` and `check`."""
    return (
        f"CASE WHEN length({cleaned}) = 18 AND {head} >= 10000000000000000 AND {_dated(head)} "
        f"AND (2 * {weighted(head)} + {check}) % 11 = 1 AND regexp_matches({cleaned}, {_text(rules.WHOLE)}) "
        f"THEN {head} * 11 + {check} END"
    )


def upgraded(cleaned: str) -> str:
    """BIGINT: the key of the 18 characters that a 15-digit number became in 1999; else NULL."""
    return lengthened(legacy_head(cleaned))


def legacy_head(cleaned: str) -> str:
    """BIGINT: the 17 digits that a 15-digit number became, before they are judged; else NULL."""
    return (
        f"CASE WHEN regexp_matches({cleaned}, {_text(rules.LEGACY)}) "
        f"THEN TRY_CAST(concat(substr({cleaned}, 1, 6), '19', substr({cleaned}, 7, 9)) AS BIGINT) END"
    )


def lengthened(legacy_head: str) -> str:
    """BIGINT: `upgraded` from a column that holds `legacy_head`."""
    return f"CASE WHEN {_dated(legacy_head)} THEN {completed(legacy_head)} END"


def prefix(cleaned: str) -> str:
    """VARCHAR: the leading digits that survive in a number which a spreadsheet turned into a float; else NULL."""
    figures = f"replace(split_part({cleaned}, 'E', 1), '.', '')"
    return (
        f"CASE WHEN regexp_matches({cleaned}, {_text(rules.EXPONENT)}) AND right({cleaned}, 2) = '17' THEN "
        f"CASE WHEN length({figures}) > 15 THEN substr({figures}, 1, 15) WHEN length({figures}) = 6 THEN {figures} "
        f"ELSE left({figures}, length({figures}) - 1) END "
        f"WHEN length({cleaned}) = 18 AND regexp_matches({cleaned}, '^[1-9][0-9]{{14}}000$') "
        f"THEN substr({cleaned}, 1, 15) END"
    )


def birth_date(key: str) -> str:
    """DATE of a key."""
    day = f"(({key}) // 11000 % 100000000)"
    return f"make_date({_int(f'{day} // 10000')}, {_int(f'{day} // 100 % 100')}, {_int(f'{day} % 100')})"


def sex(key: str) -> str:
    """'1' male, '2' female (GB/T 2261.1) of a key."""
    return f"CASE WHEN ({key}) // 11 % 2 = 1 THEN '1' WHEN {key} IS NOT NULL THEN '2' END"


def text(key: str) -> str:
    """VARCHAR: the 18 characters of a key."""
    check = f"CASE WHEN ({key}) % 11 = 10 THEN 'X' ELSE CAST(({key}) % 11 AS VARCHAR) END"
    return f"concat(CAST(({key}) // 11 AS VARCHAR), {check})"


def completed(n: str) -> str:
    """BIGINT: the key of 17 digits (a BIGINT expression) with the check value that belongs to them."""
    return f"({n} * 11 + (12 - 2 * ({weighted(n)} % 11) % 11) % 11)"


def weighted(n: str) -> str:
    """BIGINT: a number congruent modulo 11 to the digits of `n`, each times 2^(its place from the right)."""
    return f"({n} + {' + '.join(f'{factor} * ({n} // {10**power})' for power, factor in enumerate(_FACTORS, 1))})"


def _dated(n: str) -> str:
    year, month, day = f"{n} // 10000000 % 10000", f"{n} // 100000 % 100", f"{n} // 1000 % 100"
    leap = f"({year} % 4 = 0 AND ({year} % 100 <> 0 OR {year} % 400 = 0))"
    return (
        f"{year} BETWEEN {rules.FIRST_YEAR} AND {rules.LAST_YEAR} AND {month} BETWEEN 1 AND 12 "
        f"AND {day} BETWEEN 1 AND 31 AND ({day} <= 28 OR "
        f"{day} <= CASE WHEN {month} = 2 THEN CASE WHEN {leap} THEN 29 ELSE 28 END "
        f"WHEN {month} IN (4, 6, 9, 11) THEN 30 ELSE 31 END)"
    )


def _int(x: str) -> str:
    return f"CAST({x} AS INT)"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
