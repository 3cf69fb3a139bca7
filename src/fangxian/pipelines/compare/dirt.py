"""Counts of the kinds of dirt in the files, and how each was mended: what a sender should be told.

    dirt    file_no (-1: the residents' file), kind, repair, rows

Reads `residents`, `result_rows`, `results` and, of rows that were not recognised as they stand, the raw text; `links`
says which damage the evidence mended.
"""

from fangxian.lib import clock

#: Number states that are dirt, with how they are mended when they are.
_STATES = {
    "cleaned": None,  # told apart below
    "legacy": ("number_15_digits", "upgraded"),
    "cut": ("number_cut", "by_evidence"),
    "damaged": ("number_damaged", "by_evidence"),
    "missing": ("number_missing", "by_evidence"),
}

#: What made a number need cleaning, told by its raw text; the first that applies.
_CLEANED = """CASE
    WHEN length(trim({x})) <> length({x}) OR regexp_matches({x}, '[ \\t\u3000\u00a0]') THEN 'number_spaces'
    WHEN octet_length(encode({x})) > length({x}) THEN 'number_full_width'
    WHEN substr({x}, 1, 1) IN ('''', '=', '"', '`') THEN 'number_apostrophe'
    WHEN {x} = lower({x}) AND {x} <> upper({x}) THEN 'number_lower_x'
    ELSE 'number_other_marks' END"""

#: Whether a result row is one at all.
_STANDS = "NOT EXISTS (SELECT 1 FROM results x WHERE x.rid = r.rid AND x.rejected IS NOT NULL)"


def of_rows() -> str:
    """The SELECT of those kinds that the rows tell by themselves: `dirt_of_rows`, made while rows are linked."""
    return _summed(_cleaned(), _phones(), _times(), _results(), _rejected())


def found() -> str:
    """The SELECT of all kinds, over both sides, of `dirt_of_rows` and `links`; only kinds that occur."""
    return _summed("SELECT * FROM dirt_of_rows", _numbers(), _names())


def _summed(*parts: str) -> str:
    return f"""SELECT file_no, kind, repair, sum(rows) AS rows FROM ({" UNION ALL ".join(parts)}) AS kinds
        GROUP BY file_no, kind, repair"""


def _numbers() -> str:
    states = {state: said for state, said in _STATES.items() if said}
    kind = " ".join(f"WHEN '{state}' THEN '{said[0]}'" for state, said in states.items())
    repair = " ".join(f"WHEN '{state}' THEN '{said[1]}'" for state, said in states.items())
    listed = ", ".join(f"'{state}'" for state in states)
    mended = f"""SELECT r.file_no,
            CASE WHEN regexp_matches(l.agreed, '^number:(digit|swap|missing|extra)') AND r.number_state = 'damaged'
                THEN CASE regexp_extract(l.agreed, '^number:([a-z]+)', 1) WHEN 'digit' THEN 'number_one_digit'
                    WHEN 'swap' THEN 'number_swapped' WHEN 'missing' THEN 'number_missing_digit'
                    ELSE 'number_extra_digit' END
                WHEN r.number_state = 'damaged' THEN 'number_unreadable'
                ELSE CASE r.number_state {kind} END END AS kind,
            CASE WHEN l.rid IS NULL AND r.number_state <> 'legacy' THEN 'none'
                WHEN regexp_matches(l.agreed, '^number:(digit|swap|missing|extra)') THEN 'solved_by_checksum'
                ELSE CASE r.number_state {repair} END END AS repair, 1 AS one
        FROM results r LEFT JOIN links l ON l.rid = r.rid
        WHERE r.number_state IN ({listed}) AND r.rejected IS NULL"""
    residents = f"""SELECT CAST(-1 AS BIGINT) AS file_no, CASE number_state {kind} END AS kind,
            CASE number_state {repair} END AS repair, count(*) AS rows
        FROM residents WHERE number_state IN ({listed}) GROUP BY number_state"""
    return f"""SELECT file_no, kind, repair, count(*) AS rows FROM ({mended}) AS m GROUP BY file_no, kind, repair
        UNION ALL {residents}"""


def _cleaned() -> str:
    given = _CLEANED.format(x="w.id_number")
    return f"""SELECT r.file_no, {given} AS kind, 'normalised' AS repair, count(*) AS rows
        FROM results r JOIN unrecognised w ON w.rid = r.rid
        WHERE r.number_state = 'cleaned' GROUP BY 1, 2
        UNION ALL SELECT CAST(-1 AS BIGINT), {given}, 'normalised', count(*)
        FROM residents r JOIN residents_raw w ON w.row_key = r.person_row
        WHERE r.number_state = 'cleaned' GROUP BY 1, 2"""


def _names() -> str:
    level = "regexp_extract(l.agreed, 'name:([a-z_]+)', 1)"
    return f"""SELECT r.file_no, CASE {level} WHEN 'sound' THEN 'name_homophone' WHEN 'shape' THEN 'name_look_alike'
            WHEN 'masked' THEN 'name_masked' ELSE 'name_misspelt' END AS kind,
            CASE WHEN regexp_matches(l.agreed, 'number:') THEN 'confirmed_by_number' ELSE 'by_evidence' END AS repair,
            count(*) AS rows
        FROM links l JOIN results r ON r.rid = l.rid
        WHERE l.score < 1.0 AND {level} IN ('sound', 'shape', 'masked', 'one_character', 'swapped') GROUP BY 1, 2, 3
        UNION ALL SELECT file_no, 'name_missing', 'none', count(*) FROM results
        WHERE rejected IS NULL AND (name IS NULL OR name = '') GROUP BY 1"""


def _phones() -> str:
    return f"""SELECT r.file_no, concat('phone_', r.phone_dirt) AS kind,
            CASE r.phone_dirt WHEN 'spelling' THEN 'normalised' ELSE 'none' END AS repair, count(*) AS rows
        FROM result_rows r WHERE r.phone_dirt IS NOT NULL AND {_STANDS} GROUP BY 1, 2, 3
        UNION ALL SELECT CAST(-1 AS BIGINT), 'phone_missing', 'none', count(*) FROM residents
        WHERE phone IS NULL HAVING count(*) > 0"""


def _times() -> str:
    now = clock.now().strftime("%Y-%m-%d %H:%M:%S")
    return f"""SELECT file_no, CASE WHEN sampled_at IS NULL THEN 'time_missing' ELSE 'time_future' END AS kind,
            'held' AS repair, count(*) AS rows FROM result_rows r
        WHERE (sampled_at IS NULL OR sampled_at > TIMESTAMP '{now}') AND {_STANDS} GROUP BY 1, 2"""


def _results() -> str:
    """Samples without a result; a word that nobody knows is told apart from a result that is not there yet."""
    return f"""SELECT r.file_no, CASE WHEN r.outcome = 'pending' AND r.unread THEN 'result_unread'
            ELSE concat('result_', r.outcome) END AS kind, 'held' AS repair, count(*) AS rows
        FROM result_rows r WHERE r.outcome IN ('pending', 'invalid') AND {_STANDS} GROUP BY 1, 2"""


def _rejected() -> str:
    return """SELECT file_no, concat('row_', rejected) AS kind, 'held' AS repair, count(*) AS rows FROM results
        WHERE rejected IS NOT NULL GROUP BY 1, 2"""
