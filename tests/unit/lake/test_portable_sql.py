"""What may be said to both engines: the portable part of DuckDB's SQL, and what is refused, with the way out."""

import re

import pytest

from fangxian.lake.engines import portable, regular
from fangxian.lake.engines.portable import NotPortableError
from fangxian.lake.engines.spark_dialect import translate

REFUSED = [
    ("SELECT list(a ORDER BY b) FROM t", "array_agg() is not on the list"),
    ("SELECT strlen(a) FROM t", "strlen() is not on the list"),
    ("SELECT regexp_full_match(a, 'x') FROM t", "regexp_full_match() is not on the list"),
    ("SELECT damerau_levenshtein(a, b) FROM t", "damerau_levenshtein() is not on the list"),
    ("SELECT any_value(a) FROM t", "any_value() is not on the list"),
    ("SELECT hash(a), random() FROM t", "rand() is not on the list"),
    ("SELECT now()", "is not on the list"),
    ("SELECT a[1] FROM t", "BRACKET is not on the list"),
    ("SELECT isodow(d) FROM t", "is not on the list"),
    ("SELECT extract(dow FROM d) FROM t", "extract(dow) differs"),
    ("SELECT * FROM t QUALIFY row_number() OVER (ORDER BY a) = 1", "QUALIFY with * leaks a column"),
    ("SELECT DISTINCT ON (a) a, b FROM t ORDER BY a, b", "DISTINCT ON loses the outer order"),
    ("SELECT a FROM t LIMIT 1", "LIMIT needs an ORDER BY"),
    ("SELECT row_number() OVER (PARTITION BY a) FROM t", "row_number() needs an ORDER BY"),
    ("SELECT string_agg(a, ',') FROM t", "string_agg() needs an ORDER BY inside"),
    ("SELECT * REPLACE (a + 1 AS a) FROM t", "name the columns"),
    ("SELECT i FROM range(3) AS r(i)", "unnest"),
    ("SELECT a FROM t USING SAMPLE 10%", "TABLESAMPLE is not on the list"),
    ("WITH RECURSIVE r AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM r WHERE i < 3) SELECT i FROM r", "recursive"),
    ("SELECT substr(a, 0, 2) FROM t", "counts from 1"),
    ("SELECT left(a, -1) FROM t", "at least 0"),
    ("SELECT floor(a) FROM t", "CAST(... AS BIGINT)"),
    ("SELECT log(a) FROM t", "ln(), log2() or log10()"),
    ("SELECT chr(a) FROM t", "literal"),
    ("SELECT date_diff('month', a, b) FROM t", "date_diff()"),
    ("SELECT CAST(a AS HUGEINT) FROM t", "CAST to INT128"),
    ("SELECT regexp_replace(a, 'x', 'y') FROM t", "the flag 'g'"),
    ("SELECT regexp_replace(a, 'x', 'y', 'gi') FROM t", "the flag 'g'"),
    ("SELECT regexp_matches(a, b) FROM t", "a regular expression is a literal"),
    ("SELECT regexp_matches(a, 'x', 'i') FROM t", "write (?i)"),
    ("SELECT regexp_matches(a, '\\bx') FROM t", "\\b in a regular expression"),
    ("SELECT 1; SELECT 2", "one SELECT"),
    ("DROP TABLE t", "one SELECT"),
]


@pytest.mark.parametrize(("statement", "reason"), REFUSED)
def test_what_would_not_mean_the_same_is_refused(statement: str, reason: str) -> None:
    with pytest.raises(NotPortableError, match=re.escape(reason)):
        portable.parse(statement)


def test_all_complaints_are_told_at_once() -> None:
    with pytest.raises(NotPortableError) as told:
        portable.parse("SELECT strlen(a), any_value(b) FROM t LIMIT 3")
    assert str(told.value).count(";") == 2


REWRITTEN = [
    ("SELECT a LIKE '5\\%' FROM t", "a LIKE '5\\\\\\\\%'"),
    ("SELECT a FROM t ORDER BY a", "ORDER BY a NULLS LAST"),
    ("SELECT a // b FROM t", "a DIV b"),
    ("SELECT a / b FROM t", "CAST(a AS DOUBLE) / CAST(b AS DOUBLE)"),
    ("SELECT (a / b) / c FROM t", "CAST((CAST(a AS DOUBLE) / CAST(b AS DOUBLE)) AS DOUBLE) / CAST(c AS DOUBLE)"),
    ("SELECT length(a) FROM t", "CAST(LENGTH(a) AS BIGINT)"),
    ("SELECT max_by(a, b) FROM t", "MAX_BY(a, CASE WHEN NOT a IS NULL THEN b END)"),
    ("SELECT chr(12288)", "'\u3000'"),
    ("SELECT regexp_replace(a, '\\d$', '<\\1>', 'g') FROM t", "REGEXP_REPLACE(a, '\\\\d\\\\z', '<$1>')"),
    ("SELECT a // 2 AS b, count(*) FROM t GROUP BY a // 2", "GROUP BY a DIV 2"),
    ("SELECT concat(a, 1) FROM t", "COALESCE(CAST(1 AS STRING), '')"),
]


@pytest.mark.parametrize(("statement", "spark"), REWRITTEN)
def test_a_statement_is_written_again_for_spark(statement: str, spark: str) -> None:
    assert spark in translate(statement)


@pytest.mark.parametrize(
    ("re2", "java"),
    [
        ("^[0-9]{4}$", r"^[0-9]{4}\z"),
        ("a.b", "(?d)a.b"),
        (r"\s+", r"[\t\n\f\r ]+"),
        (r"[\s,]", r"[\t\n\f\r ,]"),
        ("[[x]", r"[\[x]"),
        ("(?i)x", "(?iu)x"),
        (r"\p{Han}", r"\p{IsHan}"),
        (r"[\x{4e00}-\x{9fff}]", r"[\x{4e00}-\x{9fff}]"),
        (r"\$[$]", r"\$[$]"),
        (r"(?:a|b)\.", r"(?d)(?:a|b)\."),
    ],
)
def test_a_regular_expression_finds_in_java_what_it_finds_in_re2(re2: str, java: str) -> None:
    assert regular.for_java(re2) == java


@pytest.mark.parametrize(
    "pattern", ["a(?=b)", "a++", r"(a)\1", r"\bx", "[[:alpha:]]", "[]a]", r"\p{Klingon}", "(?<n>a)", r"\Qx\E"]
)
def test_what_one_engine_alone_understands_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"is not on the list|alone|escaped"):
        regular.for_java(pattern)


def test_a_replacement_names_its_groups() -> None:
    assert regular.replacement_for_java(r"<\1>$\\") == r"<$1>\$\\"
    with pytest.raises(ValueError, match="backslash"):
        regular.replacement_for_java(r"\d")
