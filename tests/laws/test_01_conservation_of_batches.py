"""Law 1 at the source: each row of a department's file is accepted, repaired, said twice or held, and in one place."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cleaning import cleaned, resolved
from tests.comparing import number

from fangxian import contracts
from fangxian.contracts import library
from fangxian.contracts.reasons import all_reasons

PEOPLE = ("household_register", "census", "key_groups", "staff")
TABLES = [name for name in library.REGISTERS + library.EVIDENCE if name != "boundaries"]
NUMBER = number("23010819800307663")
#: Cells of every kind, good, dirty and beyond repair; none has a comma, which the file's own layout would ask about.
CELLS = st.sampled_from(
    ["", " ", "王伟", "王 伟", "合计", "姓名", "无", NUMBER, NUMBER[:-1], NUMBER[:6] + " " + NUMBER[6:], "2.30108E+17",
     "13812340001", "138-1234-0001", "1980-03-07", "2199-01-01", "1980年3月7日", "平房区向阳嘉园3-2-501", "残疾",
     "230108001002", "230108001002001", "230108001000", "126.6", "45.6", "0", "GCJ-02", "住宅", "E12345678", "\ufffd"]
)  # fmt: skip


def has_numbers(rows: list[dict[str, str]]) -> bool:
    """A file of which a spreadsheet spoilt more than half of the numbers may be refused as a whole: no batch."""
    return 2 * sum(row.get("公民身份号码") == "2.30108E+17" for row in rows) <= len(rows)


@pytest.mark.parametrize("dataset", TABLES)
@settings(max_examples=4)
@given(data=st.data())
def test_no_row_of_a_file_is_lost_or_counted_twice(dataset: str, data: st.DataObject) -> None:
    headings = [one.synonyms[0][0] for one in contracts.load(dataset).fields]
    row = st.fixed_dictionaries(dict.fromkeys(headings, CELLS)).filter(
        lambda cells: any(map(str.strip, cells.values()))
    )
    rows = data.draw(st.lists(row, min_size=1, max_size=40).filter(has_numbers))
    with TemporaryDirectory() as folder:
        found = cleaned(Path(folder), dataset, rows, sealed_after=dataset in library.EVIDENCE)
        counts = found.batch.manifest.counts
        assert counts.rows == len(rows)
        assert sorted([*found.rows, *found.held]) == list(range(1, len(rows) + 1))
        assert len(found.held) == counts.held == sum(found.batch.manifest.held.values())
        assert set(found.batch.manifest.held) <= set(all_reasons())
        for disposition in ("accepted", "repaired", "duplicate"):
            expected = getattr(counts, disposition)
            assert [one["disposition"] for one in found.rows.values()].count(disposition) == expected
        if dataset in PEOPLE:
            after = resolved(Path(folder), found.batch.folder)
            assert list(after.rows) == list(found.rows), "each accepted row is resolved, and no other"
