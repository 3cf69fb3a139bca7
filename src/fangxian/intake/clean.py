"""Raw text becomes terms: the cleaned tables of both sides, from the canonical raw columns (see contracts).

    residents   person_row, person, name, written, number, number_state, id_key, document, phone, grid, born, sex,
                rejected
    results     rid, file_no, row, name, written, number, number_state, id_key, document, phone, rejected

`rid` is a result row's own number over all files (file_no * 2^32 + row); `written` the name as it was written, where
cleaning changed it; `id_key` a valid resident number as an integer (first 17 digits * 11 + check value);
`number_state` one of

    valid     a resident number as it stands       cleaned  the same, after lossless cleaning
    legacy    15 digits, brought up to 18          other    another document (passport, permit)
    cut       a spreadsheet kept only its head     damaged  there is something, but no valid number
    missing   nothing

`results` has the rows whose person has to be looked for: six in seven bear a number and a name as the register writes
them, are known by that (linkage.numbers.recognise), and need no cleaning. What else a row says, of the sample and of
the phone, is read of all rows (`sample`).

Nineteen residents in twenty have a name and a valid number as it stands: they are cleaned by a short statement, while
their file is read (`register`; of results `keyed`), and only the rest by the long one (`..._odd`). Each step of a
number is a column of its own, because an engine works a column out once and an expression wherever it is written.
"""

from fangxian.intake import rejects
from fangxian.lake.engines import Engine
from fangxian.terms.sql import dates, documents, names, phones, pooling, resident_id, results

#: Rows of one file stay below this, so that `rid` is unique over files.
FILE_STRIDE = 4_294_967_296
#: The own number of a raw row `w`.
RID = f"w.file_no * {FILE_STRIDE} + w.row"


def register(source: str) -> str:
    """SELECT of all columns of `source`, a relation of residents' raw columns, and `name_clean`, `id_key`, `phone_key`:
    what is right of the rows with a name and number in order."""
    return keyed(source, f"{phones.key('phone')} AS phone_key")


def keyed(source: str, *more: str) -> str:
    """SELECT of all columns of `source`, a relation of raw columns, with `name_clean` and `id_key`, right of the rows
    with a name and number in order; and `more`.

    No row is left out here: an engine would work the columns out once for the condition and once more for the answer.
    """
    split = f"""SELECT *, {names.clean("name")} AS name_clean, {resident_id.head("id_number")} AS head17,
                {resident_id.check("id_number")} AS check18 FROM {source}"""
    return f"""WITH split AS ({split})
        SELECT * EXCLUDE (head17, check18), {", ".join((f"{_KEYED} AS id_key", *more))} FROM split"""


def residents(engine: Engine) -> None:
    """Makes `residents` and `residents_rejected` (row_key, reason) of `residents_raw`, a SELECT of `register`; a person
    without a number of their own goes by their row."""
    rest = f"SELECT * EXCLUDE (id_key) FROM residents_raw WHERE NOT {_IN_ORDER}"
    engine.create("residents_odd", f"WITH {_odd(rest, 'residents')} SELECT {_ANY} FROM judged")
    engine.view(
        "residents",
        f"""SELECT {_NUMBERED} FROM (SELECT *, {_PLAIN} FROM residents_raw WHERE {_IN_ORDER}) AS judged
            UNION ALL SELECT * FROM residents_odd WHERE rejected IS NULL""",
    )
    engine.view(
        "residents_rejected",
        "SELECT person_row AS row_key, rejected AS reason FROM residents_odd WHERE rejected IS NOT NULL",
    )


def words(engine: Engine) -> None:
    """Makes `result_words` (raw, meaning, unread) and `pool_mode_words` (raw, meaning) of `results_raw`: a round has a
    dozen words for its results, and each is read once."""
    for word, meaning in (
        ("result", f"{results.outcome('raw')} AS meaning, {results.unread('raw')} AS unread"),
        ("pool_mode", f"{pooling.size('raw')} AS meaning"),
    ):
        distinct = f"SELECT DISTINCT {word} AS raw FROM results_raw WHERE {word} IS NOT NULL"
        engine.create(f"{word}_words", f"SELECT raw, {meaning} FROM ({distinct}) AS words")


def test_results(engine: Engine) -> None:
    """Makes `unrecognised` (rid, phone_key and the raw columns, of those rows of `result_rows` that are nobody's yet)
    and of it `results`."""
    others = f"""(SELECT r.rid, r.phone AS phone_key, w.* FROM results_raw w
            JOIN (SELECT rid, phone FROM result_rows WHERE person_row IS NULL) r ON r.rid = {RID}) AS others"""
    engine.create("unrecognised", keyed(others))
    rest = f"SELECT * EXCLUDE (id_key) FROM unrecognised WHERE NOT {_IN_ORDER}"
    engine.create("results_odd", f"WITH {_odd(rest, 'test_results')} SELECT {_RESULT} FROM judged")
    engine.view(
        "results",
        f"""SELECT {_RESULT} FROM (SELECT *, {_PLAIN} FROM unrecognised WHERE {_IN_ORDER}) AS judged
            UNION ALL SELECT * FROM results_odd""",
    )


