"""The portable part of DuckDB's SQL, written again for Spark so that it gives the same values.

sqlglot does the grammar; the rewritings below do the meaning, one function a pitfall. Each was found by running the
same expression on both engines; docs/portable-sql.md lists them with what each engine did before.
"""

from collections.abc import Callable

from sqlglot import exp

from fangxian.lake.engines import portable, regular

#: What DuckDB's trim() takes away: the characters of Unicode's category "space separator". Spark's takes U+0020 only.
SPACES = "\u0020\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"

#: Text that DuckDB reads as a date, or as a time, with hyphens. Spark's own TRY_CAST also takes '2022', '2022-02' and
#: '2022-02-03 whatever'.
DATE_TEXT = r"^\s*[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(\s*\z|[ T][0-9]{1,2}:[0-9])"

Rewriting = Callable[[exp.Expr], exp.Expr]


def translate(sql: str) -> str:
    """The SELECT for Spark; raises portable.NotPortableError when it is not in the portable part."""
    tree = portable.parse(sql)
    for node in reversed(list(tree.walk())):  # inner ones first: a rewriting puts a node under a new parent
        rewriting = REWRITINGS.get(type(node))
        if rewriting is not None:
            _put(node, rewriting)
    return tree.sql(dialect="spark")


def _put(node: exp.Expr, rewriting: Rewriting) -> None:
    """Replaces a node by its rewriting, which may hold the node itself."""
    if node.parent is None:
        return
    hole = exp.Placeholder()
    node.replace(hole)
    hole.replace(rewriting(node))


def _as(node: exp.Expr, kind: str) -> exp.Expr:
    return exp.Cast(this=node, to=exp.DataType.build(kind))


def _bigint(node: exp.Expr) -> exp.Expr:
    """DuckDB counts in BIGINT where Spark counts in INT."""
    return _as(node, "BIGINT")


def _window(node: exp.Expr) -> exp.Expr:
    counts = isinstance(node.this, exp.RowNumber | exp.Rank | exp.DenseRank | exp.Ntile)
    return _bigint(node) if counts else node


def _division(node: exp.Expr) -> exp.Expr:
    """DuckDB divides in DOUBLE; Spark divides decimals as decimals."""
    return exp.Div(this=_as(node.this, "DOUBLE"), expression=_as(node.expression, "DOUBLE"), typed=True, safe=False)


def _average(node: exp.Expr) -> exp.Expr:
    return exp.Avg(this=_as(node.this, "DOUBLE"))


def _rounded(node: exp.Expr) -> exp.Expr:
    """DuckDB rounds the product with 10^n; Spark rounds the shortest decimal that spells the number."""
    places = node.args.get("decimals")
    if places is None:
        return node
    factor = f"1E{places.sql()}D" if not isinstance(places, exp.Neg) else f"1E-{places.this.sql()}D"
    scaled = exp.Mul(this=_as(node.this, "DOUBLE"), expression=exp.Var(this=factor))
    return exp.Div(this=exp.Round(this=scaled), expression=exp.Var(this=factor), typed=True, safe=False)


def _concat(node: exp.Expr) -> exp.Expr:
    """DuckDB's concat() skips NULL, of any type; sqlglot's COALESCE(x, '') fails where x is a number."""
    parts = [
        part
        if isinstance(part, exp.Literal) and part.is_string
        else exp.func("COALESCE", _as(part, "TEXT"), exp.Literal.string(""))
        for part in node.expressions
    ]
    return exp.Anonymous(this="CONCAT", expressions=parts)


def _best(node: exp.Expr) -> exp.Expr:
    """arg_max() passes over rows whose argument is NULL; Spark's max_by() does not."""
    kind = type(node)
    known = exp.Not(this=exp.Is(this=node.this.copy(), expression=exp.Null()))
    order = exp.Case(ifs=[exp.If(this=known, true=node.expression)])
    return kind(this=node.this, expression=order)


