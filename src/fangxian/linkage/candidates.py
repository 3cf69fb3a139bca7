"""Which residents could a left-over row be? Each block is a narrow equality, so that no step is a product of the files.

pairs       rid, person_row, how    `how` says by which repair the number reaches the resident, NULL if it does not
untested    person_row, name, id_key
"""

from fangxian.lake.engines import Engine
from fangxian.linkage import numbers
from fangxian.terms.sql import addresses, id_repairs, names, resident_id

#: A phone that more residents than this share (an office, a dormitory) proposes only people of the same name.
SHARED_PHONE = 12
#: A name that more untested residents than this bear proposes nobody by itself.
COMMON_NAME = 20
#: So many wrong figures of a number can make another valid one by chance (one in eleven).
SLIPS = 2


def prepare_residents(engine: Engine) -> None:
    """The register's own damaged numbers with their repairs, the contradicted ones, the phones that too many share."""
    _repair(engine, "residents", "residents", "person_row", "number_state = 'damaged'")
    engine.create(
        "phones_shared",
        f"SELECT phone FROM residents WHERE phone IS NOT NULL GROUP BY phone HAVING count(*) > {SHARED_PHONE}",
    )
    numbers.contradict(engine)


def prepare(engine: Engine, *, places: bool, recognised: bool) -> None:
    """The left-over rows with the features of their names (`seekers`), and the damaged numbers' repairs.

    `recognised`: some rows were known before, by `numbers.recognise`.
    """
    engine.together(lambda side: know_untested(side, recognised=recognised), _unsettle)
    _leave_strangers(engine)
    engine.together(
        lambda side: _feature(side, places=places),
        lambda side: _repair(side, "seekers", "leftover", "rid", "number_state IN ('damaged', 'cut')"),
    )


def _feature(engine: Engine, *, places: bool) -> None:
    """`seekers`: the left-over rows with what their names, numbers and addresses say."""
    engine.create("leftover_names", names.features("leftover", "written"))
    door, grid, where = "CAST(NULL AS VARCHAR)", "CAST(NULL AS VARCHAR)", ""
    if places:
        raw = "FROM results_raw w JOIN leftover l ON l.file_no = w.file_no AND l.row = w.row"
        engine.create("leftover_places", f"SELECT l.rid, w.address, w.grid {raw}")
        engine.create("leftover_doors", addresses.features("leftover_places", "address"))
        door, grid = "d.address_key", "nullif(trim(w.grid), '')"
        where = "LEFT JOIN leftover_places w ON w.rid = l.rid LEFT JOIN leftover_doors d ON d.raw = w.address"
    engine.create(
        "seekers",
        f"""SELECT l.*, n.name_key, n.sound_key, n.shape_key,
                EXISTS (SELECT 1 FROM number_hits h WHERE h.rid = l.rid AND NOT h.same_name) AS disputed,
                CASE WHEN l.number_state = 'cut' OR (l.id_key IS NOT NULL AND right(l.number, 3) = '000')
                    THEN {resident_id.prefix("l.number")} END AS head,
                CASE WHEN l.id_key IS NOT NULL THEN {resident_id.birth_date("l.id_key")} ELSE TRY_CAST(
                    concat(substr(l.number, 7, 4), '-', substr(l.number, 11, 2), '-', substr(l.number, 13, 2))
                    AS DATE) END AS born,
                CASE WHEN l.id_key IS NOT NULL THEN {resident_id.sex("l.id_key")} END AS sex,
                {door} AS door, {grid} AS grid
            FROM leftover l LEFT JOIN leftover_names n ON n.raw = l.written {where}""",
    )


def know_untested(engine: Engine, *, recognised: bool) -> None:
    """`untested`, of `residents`, `settled` and, if some rows were `recognised`, `result_rows`: on whom no row was
    settled."""
    known = "UNION ALL SELECT person_row FROM result_rows WHERE person_row IS NOT NULL" if recognised else ""
    engine.create(
        "untested",
        f"""SELECT r.person_row, r.name, r.id_key FROM residents r
           ANTI JOIN (SELECT person_row FROM settled {known}) t ON t.person_row = r.person_row""",
    )


