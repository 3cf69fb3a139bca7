"""Documents other than the resident identity card in the engine's SQL. The scalar twin: `fangxian.terms.documents`."""

from fangxian.terms.documents import ISSUED, KINDS


def kind(cleaned: str) -> str:
    """VARCHAR: the kind of document of a cleaned number (`resident_id.clean`), or NULL if of none that is known."""
    cases = " ".join(f"WHEN regexp_matches({cleaned}, '{pattern}') THEN '{kind}'" for kind, pattern in KINDS.items())
    return f"CASE {cases} END"


def key(cleaned: str) -> str:
    """VARCHAR: one text for all issues of a person's document, or NULL if it is none."""
    issued = " OR ".join(f"regexp_matches({cleaned}, '{KINDS[kind]}')" for kind in ISSUED)
    known = " OR ".join(f"regexp_matches({cleaned}, '{pattern}')" for kind, pattern in KINDS.items())
    return (
        f"CASE WHEN length({cleaned}) NOT BETWEEN 7 AND 15 THEN NULL "
        f"WHEN length({cleaned}) IN (10, 11) AND ({issued}) THEN left({cleaned}, length({cleaned}) - 2) "
        f"WHEN {known} THEN {cleaned} END"
    )
