"""The part of DuckDB's SQL that means the same on Spark, as an allow-list over the syntax tree (docs/portable-sql.md).

`parse` refuses everything that is not on the list: a function that Spark does not know, a construct that is written
again without its meaning (`list(x ORDER BY y)` loses the order), an answer that depends on the order in which rows
come (`any_value`, `LIMIT` without `ORDER BY`). The refusal is for us, not for a data officer: it is raised for a
statement of ours before any row is read, and an example holds every step of a comparison against it.
"""

from collections.abc import Callable, Iterable

import sqlglot
from sqlglot import exp

from fangxian.lake.engines import regular


class NotPortableError(ValueError):
    """A statement of ours would not mean the same on both engines. The message names the construct and the way out."""


#: Clauses, operators, literals.
SYNTAX: frozenset[type[exp.Expr]] = frozenset({
    exp.Select, exp.From, exp.Where, exp.Group, exp.Having, exp.Qualify, exp.Order, exp.Ordered, exp.Limit, exp.Offset,
    exp.Join, exp.Lateral, exp.With, exp.CTE, exp.Union, exp.Except, exp.Intersect, exp.Values, exp.Tuple, exp.Subquery,
    exp.Distinct, exp.Table, exp.TableAlias, exp.Column, exp.Identifier, exp.Alias, exp.Star, exp.Literal, exp.Null,
    exp.Boolean, exp.Var, exp.Paren, exp.And, exp.Or, exp.Not, exp.Is, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT,
    exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ, exp.In, exp.Between, exp.Like, exp.ILike, exp.Exists, exp.Case, exp.If,
    exp.Add, exp.Sub, exp.Mul, exp.Div, exp.IntDiv, exp.Mod, exp.Neg, exp.DPipe, exp.Interval, exp.DataType,
    exp.DataTypeParam, exp.Window, exp.WindowSpec, exp.Filter, exp.IgnoreNulls, exp.Array,
})  # fmt: skip

#: Functions, as sqlglot reads them (`max_by` is ArgMax, `date_trunc` TimestampTrunc, `strpos` and `instr` StrPosition).
FUNCTIONS: frozenset[type[exp.Expr]] = frozenset({
    exp.Abs, exp.ArgMax, exp.ArgMin, exp.Avg, exp.Cast, exp.Ceil, exp.Chr, exp.Coalesce, exp.Concat, exp.ConcatWs,
    exp.Contains, exp.Count, exp.CountIf, exp.DateDiff, exp.DateFromParts, exp.DenseRank, exp.Encode, exp.EndsWith,
    exp.Exp, exp.Explode, exp.Extract, exp.FirstValue, exp.Floor, exp.GenerateSeries, exp.Greatest, exp.Lag,
    exp.LastDay, exp.LastValue, exp.Lead, exp.Least, exp.Left, exp.Length, exp.Levenshtein, exp.Ln, exp.Log,
    exp.LogicalAnd, exp.LogicalOr, exp.Lower, exp.MD5, exp.Max, exp.Min, exp.Ntile, exp.Nullif, exp.Pad, exp.Pow,
    exp.Rank, exp.RegexpExtract, exp.RegexpLike, exp.RegexpReplace, exp.Repeat, exp.Replace, exp.Right, exp.Round,
    exp.RowNumber, exp.SHA2, exp.SplitPart, exp.Sqrt, exp.StartsWith, exp.StrPosition, exp.Substring, exp.Sum,
    exp.TimestampFromParts, exp.TimestampTrunc, exp.TimeToStr, exp.Translate, exp.Trim, exp.TryCast,
    exp.Unnest, exp.Upper, exp.Year, exp.Month, exp.Day, exp.Hour, exp.Minute, exp.GroupConcat,
})  # fmt: skip

#: Functions that sqlglot passes through by name and both engines know.
BY_NAME = frozenset({"OCTET_LENGTH"})

ALLOWED = SYNTAX | FUNCTIONS

