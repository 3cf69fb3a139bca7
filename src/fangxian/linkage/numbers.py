"""The first tier: the number as it stands. Nineteen rows in twenty end here, so these steps must be lean.

folds         person_row, stands_for       residents listed twice (docs/decisions/0004)
holders       residents that hold a number, each person once
number_hits   rid, person_row, ...         result rows whose valid number a resident holds
settled       rid, person_row, ...         of these, the ones whose name is the resident's, letter by letter
"""

from fangxian.lake.engines import Engine
from fangxian.terms.sql import names

#: Levels of `terms.names.agreement` at which a name supports a number that already points to the person.
SUPPORTING = ("same", "sound", "shape", "masked", "one_character", "swapped", "near")
#: Levels at which a name counts as that person's own without the number's help.
STRONG = ("same", "sound", "shape")


def among(levels: tuple[str, ...]) -> str:
    """A SQL list of text literals."""
    return "(" + ", ".join(f"'{level}'" for level in levels) + ")"


def fold(engine: Engine) -> None:
    """Finds residents that the file lists twice: one number and agreeing names, or one of them without a number and
    name, phone and birth date the same. Two residents with one number and different names stay two."""
    engine.create(
        "numbers_shared",
        "SELECT id_key, min(person_row) AS first_row FROM residents WHERE id_key IS NOT NULL "
        "GROUP BY id_key HAVING count(*) > 1",
    )
    engine.create(
        "folds_possible",
        """SELECT r.person_row, s.first_row, r.name, f.name AS first_name FROM residents r
           JOIN numbers_shared s ON r.id_key = s.id_key JOIN residents f ON f.person_row = s.first_row
           WHERE r.person_row <> s.first_row""",
    )
    engine.create(
        "folds",
        f"""SELECT person_row, first_row AS stands_for FROM folds_possible WHERE name = first_name
            UNION ALL {_alike(engine)}
            UNION ALL
            SELECT a.person_row, min(b.person_row) AS stands_for FROM residents a
            JOIN residents b ON a.name = b.name AND a.phone = b.phone AND a.born = b.born
            WHERE a.id_key IS NULL AND b.id_key IS NOT NULL GROUP BY a.person_row""",
    )
    engine.view(
        "holders",
        "SELECT r.* FROM residents r WHERE r.id_key IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM folds f WHERE f.person_row = r.person_row)",
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
    agreement = names.agreement("a.name_key", "a.sound_key", "a.shape_key", "b.name_key", "b.sound_key", "b.shape_key")
    return f"""SELECT p.person_row, p.first_row FROM folds_possible p
        JOIN folds_features a ON a.raw = p.name JOIN folds_features b ON b.raw = p.first_name
        WHERE p.name <> p.first_name AND {agreement} IN {among(STRONG)}"""


def hit(engine: Engine) -> None:
    """Joins on the whole number; settles the rows whose name agrees letter by letter."""
    engine.create(
        "number_hits",
        """SELECT r.rid, p.person_row, r.number_state,
               coalesce(r.name = p.name, FALSE) AS same_name, r.name IS NULL OR r.name = '' AS no_name,
               CASE WHEN r.phone = p.phone THEN 'same' WHEN r.phone IS NOT NULL AND p.phone IS NOT NULL THEN 'differs'
                   END AS phone_level
           FROM results r JOIN holders p ON r.id_key = p.id_key WHERE r.rejected IS NULL""",
    )
    engine.create(
        "settled",
        """SELECT rid, person_row, CASE WHEN number_state = 'valid' THEN 'exact' ELSE 'repaired' END AS method,
               1.0 AS score, concat('number:', CASE number_state WHEN 'valid' THEN 'same' ELSE number_state END,
               ';name:same', CASE WHEN phone_level IS NULL THEN '' ELSE concat(';phone:', phone_level) END) AS agreed
           FROM number_hits WHERE same_name""",
    )