def _unsettle(engine: Engine) -> None:
    """`unsettled`: the rows that the first tier left."""
    engine.create(
        "unsettled",
        """SELECT r.rid, r.id_key, r.name, r.phone, r.number FROM results r
           WHERE r.rejected IS NULL AND NOT EXISTS (SELECT 1 FROM settled s WHERE s.rid = r.rid)""",
    )


def _leave_strangers(engine: Engine) -> None:
    """`leftover`: the rows that the first tier did not settle, without those that can be nobody here.

    A whole valid number that no resident holds is a stranger's (one row in seven of a round), unless a phone, or a
    resident whose number is not known or is damaged, or a number that may have been cut, gives reason to look.
    """
    born, sex = resident_id.birth_date("id_key"), resident_id.sex("id_key")
    engine.create(
        "open_rows",
        f"""SELECT rid FROM unsettled WHERE id_key IS NULL OR right(number, 3) = '000'
           UNION SELECT u.rid FROM unsettled u SEMI JOIN number_hits h ON h.rid = u.rid
           UNION SELECT u.rid FROM unsettled u SEMI JOIN residents p ON p.phone = u.phone
           UNION SELECT u.rid FROM unsettled u SEMI JOIN residents_repairs p ON p.candidate = u.id_key
           UNION SELECT u.rid FROM unsettled u SEMI JOIN unnumbered p ON p.name = u.name
           UNION SELECT u.rid FROM unsettled u JOIN untested p ON p.name = u.name
               WHERE levenshtein(u.number, {resident_id.text("p.id_key")}) <= {SLIPS}
           UNION SELECT u.rid FROM (SELECT rid, {born} AS born, {sex} AS sex FROM unsettled WHERE id_key IS NOT NULL) u
               SEMI JOIN unnumbered p
               ON p.born = u.born AND coalesce(p.sex = u.sex, TRUE)""",
    )
    engine.create(
        "leftover",
        """SELECT * EXCLUDE (written), coalesce(written, name) AS written FROM results r
           WHERE EXISTS (SELECT 1 FROM open_rows o WHERE o.rid = r.rid)""",
    )


def _repair(engine: Engine, side: str, table: str, key: str, damaged: str) -> None:
    """`<side>_repairs` (key, candidate, how): the valid numbers one slip away from the damaged ones of `table`."""
    engine.create(f"{side}_damaged", f"SELECT {key}, number FROM {table} WHERE {damaged}")
    if engine.rows(f"SELECT count(*) FROM {side}_damaged")[0][0]:
        engine.create(f"{side}_repairs", id_repairs.repairs(f"{side}_damaged", key, "number"))
    else:
        none = f"SELECT {key}, CAST(NULL AS BIGINT) AS candidate, CAST(NULL AS VARCHAR) AS how"
        engine.create(f"{side}_repairs", f"{none} FROM {side}_damaged")


def propose(engine: Engine, *, everybody: bool) -> None:
    """All blocks, each pair once; a pair that a repair reaches keeps its `how`.

    `everybody` is expected to have a row: who has none is sought among names that are nearly theirs, too.
    """
    blocks = BLOCKS | ({"alike": _ALIKE} if everybody else {})
    union = " UNION ALL ".join(
        f"SELECT rid, person_row, how FROM ({block}) AS {name}" for name, block in blocks.items()
    )
    engine.create(
        "pairs", f"SELECT rid, person_row, min(how) AS how FROM ({union}) AS proposed GROUP BY rid, person_row"
    )


def _one_off(source: str, key: str, name: str) -> str:
    """SELECT of `<key>, rest`: a name of two to four characters, one of them given by its sound, and by its looks. Two
    names of which one character is a homophone or look-alike share one of these."""
    given = "CASE given WHEN 'sound' THEN h.sound ELSE h.shape END"
    said = f"concat(CAST(i AS VARCHAR), substr({name}, 1, i - 1), substr({name}, i + 1), ' ', {given})"
    places = "(VALUES (1), (2), (3), (4)) AS places(i) CROSS JOIN (VALUES ('sound'), ('shape')) AS ways(given)"
    return f"""SELECT {key}, {said} AS rest FROM {source} CROSS JOIN {places}
            JOIN hanzi h ON h.char = substr({name}, i, 1) WHERE length({name}) BETWEEN 2 AND 4"""