#: What a raw row `w` says of the sample, with WORDS joined: `unread` tells a word that nobody knows from no word.
SAMPLE = f"""{dates.timestamp("w.sampled_at")} AS sampled_at, coalesce(r.meaning, 'pending') AS outcome,
            coalesce(r.unread, FALSE) AS unread, p.meaning AS pool_size"""
WORDS = "LEFT JOIN result_words r ON r.raw = w.result LEFT JOIN pool_mode_words p ON p.raw = w.pool_mode"

#: missing | unreadable | spelling: what is amiss with a phone that is written so and means that (NULL: nothing).
PHONE_DIRT = """WHEN phone IS NULL THEN CASE WHEN coalesce(trim(phone_written), '') = '' THEN 'missing'
                ELSE 'unreadable' END
            WHEN (length(phone_written) <> 11 OR substr(phone_written, 1, 1) <> '1')
                AND phone_written <> CAST(phone AS VARCHAR) THEN 'spelling'"""


#: A row of which no more need be asked.
_IN_ORDER = "(id_key IS NOT NULL AND name_clean IS NOT NULL)"

_IDENTITY = """name_clean AS name, CASE WHEN name <> name_clean THEN name END AS written, number, number_state, id_key,
            document"""

#: What a resident of the raw row `{0}` goes by.
PERSON = "coalesce(nullif(trim({0}.person), ''), CAST({0}.row AS VARCHAR))"
_RESIDENT = f"""row_key AS person_row, {PERSON.format("judged")} AS person, {_IDENTITY},
            {{phone}} AS phone, trim(grid) AS grid, {{born}} AS born, {{sex}} AS sex, rejected"""


def written_sex(x: str) -> str:
    """'1' male, '2' female, as a column of its own says it."""
    return f"""CASE WHEN trim({x}) IN ('男', '男性', '1', 'M', 'm', 'male', 'Male') THEN '1'
                WHEN trim({x}) IN ('女', '女性', '2', 'F', 'f', 'female', 'Female') THEN '2' END"""


_BORN, _SEX = resident_id.birth_date("id_key"), resident_id.sex("id_key")
#: A resident whose number says all that is asked of it, and any other.
_NUMBERED = _RESIDENT.format(phone="phone_key", born=_BORN, sex=_SEX)
_ANY = _RESIDENT.format(
    phone="phone_key",
    born=f"CASE WHEN id_key IS NOT NULL THEN {_BORN} ELSE {dates.date('birth_date')} END",
    sex=f"CASE WHEN id_key IS NOT NULL THEN {_SEX} ELSE {written_sex('sex')} END",
)

_RESULT = f"rid, file_no, row, {_IDENTITY}, phone_key AS phone, rejected"


_KEYED = resident_id.keyed("id_number", "head17", "check18")
#: What else there is to say of a row with a name and number in order.
_PLAIN = """id_number AS number, 'valid' AS number_state, CAST(NULL AS VARCHAR) AS document,
                CAST(NULL AS VARCHAR) AS rejected"""


def _odd(rest: str, side: str) -> str:
    """The common table expressions from raw columns to `judged` of the rows that are not in order: the number cleaned,
    brought up, cut or none, and whether the row is one at all."""
    return f"""lean AS (
            SELECT *, {resident_id.bare("id_number")} AS bare FROM ({rest}) AS rest
        ), stripped AS (
            SELECT *, {resident_id.meant("bare")} AS number FROM lean
        ), split AS (
            SELECT *, {resident_id.head("number")} AS head17, {resident_id.check("number")} AS check18 FROM stripped
        ), keyed AS (
            SELECT *, {resident_id.keyed("number", "head17", "check18")} AS own_key,
                {resident_id.legacy_head("number")} AS legacy FROM split
        ), widened AS (
            SELECT *, coalesce(own_key, {resident_id.lengthened("legacy")}) AS id_key,
                CASE WHEN own_key IS NULL THEN {resident_id.prefix("number")} END AS head,
                CASE WHEN own_key IS NULL THEN {documents.key("number")} END AS other FROM keyed
        ), judged AS (
            SELECT *, CASE WHEN id_key IS NULL AND head IS NULL THEN other END AS document,
                CASE WHEN own_key IS NOT NULL THEN CASE WHEN number = id_number THEN 'valid' ELSE 'cleaned' END
                    WHEN id_key IS NOT NULL THEN 'legacy' WHEN number IS NULL OR number = '' THEN 'missing'
                    WHEN head IS NOT NULL THEN 'cut' WHEN other IS NOT NULL THEN 'other' ELSE 'damaged' END
                    AS number_state,
                CASE WHEN id_key IS NULL OR name_clean IS NULL THEN {rejects.reason(side)} END AS rejected
            FROM widened
        )"""
