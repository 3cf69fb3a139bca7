"""What is wrong with a row as a whole, before any of its cells is judged: no data, or data of nobody."""

from fangxian.contracts import Contract, Field
from fangxian.intake.cut import alone
from fangxian.intake.encoding import CUT
from fangxian.intake.rejects import TOTALS


def reasons(contract: Contract) -> list[tuple[str, str]]:
    """Reason ('reason:field' where it is of one) and condition (SQL over the `raw_` columns and those of
    `intake.tidy_terms`), the first that holds counts.

    A line of totals lacks what a row must have: only such rows are looked at twice.
    """
    raws = [f"raw_{one.name}" for one in contract.fields]
    needed = [one for one in contract.fields if one.required or "missing" in one.rules]
    lacks = " OR ".join(f"raw_{one.name} IS NULL" for one in needed) or "TRUE"
    nothing = " AND ".join(f"{raw} IS NULL" for raw in raws)
    first = f"coalesce({', '.join(raws)}, '')"
    found = [
        ("blank", f"({lacks}) AND {nothing}"),
        ("total", f"({lacks}) AND regexp_matches(lower(replace({first}, ' ', '')), '{TOTALS}')"),
        ("header", " AND ".join(_repeats(one) for one in (needed or contract.fields)[:2])),
        ("cut", " OR ".join(f"ends_with({raw}, '{CUT}')" for raw in raws)),
    ]
    if any(one.term == "id_number" for one in contract.fields):
        found.append(("no_identity", "name IS NULL AND number IS NULL"))
        found += alone(contract)
    return found


def _repeats(one: Field) -> str:
    """Whether a cell is one of its own column's headings."""
    headings = ", ".join("'" + heading.replace("'", "''") + "'" for equals in one.synonyms for heading in equals)
    return f"lower(trim(raw_{one.name})) IN ({headings})"
