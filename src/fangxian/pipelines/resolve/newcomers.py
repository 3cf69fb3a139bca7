"""The people of a batch whom the registry does not know, each once.

    newcomers             row, newcomer    `newcomer` from 1, in the order of each person's first row
    newcomers_disputed    row, newcomer    rows with a newcomer's number and somebody else's name

A newcomer is known by a valid number or another document, else by name, birth date and a phone or a door. A row without
a number belongs to the newcomer of that name and birth date with whom it shares the phone or the door.
"""

from fangxian.lake.engines import Engine
from fangxian.linkage.numbers import SUPPORTING, among
from fangxian.terms.sql import names


def find(engine: Engine) -> None:
    """Makes both tables from `open` (row, name, id_key, document, born, phone, door)."""
    engine.create(
        "numbered",
        """SELECT row, name, born, phone, door,
               coalesce(CAST(id_key AS VARCHAR), document) AS number FROM open
           WHERE id_key IS NOT NULL OR document IS NOT NULL""",
    )
    engine.create(
        "number_firsts",
        """SELECT n.*, f.first_row, f.first_name FROM numbered n JOIN (
               SELECT number, min(row) AS first_row, arg_min(name, row) AS first_name FROM numbered GROUP BY number
           ) f ON f.number = n.number""",
    )
    _dispute(engine)
    engine.create(
        "numbered_rows",
        """SELECT row, first_row, name, first_name, born, phone, door FROM number_firsts f
           WHERE NOT EXISTS (SELECT 1 FROM strangers s WHERE s.row = f.row)""",
    )
    _unnumbered(engine)
    engine.create(
        "newcomers",
        """SELECT row, dense_rank() OVER (ORDER BY first_row) AS newcomer FROM (
               SELECT row, first_row FROM numbered_rows
               UNION ALL SELECT row, first_row FROM unnumbered_rows) AS known""",
    )
    engine.create(
        "newcomers_disputed",
        """SELECT s.row, n.newcomer FROM strangers s JOIN newcomers n ON n.row = s.first_row""",
    )


def _dispute(engine: Engine) -> None:
    """`strangers` (row, first_row): rows whose name plainly is not that of the first row with their number."""
    differing = "SELECT row, first_row, name, first_name FROM number_firsts WHERE name <> first_name"
    engine.create("names_differ", differing)
    if not engine.rows("SELECT count(*) FROM names_differ")[0][0]:
        engine.create("strangers", "SELECT row, first_row FROM names_differ")
        return
    names.load_hanzi(engine)
    engine.create("names_said", "SELECT name FROM names_differ UNION SELECT first_name FROM names_differ")
    engine.create("names_features", names.features("names_said", "name"))
    agreement = names.agreement("a.name_key", "a.sound_key", "a.shape_key", "b.name_key", "b.sound_key", "b.shape_key")
    engine.create(
        "strangers",
        f"""SELECT d.row, d.first_row FROM names_differ d JOIN names_features a ON a.raw = d.name
            JOIN names_features b ON b.raw = d.first_name
            WHERE coalesce({agreement} NOT IN {among((*SUPPORTING, "given"))}, FALSE)""",
    )


def _unnumbered(engine: Engine) -> None:
    """`unnumbered_rows` (row, first_row): by name and birth date, with the phone or the door."""
    engine.create(
        "nameable",
        """SELECT row, name, born, phone, door FROM open
           WHERE id_key IS NULL AND document IS NULL AND name IS NOT NULL AND born IS NOT NULL
               AND (phone IS NOT NULL OR door IS NOT NULL)""",
    )
    pairs = " UNION ".join(
        f"""SELECT a.row, b.first_row FROM nameable a
            JOIN numbered_rows b ON a.name = b.{name} AND a.born = b.born AND a.{place} = b.{place}"""
        for place in ("phone", "door")
        for name in ("name", "first_name")
    )
    engine.create(
        "nameable_owned",
        f"SELECT row, min(first_row) AS first_row FROM ({pairs}) AS p GROUP BY row HAVING count(*) = 1",
    )
    left = "SELECT *, row AS first_row FROM nameable n WHERE row NOT IN (SELECT row FROM nameable_owned)"
    # Twice: a row with the phone of one and the door of another makes them one.
    for _ in range(2):
        earliest = f"least({_earliest('phone')}, {_earliest('door')})"
        left = f"SELECT row, name, born, phone, door, {earliest} AS first_row FROM ({left}) AS l"
    engine.create("unnumbered_rows", f"SELECT row, first_row FROM ({left}) AS l UNION ALL SELECT * FROM nameable_owned")


def _earliest(place: str) -> str:
    """The first row of those with this name, birth date and place; a row without the place stands alone."""
    return f"CASE WHEN {place} IS NULL THEN first_row ELSE min(first_row) OVER (PARTITION BY name, born, {place}) END"
