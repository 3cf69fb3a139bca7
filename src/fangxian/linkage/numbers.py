"""The first tier: the number as it stands. Nineteen rows in twenty end here, so these steps must be lean.

folds         person_row, stands_for       residents listed twice (docs/decisions/0004)
contradicted  person_row, id_key, born, sex    residents who share a number that is not theirs, by their own birth date
holders       residents that hold a number, each person once
unnumbered    person_row, name, born, sex  residents without a number, or with a contradicted one
spellings     number, name, person_row, person, phone    how the register writes those whose number is in order, and
              no other's
numbers_shared    id_key, first_row        numbers that several rows of the register hold
sharers       person_row, id_key, name, born     those rows
result_rows   rid, file_no, row, person_row, person, phone, phone_level, phone_dirt, sampled_at, outcome, unread,
              pool_size; every result row; the person where number and name are a resident's as they are written
number_hits   rid, person_row, ...         cleaned rows whose valid number a resident holds
settled       rid, person_row, ...         of these, the ones whose name is the resident's, letter by letter
"""

from collections.abc import Mapping

from fangxian.intake import clean
from fangxian.lake.engines import Engine
from fangxian.terms.sql import dates, names, phones

#: Levels of `terms.names.agreement` at which a name supports a number that already points to the person.
SUPPORTING = ("same", "sound", "shape", "masked", "one_character", "swapped", "near")
#: Levels at which a name counts as that person's own without the number's help.
STRONG = ("same", "sound", "shape")


def among(levels: tuple[str, ...]) -> str:
    """A SQL list of text literals."""
    return "(" + ", ".join(f"'{level}'" for level in levels) + ")"


def share(engine: Engine) -> None:
    """Makes `numbers_shared` and `sharers` of `residents`."""
    engine.create(
        "numbers_shared",
        "SELECT id_key, min(person_row) AS first_row FROM residents WHERE id_key IS NOT NULL "
        "GROUP BY id_key HAVING count(*) > 1",
    )
    engine.create(
        "sharers",
        "SELECT r.person_row, r.id_key, r.name, r.born FROM residents r SEMI JOIN numbers_shared n "
        "ON n.id_key = r.id_key",
    )


def fold(engine: Engine, merged: Mapping[int, int] | None = None) -> None:
    """Finds residents that the file lists twice: one number and agreeing names, or one of them without a number and
    name, phone and birth date the same. Two residents with one number and different names stay two. After `share`.

    merged  person_row -> stands_for of those whom somebody decided to be one, whatever their numbers
    """
    engine.create(
        "folds_possible",
        """SELECT r.person_row, s.first_row, r.name, f.name AS first_name FROM sharers r
           JOIN numbers_shared s ON r.id_key = s.id_key JOIN sharers f ON f.person_row = s.first_row
           WHERE r.person_row <> s.first_row""",
    )
    engine.create(
        "folds_first",
        f"SELECT person_row, first_row FROM folds_possible WHERE name = first_name UNION ALL {_alike(engine)}",
    )
    # Of a number's other names, each is one person too.
    engine.create(
        "folds_other",
        """SELECT person_row, min(person_row) OVER (PARTITION BY first_row, name ORDER BY person_row) AS first_row
           FROM folds_possible p WHERE NOT EXISTS (SELECT 1 FROM folds_first f WHERE f.person_row = p.person_row)""",
    )
    engine.create(
        "folds_found",
        """SELECT person_row, first_row AS stands_for FROM folds_first
            UNION ALL SELECT person_row, first_row AS stands_for FROM folds_other WHERE person_row <> first_row
            UNION ALL
            SELECT a.person_row, min(b.person_row) AS stands_for FROM residents a
            JOIN residents b ON a.name = b.name AND a.phone = b.phone AND a.born = b.born
            WHERE a.id_key IS NULL AND b.id_key IS NOT NULL GROUP BY a.person_row""",
    )
    engine.load_rows("merged", {"person_row": "BIGINT", "stands_for": "BIGINT"}, (merged or {}).items())
    engine.create(
        "folds",
        """SELECT person_row, stands_for FROM merged UNION ALL
            SELECT f.person_row, coalesce(m.stands_for, f.stands_for) AS stands_for FROM folds_found f
            LEFT JOIN merged m ON m.person_row = f.stands_for
            WHERE f.person_row NOT IN (SELECT person_row FROM merged UNION SELECT stands_for FROM merged)""",
    )
    know_holders(engine)


def contradict(engine: Engine) -> None:
    """`contradicted`: a number that two people are registered with is one's, and a birth date of one's own tells whose.
    Made of `sharers`, `residents_raw` and `folds`; `unnumbered` with it."""
    # What the few sharers say is fetched first, or an engine reads everybody's birth date to compare it.
    engine.create(
        "sharers_said",
        """SELECT r.person_row, r.id_key, r.born AS born_by_number, w.birth_date, w.sex AS sex_said FROM sharers r
           JOIN residents_raw w ON w.row_key = r.person_row""",
    )
    engine.create(
        "contradicted",
        f"""SELECT person_row, id_key, born, sex FROM (
                SELECT *, {dates.date("birth_date")} AS born, {clean.written_sex("sex_said")} AS sex
                FROM sharers_said) AS s
            WHERE born <> born_by_number
                AND NOT EXISTS (SELECT 1 FROM folds f WHERE f.person_row = s.person_row)""",
    )
    know_unnumbered(engine)