def _trim(node: exp.Expr) -> exp.Expr:
    if node.expression is None:
        node.set("expression", exp.Literal.string(SPACES))
        node.set("position", node.args.get("position") or "BOTH")
    return node


def _levenshtein(node: exp.Expr) -> exp.Expr:
    """DuckDB counts bytes; one Latin-1 character a byte makes Spark count them too."""
    left, right = (_bytes_as_text(side) for side in (node.this, node.expression))
    return _bigint(exp.Levenshtein(this=left, expression=right))


def _bytes_as_text(text: exp.Expr) -> exp.Expr:
    encoded = exp.Anonymous(this="ENCODE", expressions=[_as(text, "TEXT"), exp.Literal.string("UTF-8")])
    return exp.Anonymous(this="DECODE", expressions=[encoded, exp.Literal.string("ISO-8859-1")])


def _character(node: exp.Expr) -> exp.Expr:
    """Spark's chr() takes its argument modulo 256."""
    return exp.Literal.string(chr(int(node.expressions[0].name)))


def _date_trunc(node: exp.Expr) -> exp.Expr:
    """Spark's DATE_TRUNC gives a time with a zone."""
    return _as(node, "TIMESTAMP_NTZ")


def _date_diff(node: exp.Expr) -> exp.Expr:
    """DuckDB counts the midnights between; Spark whole days of 24 hours."""
    if node.args["unit"].name.upper() == "DAY":
        node.set("this", _as(node.this, "DATE"))
        node.set("expression", _as(node.expression, "DATE"))
    return _bigint(node)


def _like(node: exp.Expr) -> exp.Expr:
    """A backslash in a pattern is itself to DuckDB, and an escape to Spark."""
    pattern = node.expression
    if isinstance(pattern, exp.Literal):
        node.set("expression", exp.Literal.string(pattern.name.replace("\\", "\\\\")))
    else:
        said = [pattern, exp.Literal.string("\\"), exp.Literal.string("\\\\")]
        node.set("expression", exp.Anonymous(this="REPLACE", expressions=said))
    return node


def _try_cast(node: exp.Expr) -> exp.Expr:
    if node.args["to"].this.name not in {"DATE", "TIMESTAMP", "TIMESTAMPNTZ"}:
        return node
    looks_right = exp.RegexpLike(this=node.this.copy(), expression=exp.Literal.string(DATE_TEXT))
    return exp.Case(ifs=[exp.If(this=looks_right, true=node)])


def _pattern(node: exp.Expr) -> exp.Expr:
    node.set("expression", exp.Literal.string(regular.for_java(node.expression.name)))
    if isinstance(node, exp.RegexpReplace):
        node.set("replacement", exp.Literal.string(regular.replacement_for_java(node.args["replacement"].name)))
    return node


REWRITINGS: dict[type[exp.Expr], Rewriting] = {
    exp.Anonymous: _bigint,  # octet_length, the only one that is allowed by name
    exp.ArgMax: _best,
    exp.ArgMin: _best,
    exp.Avg: _average,
    exp.Chr: _character,
    exp.Concat: _concat,
    exp.DateDiff: _date_diff,
    exp.Day: _bigint,
    exp.Div: _division,
    exp.Extract: _bigint,
    exp.Hour: _bigint,
    exp.ILike: _like,
    exp.Length: _bigint,
    exp.Levenshtein: _levenshtein,
    exp.Like: _like,
    exp.Minute: _bigint,
    exp.Month: _bigint,
    exp.RegexpExtract: _pattern,
    exp.RegexpLike: _pattern,
    exp.RegexpReplace: _pattern,
    exp.Round: _rounded,
    exp.StrPosition: _bigint,
    exp.TimestampTrunc: _date_trunc,
    exp.Trim: _trim,
    exp.TryCast: _try_cast,
    exp.Window: _window,
    exp.Year: _bigint,
}