#: Types that both engines have, with the same range.
TYPES = frozenset(
    {"BOOLEAN", "INT", "BIGINT", "DOUBLE", "VARCHAR", "TEXT", "DATE", "TIMESTAMP", "TIMESTAMPNTZ", "DECIMAL"}
)

#: Parts of a date or time that both engines count alike (days of the week and the epoch they do not).
PARTS = frozenset({"YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "DOY", "WEEK"})

#: Window functions whose answer depends on an order that must be said.
ORDERED = (exp.RowNumber, exp.Rank, exp.DenseRank, exp.Ntile, exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue)


def parse(sql: str) -> exp.Expr:
    """The syntax tree of one SELECT; raises NotPortableError when it holds anything that is not allowed."""
    trees = [tree for tree in sqlglot.parse(sql, read="duckdb") if tree is not None]
    if len(trees) != 1 or not isinstance(trees[0], exp.Query):
        raise NotPortableError("a step is one SELECT")
    found = complaints(trees[0])
    if found:
        raise NotPortableError("; ".join(sorted(set(found))))
    return trees[0]


def complaints(tree: exp.Expr) -> list[str]:
    """What is not portable in a tree, in words."""
    found = []
    for node in tree.walk():
        if isinstance(node, exp.Anonymous):
            if node.name.upper() not in BY_NAME:
                found.append(f"{node.name.lower()}() is not on the list")
        elif type(node) not in ALLOWED:
            found.append(f"{_spelling(node)} is not on the list")
        for judge in JUDGES.get(type(node), ()):
            complaint = judge(node)
            if complaint:
                found.append(complaint)
    return found


def _spelling(node: exp.Expr) -> str:
    return f"{node.sql_name().lower()}()" if isinstance(node, exp.Func) else type(node).__name__.upper()


def _whole(node: exp.Expr | None) -> int | None:
    """A whole number that stands there as a literal, or None."""
    if isinstance(node, exp.Neg):
        value = _whole(node.this)
        return None if value is None else -value
    return int(node.name) if isinstance(node, exp.Literal) and node.is_int else None


def _select(node: exp.Expr) -> str | None:
    if node.args.get("limit") and not node.args.get("order"):
        return "LIMIT needs an ORDER BY"
    if node.args.get("qualify") and any(isinstance(one, exp.Star) or one.is_star for one in node.expressions):
        return "QUALIFY with * leaks a column: name the columns, or filter a subquery"
    return None


def _star(node: exp.Expr) -> str | None:
    if node.args.get("replace") or node.args.get("rename"):
        return "* REPLACE and * RENAME are DuckDB's alone: name the columns"
    return None


def _distinct(node: exp.Expr) -> str | None:
    return "DISTINCT ON loses the outer order: use row_number()" if node.args.get("on") else None


def _with(node: exp.Expr) -> str | None:
    return "recursive queries are not allowed" if node.args.get("recursive") else None


def _table(node: exp.Expr) -> str | None:
    if not isinstance(node.this, exp.Identifier):
        return "a function as a table: write (SELECT unnest(...) AS i) instead"
    return None


def _union(node: exp.Expr) -> str | None:
    return "UNION BY NAME is DuckDB's alone" if node.args.get("by_name") else None


def _cast(node: exp.Expr) -> str | None:
    kind = node.args["to"]
    if not isinstance(kind, exp.DataType) or kind.this.name not in TYPES:
        return f"CAST to {kind.sql(dialect='duckdb')} is not allowed"
    return None


def _try_cast(node: exp.Expr) -> str | None:
    return _cast(node)


def _substring(node: exp.Expr) -> str | None:
    length = _whole(node.args.get("length"))
    if _whole(node.args.get("start")) == 0 or (length is not None and length < 0):
        return "substr() counts from 1, and takes no negative length"
    return None


def _side(node: exp.Expr) -> str | None:
    count = _whole(node.expression)
    return "left() and right() take a length of at least 0" if count is not None and count < 0 else None


def _floor(node: exp.Expr) -> str | None:
    parent = node.parent
    if not (type(parent) is exp.Cast and parent.args["to"].this.name in {"INT", "BIGINT"}):
        return "floor() and ceil() stand in CAST(... AS BIGINT): their own type differs"
    return None


def _round(node: exp.Expr) -> str | None:
    places = node.args.get("decimals")
    return "round() takes a literal number of places" if places is not None and _whole(places) is None else None


def _log(node: exp.Expr) -> str | None:
    if _whole(node.this) not in (2, 10) or node.expression is None:
        return "log() means another base on each engine: use ln(), log2() or log10()"
    return None


def _chr(node: exp.Expr) -> str | None:
    return None if _whole(node.expressions[0]) is not None else "chr() takes a literal"


def _date_diff(node: exp.Expr) -> str | None:
    unit = node.args.get("unit")
    if unit is None or unit.name.upper() not in {"DAY", "SECOND"}:
        return "date_diff() is allowed for 'day' (of dates) and 'second'"
    return None


def _extract(node: exp.Expr) -> str | None:
    return None if node.this.name.upper() in PARTS else f"extract({node.this.name.lower()}) differs"


def _group_concat(node: exp.Expr) -> str | None:
    return None if node.find(exp.Order) else "string_agg() needs an ORDER BY inside"


def _window(node: exp.Expr) -> str | None:
    inner = node.this.this if isinstance(node.this, exp.IgnoreNulls | exp.Filter) else node.this
    named = node.args.get("alias") is not None
    if isinstance(inner, ORDERED) and node.args.get("order") is None and not named:
        return f"{inner.sql_name().lower()}() needs an ORDER BY"
    return None


def _regular(node: exp.Expr) -> str | None:
    pattern = node.expression
    if not (isinstance(pattern, exp.Literal) and pattern.is_string):
        return "a regular expression is a literal"
    if isinstance(node, exp.RegexpLike) and node.args.get("flag"):
        return "regexp_matches() takes no flags: write (?i) into the pattern"
    if isinstance(node, exp.RegexpReplace):
        flags, replacement = node.args.get("modifiers"), node.args.get("replacement")
        if flags is None or flags.name != "g":
            return "regexp_replace() takes the flag 'g' and no other: Spark always replaces all"
        if not (isinstance(replacement, exp.Literal) and replacement.is_string):
            return "the replacement of regexp_replace() is a literal"
    try:
        regular.for_java(pattern.name)
    except ValueError as unreadable:
        return str(unreadable)
    return None


Judge = Callable[[exp.Expr], str | None]


Kinds = tuple[type[exp.Expr], ...]


def _by_type(judges: Iterable[tuple[Judge, Kinds]]) -> dict[type[exp.Expr], list[Judge]]:
    table: dict[type[exp.Expr], list[Judge]] = {}
    for judge, kinds in judges:
        for kind in kinds:
            table.setdefault(kind, []).append(judge)
    return table


JUDGES = _by_type([
    (_select, (exp.Select,)), (_star, (exp.Star,)), (_distinct, (exp.Distinct,)), (_with, (exp.With,)),
    (_table, (exp.Table,)), (_union, (exp.Union, exp.Except, exp.Intersect)),
    (_cast, (exp.Cast,)), (_try_cast, (exp.TryCast,)), (_substring, (exp.Substring,)), (_side, (exp.Left, exp.Right)),
    (_floor, (exp.Floor, exp.Ceil)), (_round, (exp.Round,)), (_log, (exp.Log,)), (_chr, (exp.Chr,)),
    (_date_diff, (exp.DateDiff,)), (_extract, (exp.Extract,)), (_group_concat, (exp.GroupConcat,)),
    (_window, (exp.Window,)), (_regular, (exp.RegexpLike, exp.RegexpReplace, exp.RegexpExtract)),
])  # fmt: skip