def know_unnumbered(engine: Engine) -> None:
    """`unnumbered`, of `residents` and `contradicted`."""
    engine.create(
        "unnumbered",
        """SELECT person_row, name, born, sex FROM residents WHERE id_key IS NULL
           UNION ALL SELECT c.person_row, r.name, c.born, c.sex FROM contradicted c
           JOIN residents r ON r.person_row = c.person_row""",
    )


def know_holders(engine: Engine) -> None:
    """`holders`, of `residents`, `sharers` and `folds`: who was merged with another holds their own number still."""
    engine.create(
        "numbers_twice",
        """SELECT f.person_row FROM folds f JOIN sharers r ON r.person_row = f.person_row
           JOIN sharers k ON k.person_row = f.stands_for AND k.id_key = r.id_key""",
    )
    # An ANTI JOIN: of a NOT EXISTS in a view that is joined, DuckDB 2.0 makes the distinct values of all residents.
    engine.view(
        "holders",
        "SELECT r.* FROM residents r ANTI JOIN numbers_twice f ON f.person_row = r.person_row "
        "WHERE r.id_key IS NOT NULL",
    )


def _alike(engine: Engine) -> str:
    """The SELECT of those folds whose two names are written differently and are one: 張偉 and 张伟."""
    engine.create(
        "folds_names",
        """SELECT name FROM folds_possible WHERE name <> first_name
           UNION SELECT first_name FROM folds_possible WHERE name <> first_name""",
    )
    if not engine.rows("SELECT count(*) FROM folds_names")[0][0]:
        return "SELECT person_row, first_row FROM folds_possible WHERE FALSE"
    engine.create("folds_features", names.features("folds_names", "name"))
    one = names.one("a.name_key", "a.sound_key", "a.shape_key", "b.name_key", "b.sound_key", "b.shape_key")
    return f"""SELECT p.person_row, p.first_row FROM folds_possible p
        JOIN folds_features a ON a.raw = p.name JOIN folds_features b ON b.raw = p.first_name
        WHERE p.name <> p.first_name AND {one}"""


#: phone_level: same | differs; NULL where either side has no phone.
_PHONES = """CASE WHEN {0} = {1} THEN 'same' WHEN {0} IS NOT NULL AND {1} IS NOT NULL THEN 'differs' END"""


def recognise(engine: Engine) -> None:
    """Reads every result row's sample, and knows the residents whose number and name stand there letter by letter: six
    rows in seven, which then need neither cleaning nor a second look.

    After `share`. Whose number several hold is known by `hit`, so that nobody waits here for who of them is one.
    """
    engine.view(
        "spellings",
        """SELECT number, coalesce(written, name) AS name, person_row, person, phone,
               CAST(phone AS VARCHAR) AS phone_text
           FROM residents r ANTI JOIN numbers_shared n ON n.id_key = r.id_key
           WHERE number_state = 'valid' AND name IS NOT NULL""",
    )
    # A phone written as the resident's is the resident's; only others are taken apart.
    engine.create(
        "result_rows",
        f"""WITH seen AS (
            SELECT {clean.RID} AS rid, w.file_no, w.row, k.person_row, k.person, k.phone AS own_phone,
                w.phone AS phone_written, coalesce(w.phone = k.phone_text, FALSE) AS own, {clean.SAMPLE}
            FROM results_raw w LEFT JOIN spellings k ON k.number = w.id_number AND k.name = w.name {clean.WORDS}
        ), phoned AS (
            SELECT *, CASE WHEN own THEN own_phone ELSE {phones.key("phone_written")} END AS phone FROM seen
        )
        SELECT rid, file_no, row, person_row, person, phone,
            CASE WHEN own THEN 'same' ELSE {_PHONES.format("phone", "own_phone")} END AS phone_level,
            CASE WHEN own THEN NULL {clean.PHONE_DIRT} END AS phone_dirt, sampled_at, outcome, unread, pool_size
        FROM phoned""",
    )


def hit(engine: Engine) -> None:
    """Joins on the whole number; settles the rows whose name agrees letter by letter."""
    engine.create(
        "number_hits",
        f"""SELECT r.rid, p.person_row, r.number_state,
               coalesce(r.name = p.name, FALSE) AS same_name, r.name IS NULL OR r.name = '' AS no_name,
               {_PHONES.format("r.phone", "p.phone")} AS phone_level
           FROM results r JOIN holders p ON r.id_key = p.id_key WHERE r.rejected IS NULL""",
    )
    engine.create(
        "settled",
        f"""SELECT rid, person_row, CASE WHEN number_state = 'valid' THEN 'exact' ELSE 'repaired' END AS method,
               1.0 AS score, concat('number:', CASE number_state WHEN 'valid' THEN 'same' ELSE number_state END,
               ';name:same', {_PHONE_SAID}) AS agreed
           FROM number_hits WHERE same_name""",
    )


_PHONE_SAID = "CASE WHEN phone_level IS NULL THEN '' ELSE concat(';phone:', phone_level) END"
#: What agrees in a row `{0}` of `result_rows` that was recognised.
RECOGNISED_BY = """CASE {0}.phone_level WHEN 'same' THEN 'number:same;name:same;phone:same'
                WHEN 'differs' THEN 'number:same;name:same;phone:differs' ELSE 'number:same;name:same' END"""
