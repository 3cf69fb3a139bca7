"""Damaged resident numbers in the engine's SQL: every valid number one slip away, and by which slip.

The check character makes this exact: at each place one figure at most mends the sum, so a wrong or missing figure is
solved for, not searched (17 candidates, not 170). The scalar twin is `fangxian.terms.resident_id.repairs`.
"""

from fangxian.terms import id_rules as rules
from fangxian.terms.sql import resident_id

#: Place (1..17), inverse of its weight modulo 11, and its power of ten.
_PLACES = ", ".join(
    f"({place}, {pow(rules.WEIGHTS[place - 1], -1, 11)}, {10 ** (17 - place)})" for place in range(1, 18)
)


def repairs(source: str, key: str, text: str) -> str:
    """SELECT of `<key>, candidate, how`: for each row of `source` with a damaged number (cleaned) in column `text`, the
    keys (BIGINT) of the valid numbers one slip away; `how` is 'digit', 'extra', 'missing' or 'swap'. Each pair once.
    """
    return f"""
WITH said AS (
    SELECT {key} AS k, {text} AS t, length({text}) AS size, regexp_matches({text}, '^[0-9]+[0-9X]$') AS plain,
        length(regexp_extract({text}, '^([0-9]*)[^0-9][0-9]*[0-9X]$', 1)) + 1 AS odd_at
    FROM {source} WHERE regexp_matches({text}, '{rules.NEARLY}')
), places AS (
    SELECT * FROM (VALUES {_PLACES}) AS p(place, inverse, power)
), opened AS (
    SELECT k, 'digit' AS how, inverse, power, substr(t, 1, place - 1) || '0' || substr(t, place + 1) AS t
    FROM said CROSS JOIN places WHERE size = 18 AND (plain OR odd_at = place)
    UNION ALL
    SELECT k, 'missing' AS how, inverse, power, substr(t, 1, place - 1) || '0' || substr(t, place) AS t
    FROM said CROSS JOIN places WHERE size = 17 AND plain
), summed AS (
    SELECT k, how, inverse, power, {resident_id.head("t")} AS n, {resident_id.check("t")} AS c FROM opened
), figured AS (
    SELECT *, inverse * (12 - (2 * {resident_id.weighted("n")} + c) % 11) % 11 AS figure FROM summed
), headed AS (
    SELECT k, TRY_CAST(substr(t, 1, 17) AS BIGINT) AS n, CASE size WHEN 18 THEN 'digit' ELSE 'missing' END AS how
    FROM said WHERE regexp_matches(t, '^[0-9]{{17}}.?$')
), candidates AS (
    SELECT k, how, {resident_id.text("(n + figure * power) * 11 + c")} AS t FROM figured WHERE figure <= 9
    UNION ALL
    SELECT k, how, {resident_id.text(resident_id.completed("n"))} AS t FROM headed
    UNION ALL
    SELECT k, 'swap' AS how, concat(substr(t, 1, place - 1), substr(t, place + 1, 1), substr(t, place, 1),
        substr(t, place + 2)) AS t
    FROM said CROSS JOIN places WHERE size = 18 AND plain
    UNION ALL
    SELECT k, 'extra' AS how, substr(t, 1, place - 1) || substr(t, place + 1) AS t
    FROM said CROSS JOIN (SELECT place FROM places UNION ALL VALUES (18), (19)) AS p WHERE size = 19 AND plain
), split AS (
    SELECT k, how, t, {resident_id.head("t")} AS n, {resident_id.check("t")} AS c FROM candidates
), reached AS (
    SELECT k, {resident_id.keyed("t", "n", "c")} AS candidate, how FROM split
)
SELECT k AS {key}, candidate, min(how) AS how FROM reached WHERE candidate IS NOT NULL GROUP BY k, candidate
""".strip()