#: No number speaks, and the name sounds or looks like that of somebody who has not been tested.
_ALIKE = f"""SELECT s.rid, p.person_row, CAST(NULL AS VARCHAR) AS how
        FROM ({_one_off("seekers", "rid", "name_key")} AND id_key IS NULL AND document IS NULL) AS s
        JOIN ({_one_off("untested", "person_row", "name")}) AS p ON p.rest = s.rest"""

BLOCKS: dict[str, str] = {
    # the number belongs to somebody, whose name is not the row's letter by letter
    "owner": "SELECT rid, person_row, 'same' AS how FROM number_hits WHERE NOT same_name",
    "document": """SELECT s.rid, p.person_row, 'same' AS how FROM seekers s JOIN residents p ON s.document = p.document
        WHERE s.document IS NOT NULL""",
    # the number is damaged, on either side
    "repaired": """SELECT s.rid, p.person_row, s.how FROM seekers_repairs s JOIN holders p ON p.id_key = s.candidate""",
    "register_repaired": """SELECT s.rid, p.person_row, concat('register_', p.how) AS how FROM residents_repairs p
        JOIN seekers s ON s.id_key = p.candidate""",
    "cut_15": """SELECT s.rid, p.person_row, 'cut' AS how FROM seekers s
        JOIN holders p ON p.id_key // 1100 = TRY_CAST(s.head AS BIGINT) WHERE length(s.head) = 15""",
    "cut_14": """SELECT s.rid, p.person_row, 'cut' AS how FROM seekers s
        JOIN holders p ON p.id_key // 11000 = TRY_CAST(s.head AS BIGINT) WHERE length(s.head) = 14""",
    # the phone
    "phone": """SELECT s.rid, p.person_row, CAST(NULL AS VARCHAR) AS how
        FROM seekers s JOIN residents p ON s.phone = p.phone LEFT JOIN phones_shared x ON x.phone = s.phone
        WHERE x.phone IS NULL OR p.name = s.name_key""",
    # the name, with the birth date; alone only where no number speaks and the resident has not been tested
    "name_born": """SELECT s.rid, p.person_row, CAST(NULL AS VARCHAR) AS how FROM seekers s
        JOIN residents p ON p.name = s.name_key AND p.born = s.born WHERE s.id_key IS NULL OR p.id_key IS NULL
        UNION ALL SELECT s.rid, p.person_row, CAST(NULL AS VARCHAR) FROM seekers s
        JOIN unnumbered p ON p.name = s.name_key AND p.born = s.born""",
    # a resident without a number, on whose birthday the row's number was given: however the name is written
    "born": """SELECT s.rid, p.person_row, CAST(NULL AS VARCHAR) AS how FROM seekers s
        JOIN unnumbered p ON p.born = s.born AND coalesce(p.sex = s.sex, TRUE) WHERE s.id_key IS NOT NULL""",
    # another whole number, two figures from that of somebody of this name who has not been tested
    "slips": f"""SELECT s.rid, p.person_row, CAST(NULL AS VARCHAR) AS how FROM seekers s
        JOIN untested p ON p.name = s.name_key
        WHERE s.id_key <> p.id_key AND levenshtein(s.number, {resident_id.text("p.id_key")}) <= {SLIPS}""",
    "name": f"""SELECT s.rid, p.person_row, CAST(NULL AS VARCHAR) AS how FROM seekers s
        JOIN (SELECT person_row, name, count(*) OVER (PARTITION BY name) AS bearers FROM untested) p
            ON p.name = s.name_key
        WHERE (s.id_key IS NULL OR s.disputed) AND p.bearers <= {COMMON_NAME}""",
}
