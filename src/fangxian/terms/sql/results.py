"""What laboratories' words for results mean, in the engine's SQL.

The words are in terms/data/results.toml. The scalar twin is `fangxian.terms.results`. `x` is a column: it is named more
than once.
"""

from fangxian.terms import results


def outcome(x: str) -> str:
    """VARCHAR 'positive', 'negative', 'suspect', 'invalid' or 'pending'; nothing, and an unknown word, is pending."""
    return f"CASE {_usual(x)} WHEN {x} IS NULL OR {x} = '' THEN 'pending' ELSE coalesce({_meaning(x)}, 'pending') END"


def unread(x: str) -> str:
    """BOOLEAN: whether there is a word that is not known, which has to be reported."""
    known = ", ".join(_text(word) for word in results.words().written)
    return f"CASE WHEN {x} IS NULL OR {x} = '阴性' OR {x} IN ('', {known}) THEN FALSE ELSE {_meaning(x)} IS NULL END"


def _usual(x: str) -> str:
    """The words as they stand in the data, and first of all the one of nearly every row."""
    by_meaning: dict[str, list[str]] = {}
    for word, meaning in results.words().written.items():
        by_meaning.setdefault(meaning, []).append(_text(word))
    cases = [f"WHEN {x} IN ({', '.join(known)}) THEN '{meaning}'" for meaning, known in by_meaning.items()]
    return " ".join([f"WHEN {x} = '阴性' THEN 'negative'", *cases])


def _meaning(x: str) -> str:
    """The outcome of any word; NULL for an unknown one.

    A known word gives place to its outcome and a mark that no folded word holds: so the word is folded but once, where
    a list for each outcome would fold it for each.
    """
    by_meaning: dict[str, list[str]] = {"pending": [""]}
    for word, meaning in results.words().folded.items():
        by_meaning.setdefault(meaning, []).append(word.replace("+", "[+]"))
    folded = f"CASE WHEN regexp_matches({x}, '[{results.WIDE}]') THEN {_ascii(x)} ELSE {x} END"
    folded = f"regexp_replace(lower({folded}), {_text(results.DROPPED)}, '', 'g')"
    found = rf"regexp_replace({folded}, {_text(results.words().before)}, '\1', 'g')"
    for meaning, known in by_meaning.items():
        found = f"regexp_replace({found}, {_text(f'^(?:{"|".join(known)})$')}, '{meaning}=', 'g')"
    return f"nullif(regexp_extract({found}, '^([a-z]+)=$', 1), '')"


def _ascii(x: str) -> str:
    return f"translate({x}, '{results.WIDE}', '{results.FOLDED}')"


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
