"""What the evidence on each pair is worth, in bits, and as a probability.

    weighed    rid, person_row, how, <comparison>_level ..., bits, score

`bits` adds up the comparisons of the settings; `score` is 1 / (1 + 2^-(bits + prior)) with a prior of one in as many
as there are residents: a row could be anybody.
"""

from fangxian.lake.engines import Engine
from fangxian.linkage import comparisons
from fangxian.linkage.candidates import SLIPS
from fangxian.linkage.settings import Settings, bits
from fangxian.terms.sql import addresses, names

#: How many people of the country stand behind every register, and how frequent a name is among them on average
#: (the chance that two people share a name): the only 王伟 of a village bears no rare name.
COUNTRY, TYPICAL = 1000, 0.0006


def weigh(engine: Engine, settings: Settings, *, places: bool) -> None:
    """Weighs every pair. Reads `pairs`, `seekers`, `residents`; needs no training."""
    engine.create("pair_people", "SELECT DISTINCT person_row FROM pairs")
    where, door = "", "CAST(NULL AS VARCHAR)"
    if places:
        raw = "SELECT w.row_key, w.address FROM residents_raw w SEMI JOIN pair_people p ON p.person_row = w.row_key"
        engine.create("pair_places", raw)
        engine.create("pair_doors", addresses.features("pair_places", "address"))
        where = "JOIN pair_places w ON w.row_key = r.person_row LEFT JOIN pair_doors d ON d.raw = w.address"
        door = "d.address_key"
    engine.create(
        "pair_residents",
        f"""SELECT r.* EXCLUDE (written), coalesce(r.written, r.name) AS written, {door} AS door FROM residents r
            {where} SEMI JOIN pair_people p ON p.person_row = r.person_row""",
    )
    engine.together(
        lambda side: side.create("pair_names", names.features("pair_residents", "written")),
        lambda side: side.create("pair_shares", _SHARES),
    )
    engine.create("compared", f"SELECT {_levels(settings)} FROM ({SIDE_BY_SIDE}) AS sides")
    people = _people(engine)
    total = " + ".join(f"({bits(name, levels, f'{name}_level', _share(people))})" for name, levels in settings)
    engine.create(
        "weighed",
        f"""SELECT w.*, 1.0 / (1.0 + power(2.0, least(60.0, log2({float(people)!r}) - w.bits))) AS score
            FROM (SELECT *, {total} AS bits FROM compared) AS w""",
    )


_SHARES = """SELECT r.name, count(*) AS bearers FROM residents r
    SEMI JOIN (SELECT DISTINCT name FROM pair_residents) n ON n.name = r.name GROUP BY r.name"""


def share(engine: Engine) -> str:
    """The expression for how frequent the name of a weighed resident is among residents (0..1)."""
    return _share(_people(engine))


def _share(people: int) -> str:
    return f"((bearers - 1 + {COUNTRY * TYPICAL!r}) / {float(people + COUNTRY)!r})"


def _people(engine: Engine) -> int:
    return max(1, int(engine.rows("SELECT count(*) FROM residents")[0][0]))


#: Whether two whole numbers that differ are so close that one may be a slip for the other, and the names are one.
_NEAR = f"""CASE WHEN id_key_l IS NOT NULL AND id_key_r IS NOT NULL AND name_key_l = name_key_r
    THEN levenshtein(number_l, number_r) <= {SLIPS} ELSE FALSE END"""


def _levels(settings: Settings) -> str:
    named = ", ".join(f"{comparisons.ALL[name]()} AS {name}_level" for name, _ in settings)
    kept = "rid, person_row, how, disputed, contradicted, number_state_l, number_state_r, bearers"
    return f"{kept}, {_NEAR} AS number_near, {named}"


#: One row a pair, with the left row's and the resident's columns as the comparisons name them. A contradicted number
#: speaks only where the row has it too.
SIDE_BY_SIDE = """
    SELECT p.rid, p.person_row, p.how, s.disputed, c.id_key IS NOT NULL AS contradicted,
        coalesce(h.bearers, 1) AS bearers,
        s.name_key AS name_key_l, s.sound_key AS sound_key_l, s.shape_key AS shape_key_l,
        n.name_key AS name_key_r, n.sound_key AS sound_key_r, n.shape_key AS shape_key_r,
        s.number AS number_l, CASE WHEN c.id_key IS NULL THEN r.number END AS number_r,
        s.number_state AS number_state_l, CASE WHEN c.id_key IS NULL THEN r.number_state ELSE 'missing' END
            AS number_state_r, s.id_key AS id_key_l, CASE WHEN c.id_key IS NULL THEN r.id_key END AS id_key_r,
        s.document AS document_l, r.document AS document_r, s.head AS head_l,
        s.phone AS phone_l, r.phone AS phone_r, s.born AS born_l, coalesce(c.born, r.born) AS born_r,
        s.sex AS sex_l, CASE WHEN c.id_key IS NULL THEN r.sex ELSE c.sex END AS sex_r,
        s.door AS door_l, r.door AS door_r, s.grid AS grid_l, r.grid AS grid_r
    FROM pairs p JOIN seekers s ON s.rid = p.rid JOIN pair_residents r ON r.person_row = p.person_row
    LEFT JOIN contradicted c ON c.person_row = p.person_row AND p.how IS DISTINCT FROM 'same'
    LEFT JOIN pair_names n ON n.raw = r.written LEFT JOIN pair_shares h ON h.name = r.name"""
