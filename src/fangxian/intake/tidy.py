"""Judges a register's rows against its contract: typed and accepted, mended without loss, said twice, or held.

    tidied    row, disposition ('accepted' | 'repaired' | 'duplicate'), duplicate_of, the contract's fields as
              `intake.tidy_terms` reads them, and <field>_raw where a cell was changed or could not be read
    held      row, reason (contracts/reasons.toml), field, and the raw cells

Each row of `raw` is in exactly one of them (law 1).
"""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from fangxian.contracts import Contract
from fangxian.intake import tidy_numbers, tidy_places, tidy_rows, tidy_words
from fangxian.intake.tidy_terms import LENGTHS, TYPED, Reading, reading
from fangxian.lake.engines import Engine


@dataclass(frozen=True)
class Known:
    """What a row is held against: the present day, and the lengths of the codes in the table `areas` (code), if any."""

    today: date
    levels: tuple[int, ...] = ()


def tidy(engine: Engine, contract: Contract, known: Known) -> None:
    """Makes `tidied` and `held` of `raw` (row, and the contract's fields as text)."""
    readings = {one.name: reading(one, contract) for one in contract.fields}
    terms = {one.term for one in contract.fields}
    cells = ", ".join(
        f"CASE WHEN trim({one.name}) <> '' THEN {one.name} END AS raw_{one.name}" for one in contract.fields
    )
    source = f"SELECT row, {cells} FROM raw"
    engine.create("tidy_cells", tidy_numbers.keyed(f"({source}) AS cells") if "id_number" in terms else source)
    joins = _joins(engine, contract, terms)
    columns = ", ".join(f"{sql} AS {name}" for name, sql in _columns(readings).items())
    raws = ", ".join(f"c.raw_{one.name}" for one in contract.fields)
    read = f"SELECT c.row, {raws}, {columns} FROM tidy_cells c {' '.join(joins)}"
    wrong = _wrong(contract, readings, known)
    if "tidy_read" in wrong:
        # A rule asks for other rows of the file.
        engine.create("tidy_read", read)
        read = "SELECT * FROM tidy_read"
    engine.create("tidy_judged", f"SELECT *, {wrong} AS wrong FROM ({read}) AS read")
    engine.create("tidy_twice", _twice(contract))
    engine.view("tidied", _accepted(contract, readings))
    cells = ", ".join(f"raw_{one.name} AS {one.name}" for one in contract.fields)
    why = "split_part(wrong, ':', 1) AS reason, nullif(split_part(wrong, ':', 2), '') AS field"
    engine.view("held", f"SELECT row, {why}, {cells} FROM tidy_judged WHERE wrong IS NOT NULL")


def _columns(readings: dict[str, Reading]) -> dict[str, str]:
    return {name: sql for one in readings.values() for name, sql in one.columns.items()}


def _joins(engine: Engine, contract: Contract, terms: set[str]) -> list[str]:
    """Makes the tables beside the cells, and says how they are joined."""
    joins = []
    if "id_number" in terms:
        tidy_numbers.read(engine, "tidy_cells")
        joins.append("LEFT JOIN tidy_numbers o ON o.row = c.row")
    tidy_words.read(engine, contract, "tidy_cells")
    for one in contract.fields:
        if one.term in ("category", "crs", "uscc"):
            joins.append(f"LEFT JOIN words_{one.name} w_{one.name} ON w_{one.name}.raw = c.raw_{one.name}")
    return joins + tidy_places.read(engine, contract, "tidy_cells")


def _wrong(contract: Contract, readings: dict[str, Reading], known: Known) -> str:
    """'reason:field' of the first thing that is wrong with a row, or NULL."""
    cases = [f"WHEN {condition} THEN '{reason}'" for reason, condition in tidy_rows.reasons(contract)]
    for one in contract.fields:
        for rule in one.rules:
            condition = _area_rule(rule, one.name, one.term, contract, known) or readings[one.name].wrong.get(rule)
            if condition is not None:
                said = condition.replace("{today}", f"DATE '{known.today.isoformat()}'")
                cases.append(f"WHEN {said} THEN '{rule}:{one.name}'")
    return f"CASE {' '.join(cases)} END" if cases else "CAST(NULL AS VARCHAR)"


