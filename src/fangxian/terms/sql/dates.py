"""Dates and times in the engine's SQL, as people and programs write them.

The scalar twin is `fangxian.terms.dates`. Times are those of a clock on the wall (UTC+8), without zone. `x` is a
column: it is named more than once.
"""

from fangxian.terms import date_rules as rules


def timestamp(x: str) -> str:
    """TIMESTAMP, or NULL where nothing, or nothing plain, is written (03/04/2022, 22-9-9, 2022-02-30).

    A date alone is its midnight. A time that says UTC is brought to UTC+8; one of another zone is not read.
    """
    return f"""CASE
        WHEN length({x}) = 14 AND {_like(x, rules.PACKED_TIME)} THEN TRY_CAST({_packed_time(x)} AS TIMESTAMP)
        WHEN {_like(x, rules.READABLE)} THEN TRY_CAST({x} AS TIMESTAMP)
        WHEN {_like(x, rules.SWIFT)} THEN TRY_CAST({_swift(x)} AS TIMESTAMP)
        WHEN {_like(x, rules.COMMON)} THEN TRY_CAST({_common(x)} AS TIMESTAMP)
        WHEN {_like(x, rules.PACKED_DAY)} THEN TRY_CAST({_packed_day(x)} AS TIMESTAMP)
        WHEN {_like(x, rules.SERIAL_TIME)} THEN CASE WHEN {_days(x)} BETWEEN {rules.FIRST_TIME} AND {rules.LAST}
            THEN TIMESTAMP '{rules.EPOCH} 00:00:00' + {_days(x)} * INTERVAL 1 DAY + {_seconds(x)} * INTERVAL 1 SECOND
            END
        WHEN {_like(x, rules.ZONED)} THEN {_zoned(x)}
        WHEN length({x}) >= {rules.SHORTEST} THEN {_by_steps(x)}
        END"""


def date(x: str) -> str:
    """DATE, or NULL where nothing, or nothing plain, is written; of a time its day."""
    return f"""CASE
        WHEN {_like(x, rules.READABLE)} THEN TRY_CAST({x} AS DATE)
        WHEN {_like(x, rules.PACKED_DAY)} THEN TRY_CAST({_packed_day(x)} AS DATE)
        WHEN {_like(x, rules.COMMON)} THEN CAST(TRY_CAST({_common(x)} AS TIMESTAMP) AS DATE)
        WHEN {_like(x, rules.PACKED_TIME)} THEN CAST(TRY_CAST({_packed_time(x)} AS TIMESTAMP) AS DATE)
        WHEN {_like(x, rules.SERIAL_DATE)} THEN CASE WHEN {_days(x)} BETWEEN {rules.FIRST_DATE} AND {rules.LAST}
            THEN DATE '{rules.EPOCH}' + {_days(x)} END
        WHEN {_like(x, rules.ZONED)} THEN CAST({_zoned(x)} AS DATE)
        WHEN length({x}) >= {rules.SHORTEST} THEN CAST({_by_steps(x)} AS DATE)
        END"""


def _swift(x: str) -> str:
    han = f"replace(replace(replace(replace({x}, '年', '-'), '月', '-'), '日', ' '), '  ', ' ')"
    return f"CASE WHEN contains({x}, '年') THEN {han} ELSE replace(replace({x}, '/', '-'), 'T', ' ') END"


def _common(x: str) -> str:
    translated = f"translate({x}, '{rules.COMMON_FROM}', '{rules.COMMON_TO}')"
    return f"replace(rtrim({translated}, '{rules.COMMON_END}'), '  ', ' ')"


def _packed_day(x: str) -> str:
    return f"substr({x}, 1, 4) || '-' || substr({x}, 5, 2) || '-' || substr({x}, 7, 2)"


def _days(x: str) -> str:
    return f"TRY_CAST(split_part({x}, '.', 1) AS INTEGER)"


def _seconds(x: str) -> str:
    """Of the day, to the nearest second: a spreadsheet's fraction holds no more."""
    fraction = f"coalesce(TRY_CAST('0.' || nullif(split_part({x}, '.', 2), '') AS DOUBLE), 0.0)"
    return f"CAST(floor({fraction} * 86400.0 + 0.5) AS INTEGER)"


def _packed_time(x: str) -> str:
    places = (f"substr({x}, {place}, 2)" for place in (5, 7, 9, 11, 13))
    month, day, hour, minute, second = places
    return f"concat(substr({x}, 1, 4), '-', {month}, '-', {day}, ' ', {hour}, ':', {minute}, ':', {second})"


def _zoned(x: str) -> str:
    there = f"TRY_CAST(replace(regexp_extract({x}, '{rules.BEFORE_ZONE}', 0), 'T', ' ') AS TIMESTAMP)"
    return f"{there} + CASE WHEN {_like(x, rules.OURS)} THEN 0 ELSE {rules.HOURS_BEHIND} END * INTERVAL 1 HOUR"


def _by_steps(x: str) -> str:
    wide = _like(x, f"[{rules.WIDE}]")
    folded = f"CASE WHEN {wide} THEN translate({x}, {_text(rules.WIDE)}, {_text(rules.FOLDED)}) ELSE {x} END"
    folded = f"translate(upper({folded}), {_text(rules.SIGNS)}, {_text(rules.SIGNIFIED)})"
    written = folded
    for pattern, kept in rules.STEPS:
        written = f"regexp_replace({written}, {_text(pattern)}, '{kept}', 'g')"
    # An hour that its word says nothing certain of makes the sum NULL.
    half = (
        f"CASE WHEN NOT {_like(folded, rules.HALF)} THEN 0 WHEN {_like(folded, rules.TWELVE_MORE)} THEN 12 "
        f"WHEN {_like(folded, rules.TWELVE_LESS)} THEN -12 WHEN {_like(folded, rules.AS_IT_STANDS)} THEN 0 END"
    )
    zone = f"CASE WHEN {_like(folded, rules.UTC)} THEN {rules.HOURS_BEHIND} ELSE 0 END"
    hours = f"CASE WHEN {_like(x, rules.MAYBE_HALF_OR_ZONE)} THEN {half} + {zone} ELSE 0 END"
    return f"TRY_CAST(regexp_extract({written}, '{rules.READABLE}', 0) AS TIMESTAMP) + {hours} * INTERVAL 1 HOUR"


def _like(x: str, pattern: str) -> str:
    return f"regexp_matches({x}, {_text(pattern)})"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
