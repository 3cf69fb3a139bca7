"""What laboratories' words for results mean, in the engine's SQL.

The words are in terms/data/results.toml. The scalar twin is `fangxian.terms.results`. `x` is a column: it is named more
than once.
"""

from fangxian.terms import results

#: What nearly every row says, in the order in which to ask.
USUAL = (("阴性", "negative"), ("阳性", "positive"), ("阴", "negative"), ("未检出", "negative"))


def outcome(x: str) -> str:
    """VARCHAR 'positive', 'negative', 'suspect', 'invalid' or 'pending'; nothing, and an unknown word, is pending."""
    usual = "".join(f" WHEN '{word}' THEN '{meaning}'" for word, meaning in USUAL)
    return f"CASE {x}{usual} ELSE coalesce({_meaning(_folded(x))}, {_meaning(_bare(x))}, 'pending') END"


def unread(x: str) -> str:
    """BOOLEAN: whether there is a word that is not known, which has to be reported."""
    usual = ", ".join(f"'{word}'" for word, _ in USUAL)
    known = ", ".join(_text(word) for word in results.words().outcome)
    return (
        f"CASE WHEN {x} IS NULL OR {x} IN ({usual}) THEN FALSE "
        f"ELSE {_folded(x)} NOT IN ('', {known}) AND {_bare(x)} NOT IN ({known}) END"
    )


def _meaning(folded: str) -> str:
    by_meaning: dict[str, list[str]] = {}
    for word, meaning in results.words().outcome.items():
        by_meaning.setdefault(meaning, []).append(_text(word))
    cases = " ".join(f"WHEN {folded} IN ({', '.join(known)}) THEN '{meaning}'" for meaning, known in by_meaning.items())
    return f"CASE {cases} END"


def _folded(x: str) -> str:
    return f"translate({x}, {_text(results.WIDE)}, {_text(results.FOLDED)})"


def _bare(x: str) -> str:
    """The word without what may stand before one."""
    return f"regexp_replace({_folded(x)}, {_text(results.words().before)}, '', 'g')"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