def _area_rule(rule: str, name: str, term: str, contract: Contract, known: Known) -> str | None:
    """The condition of a rule that asks for the tree of areas; 'FALSE' where there is none to ask."""
    if rule == "no_parent":
        # A code needs the one above it in the file, if the file has that level at all.
        lengths = LENGTHS["area"]
        above = " ".join(
            f"WHEN length({name}) = {longer} THEN substr({name}, 1, {shorter}) NOT IN "
            f"(SELECT {name} FROM tidy_read WHERE length({name}) = {shorter}) "
            f"AND EXISTS (SELECT 1 FROM tidy_read WHERE length({name}) = {shorter})"
            for shorter, longer in pairwise(lengths)
        )
        return f"(CASE {above} ELSE FALSE END)"
    if rule != "unknown_area":
        return None
    asked = {length: max((one for one in known.levels if one <= length), default=0) for length in LENGTHS[term]}
    cases = " ".join(f"WHEN {length} THEN substr({name}, 1, {level})" for length, level in asked.items() if level)
    if not cases:
        return "FALSE"
    return f"(CASE length({name}) {cases} END) NOT IN (SELECT code FROM areas)"


def _twice(contract: Contract) -> str:
    """SELECT of `row, first_row` of the rows that say again what an earlier one said."""
    cells = ", ".join(f"coalesce(raw_{one.name}, '')" for one in contract.fields)
    whole = f"concat_ws(chr(31), '=', {cells})"
    parts = [_key_part(name, contract) for name in contract.key]
    # Without the part that names it, a row is only known by all of its cells.
    named = "number" if "number" in contract.key else contract.key[0] if contract.key else None
    key = whole
    if named is not None:
        listed = ", ".join(f"coalesce({part}, '')" for part in parts)
        key = f"CASE WHEN {_key_part(named, contract)} IS NULL THEN {whole} ELSE concat_ws(chr(31), {listed}) END"
    return f"""WITH keyed AS (
            SELECT row, {key} AS said FROM tidy_judged WHERE wrong IS NULL
        ), shared AS (
            SELECT said, min(row) AS first_row FROM keyed GROUP BY said HAVING count(*) > 1
        )
        SELECT k.row, s.first_row FROM keyed k JOIN shared s ON s.said = k.said WHERE k.row <> s.first_row"""


def _key_part(name: str, contract: Contract) -> str:
    if name == "number":
        return "coalesce(CAST(id_key AS VARCHAR), document)"
    term = contract.field(name).term
    if term == "address":
        return f"coalesce(address_key, {name})"
    return f"CAST({name} AS VARCHAR)" if term in TYPED else name


def _accepted(contract: Contract, readings: dict[str, Reading]) -> str:
    columns = [name for name in _columns(readings) if not name.startswith(("ok_", "p_", "g_"))]
    kept = [
        f"CASE WHEN {one.kept} THEN raw_{name} END AS {name}_raw"
        for name, one in readings.items()
        if one.kept != "FALSE"
    ]
    repaired = " OR ".join(f"({one.repaired})" for one in readings.values() if one.repaired != "FALSE") or "FALSE"
    return f"""SELECT j.row, CASE WHEN t.row IS NOT NULL THEN 'duplicate' WHEN {repaired} THEN 'repaired'
            ELSE 'accepted' END AS disposition, t.first_row AS duplicate_of, {", ".join(columns)}, {", ".join(kept)}
        FROM tidy_judged j LEFT JOIN tidy_twice t ON t.row = j.row WHERE j.wrong IS NULL"""
