"""Both forms of resident numbers agree on whatever a cell may hold, and every single slip is repaired."""

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.lake.engines import Engine, open_engine
from fangxian.lake.engines.portable import parse
from fangxian.terms import documents, resident_id
from fangxian.terms.sql import documents as sql_documents
from fangxian.terms.sql import id_repairs
from fangxian.terms.sql import resident_id as sql

heads = st.builds(
    lambda division, day, order: int(f"{division}{day:%Y%m%d}{order:03d}"),
    st.sampled_from(["230108", "110101", "659004", "810000"]),
    st.dates(min_value=date(1900, 1, 1), max_value=date(2030, 12, 31)),
    st.integers(0, 999),
)
valid = heads.map(lambda head: resident_id.text(head * 11 + resident_id.check_value(head)))
PIECES = [*"0123456789XxEe+.*' =\"-OIl?９０Ｘ　身份证：HMGT\t", "2301", "1990", "0307", "000", "19900229", "E+17"]
anything = st.lists(st.sampled_from(PIECES), max_size=22).map("".join)
spelt = st.one_of(
    valid,
    valid.map(lambda number: number.lower().translate(str.maketrans("0123456789x", "０１２３４５６７８９ｘ"))),
    valid.map(lambda number: f" '{number[:6]} {number[6:14]} {number[14:]}"),
    valid.map(lambda number: f"{number[0]}.{number[1:6]}E+17"),
    valid.map(lambda number: f"{number[:15]}000"),
    valid.map(lambda number: number[:6] + number[8:17]),
    anything,
)


@st.composite
def slips(draw: st.DrawFn) -> tuple[str, str, str]:
    """A valid number, the same with one slip, and the slip."""
    number = draw(valid)
    place = draw(st.integers(0, 17))
    figure = draw(st.sampled_from("0123456789"))
    how = draw(st.sampled_from(["digit", "swap", "missing", "extra"]))
    if how == "digit":
        return number, number[:place] + figure + number[place + 1 :], how
    if how == "swap":
        place = min(place, 15)
        return number, number[:place] + number[place + 1] + number[place] + number[place + 2 :], how
    if how == "missing":
        return number, number[:place] + number[place + 1 :], how
    return number, number[:place] + figure + number[place:], how


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with open_engine(workdir=tmp_path_factory.mktemp("engine")) as opened:
        yield opened


@pytest.mark.parametrize("text", ["0xF8C3A4F355CDC553", "0xA52888B5369B9AB7", "0xD1B9DC5FF37F7D08"])
def test_what_an_engine_counts_by_sixteen_is_no_number_whatever_it_sums_up_to(engine: Engine, text: str) -> None:
    """Read so, each has a birth date and the check value that belongs to it."""
    engine.load_rows("sixteens", {"x": "VARCHAR"}, [(text,)])
    assert engine.rows(f"SELECT {sql.key('x')} FROM sixteens") == [(None,)]


@given(st.lists(spelt, min_size=1, max_size=30))
def test_both_forms_say_the_same_of_any_cell(engine: Engine, cells: list[str]) -> None:
    engine.load_rows("cells", {"i": "BIGINT", "x": "VARCHAR"}, list(enumerate(cells)))
    engine.create("cleaned", f"SELECT i, {sql.clean('x')} AS c FROM cells")
    engine.create(
        "told",
        f"SELECT i, c, {sql.key('c')} AS k, {sql.upgraded('c')} AS u, {sql.prefix('c')} AS p, "
        f"{sql_documents.kind('c')} AS d, {sql_documents.key('c')} AS dk FROM cleaned",
    )
    told = engine.rows(
        f"SELECT c, k, u, p, d, dk, {sql.birth_date('k')}, {sql.sex('k')}, CASE WHEN k > 0 THEN {sql.text('k')} END "
        "FROM told ORDER BY i"
    )
    for cell, (c, k, u, p, d, dk, born, sex, text) in zip(cells, told, strict=True):
        assert c == resident_id.clean(cell), cell
        assert k == resident_id.key(c), cell
        assert u == resident_id.upgraded(c), cell
        assert p == resident_id.prefix(c), cell
        assert (d, dk) == (documents.kind(c), documents.key(c)), cell
        if k is not None:
            assert (born, sex, text) == (resident_id.birth_date(k), resident_id.sex(k), c), cell


@given(st.lists(st.one_of(slips().map(lambda slip: slip[1]), anything), min_size=1, max_size=12))
def test_both_forms_repair_alike(engine: Engine, cells: list[str]) -> None:
    damaged = [(i, cell) for i, cell in enumerate(cells) if resident_id.key(cell) is None]
    engine.load_rows("damaged", {"i": "BIGINT", "t": "VARCHAR"}, damaged)
    engine.create("repaired", id_repairs.repairs("damaged", "i", "t"))
    told = sorted(engine.rows("SELECT i, candidate, how FROM repaired"))
    assert told == sorted((i, key, how) for i, cell in damaged for key, how in resident_id.repairs(cell).items())


@given(slips())
def test_a_number_with_one_slip_is_among_its_repairs_and_is_never_valid_itself(slip: tuple[str, str, str]) -> None:
    number, said, how = slip
    if said == number:
        return
    assert resident_id.key(said) is None
    found = resident_id.repairs(said)
    if len(said) != 18 or said[:17].isdigit():
        assert resident_id.key(number) in found
        assert how in (found[resident_id.key(number) or 0], "extra", "swap", "digit", "missing")


@given(valid)
def test_a_key_gives_its_number_back(number: str) -> None:
    key = resident_id.key(number)
    assert key is not None
    assert resident_id.text(key) == number
    assert str(resident_id.parts(key).born).replace("-", "") == number[6:14]


def test_the_set_based_forms_are_portable() -> None:
    for made in (sql.clean("x"), sql.key("x"), sql.upgraded("x"), sql.prefix("x"), sql.birth_date("k"), sql.sex("k"),
                 sql.text("k"), sql_documents.kind("x"), sql_documents.key("x")):  # fmt: skip
        parse(f"SELECT {made} AS y FROM t")
    parse(id_repairs.repairs("t", "i", "x"))
