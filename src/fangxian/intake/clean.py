"""Raw text becomes terms: one SELECT a side, over the canonical raw columns (see contracts).

    residents   person_row, person, name, written, number, number_state, id_key, document, phone, grid, rejected,
                born, sex
    results     rid, file_no, row, name, written, number, number_state, id_key, document, phone, sampled_at, outcome,
                pool_size, tube, rejected

`rid` is a result row's own number over all files (file_no * 2^32 + row); `written` the name as it was written, where
cleaning changed it; `id_key` a valid resident number as an integer (first 17 digits * 11 + check value);
`number_state` one of

    valid     a resident number as it stands       cleaned  the same, after lossless cleaning
    legacy    15 digits, brought up to 18          other    another document (passport, permit)
    cut       a spreadsheet kept only its head     damaged  there is something, but no valid number
    missing   nothing

Each step of a number is a column of its own: an engine works a column out once, an expression wherever it is written.
"""

from fangxian.intake import rejects
from fangxian.terms.sql import dates, documents, names, phones, pooling, resident_id, results

#: Rows of one file stay below this, so that `rid` is unique over files.
FILE_STRIDE = 4_294_967_296


def residents(raw: str = "residents_raw") -> str:
    """The SELECT for the residents' side; a person without a number of their own goes by their row."""
    return f"""
        WITH lean AS (
            SELECT *, {names.clean("name")} AS name_clean, {resident_id.bare("id_number")} AS bare FROM {raw}
        ), {_numbered("residents")}
        SELECT row AS person_row, coalesce(nullif(trim(person), ''), CAST(row AS VARCHAR)) AS person,
            name_clean AS name, {_WRITTEN}, number, {_STATE} AS number_state, id_key, document,
            {phones.key("phone")} AS phone, trim(grid) AS grid, rejected,
            CASE WHEN id_key IS NOT NULL THEN {resident_id.birth_date("id_key")} ELSE {dates.date("birth_date")} END
                AS born,
            CASE WHEN id_key IS NOT NULL THEN {resident_id.sex("id_key")}
                WHEN trim(sex) IN ('男', '男性', '1', 'M', 'm', 'male', 'Male') THEN '1'
                WHEN trim(sex) IN ('女', '女性', '2', 'F', 'f', 'female', 'Female') THEN '2' END AS sex
        FROM judged"""


def test_results(raw: str) -> str:
    """The SELECT for one or more result files (`raw` has file_no and row)."""
    return f"""
        WITH lean AS (
            SELECT *, {names.clean("name")} AS name_clean, {resident_id.bare("id_number")} AS bare FROM {raw}
        ), {_numbered("test_results")}
        SELECT file_no * {FILE_STRIDE} + row AS rid, file_no, row,
            name_clean AS name, {_WRITTEN}, number, {_STATE} AS number_state, id_key, document,
            {phones.key("phone")} AS phone, {dates.timestamp("sampled_at")} AS sampled_at,
            {results.outcome("result")} AS outcome, {pooling.size("pool_mode")} AS pool_size,
            nullif(trim(tube), '') AS tube, rejected
        FROM judged"""


_WRITTEN = "CASE WHEN name <> name_clean THEN name END AS written"

_STATE = """CASE
            WHEN own_key IS NOT NULL THEN CASE WHEN number = id_number THEN 'valid' ELSE 'cleaned' END
            WHEN id_key IS NOT NULL THEN 'legacy'
            WHEN number IS NULL OR number = '' THEN 'missing'
            WHEN head IS NOT NULL THEN 'cut'
            WHEN document IS NOT NULL THEN 'other'
            ELSE 'damaged' END"""


def _numbered(side: str) -> str:
    """The common table expressions from `lean` (raw columns, name_clean, bare) to `judged`: the number, what it is
    worth, and whether the row is one at all. A row with a name and a valid number is not asked further."""
    return f"""stripped AS (
            SELECT *, {resident_id.meant("bare")} AS number FROM lean
        ), split AS (
            SELECT *, {resident_id.head("number")} AS head17, {resident_id.check("number")} AS check18 FROM stripped
        ), keyed AS (
            SELECT *, {resident_id.keyed("number", "head17", "check18")} AS own_key FROM split
        ), widened AS (
            SELECT *, CASE WHEN own_key IS NULL THEN {resident_id.legacy_head("number")} END AS legacy,
                CASE WHEN own_key IS NULL THEN {resident_id.prefix("number")} END AS head FROM keyed
        ), whole AS (
            SELECT *, coalesce(own_key, {resident_id.lengthened("legacy")}) AS id_key FROM widened
        ), judged AS (
            SELECT *, CASE WHEN id_key IS NULL AND head IS NULL THEN {documents.key("number")} END AS document,
                CASE WHEN id_key IS NULL OR name_clean IS NULL THEN {rejects.reason(side)} END AS rejected
            FROM whole
        )"""
