"""Raw text becomes terms: one SELECT a side, over the canonical raw columns (see contracts).

    residents   person_row, person, name, number, number_state, id_key, phone, born, sex, grid
    results     rid, file_no, row, name, number, number_state, id_key, phone, sampled_at, outcome, pool_size, tube, rejected

`rid` is a result row's own number over all files (file_no * 2^32 + row); `id_key` a valid resident number as an
integer (first 17 digits * 11 + check value); `number_state` one of

    valid     a resident number as it stands       cleaned  the same, after lossless cleaning
    legacy    15 digits, brought up to 18          other    another document (passport, permit)
    cut       a spreadsheet kept only its head     damaged  there is something, but no valid number
    missing   nothing
"""

from fangxian.intake import rejects
from fangxian.terms.sql import dates, documents, names, phones, pooling, resident_id, results

#: Rows of one file stay below this, so that `rid` is unique over files.
FILE_STRIDE = 4_294_967_296


def residents(raw: str = "residents_raw") -> str:
    """The SELECT for the residents' side; a person without a number of their own goes by their row."""
    return f"""
        WITH lean AS (
            SELECT row AS person_row, coalesce(nullif(trim(person), ''), CAST(row AS VARCHAR)) AS person,
                {names.clean("name")} AS name, {resident_id.clean("id_number")} AS number, id_number AS given,
                {phones.key("phone")} AS phone, {dates.date("birth_date")} AS birth_date, trim(sex) AS sex_given, trim(grid) AS grid,
                {rejects.reason("residents")} AS rejected
            FROM {raw}
        ), {_numbered()}
        SELECT person_row, person, name, number, number_state, id_key, document, phone, grid, rejected,
            CASE WHEN id_key IS NOT NULL THEN {resident_id.birth_date("id_key")} ELSE birth_date END AS born,
            CASE WHEN id_key IS NOT NULL THEN {resident_id.sex("id_key")}
                WHEN sex_given IN ('男', '男性', '1', 'M', 'm', 'male') THEN '1'
                WHEN sex_given IN ('女', '女性', '2', 'F', 'f', 'female') THEN '2' END AS sex
        FROM stated"""


def test_results(raw: str) -> str:
    """The SELECT for one or more result files (`raw` has file_no and row)."""
    return f"""
        WITH lean AS (
            SELECT file_no * {FILE_STRIDE} + row AS rid, file_no, row,
                {names.clean("name")} AS name, {resident_id.clean("id_number")} AS number, id_number AS given,
                {phones.key("phone")} AS phone, {dates.timestamp("sampled_at")} AS sampled_at,
                {results.outcome("result")} AS outcome, {pooling.size("pool_mode")} AS pool_size,
                nullif(trim(tube), '') AS tube,
                {rejects.reason("test_results")} AS rejected
            FROM {raw}
        ), {_numbered()}
        SELECT rid, file_no, row, name, number, number_state, id_key, document, phone, sampled_at, outcome, pool_size,
            tube, rejected
        FROM stated"""


def _numbered() -> str:
    """The common table expressions that turn `number` into its key and its state."""
    return f"""split AS (
            SELECT *, {resident_id.head("number")} AS head17, {resident_id.check("number")} AS check18 FROM lean
        ), keyed AS (
            SELECT *, {resident_id.keyed("number", "head17", "check18")} AS own_key FROM split
        ), widened AS (
            SELECT *, CASE WHEN own_key IS NULL THEN {resident_id.upgraded("number")} END AS legacy_key,
                CASE WHEN own_key IS NULL THEN {resident_id.prefix("number")} END AS head FROM keyed
        ), keyless AS (
            SELECT *, coalesce(own_key, legacy_key) AS id_key,
                CASE WHEN coalesce(own_key, legacy_key) IS NULL AND head IS NULL THEN {documents.key("number")} END
                    AS document
            FROM widened
        ), stated AS (
            SELECT *, CASE
                WHEN own_key IS NOT NULL THEN CASE WHEN number = given THEN 'valid' ELSE 'cleaned' END
                WHEN legacy_key IS NOT NULL THEN 'legacy'
                WHEN number IS NULL OR number = '' THEN 'missing'
                WHEN head IS NOT NULL THEN 'cut'
                WHEN document IS NOT NULL THEN 'other'
                ELSE 'damaged' END AS number_state
            FROM keyless
        )"""
