"""The score of a comparison: what is counted, and against what."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from fangxian.cli.main import main
from fangxian.lib.fault import Fault
from fangxian.synth.score import score

HEADERS = {
    "links": ("file", "row", "person", "method", "score", "agreed"),
    "review": ("file", "row", "person"),
    "unknown": ("file", "row"),
    "untested": ("person",),
    "truth": ("file", "row", "person", "kind", "usable"),
}


def write(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS[path.stem])
        writer.writerows(rows)
    return path


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    return write(
        tmp_path / "truth.csv",
        [
            ("a.csv", 1, "A", "", 1),
            ("a.csv", 2, "B", "number_one_digit", 1),
            ("a.csv", 3, "C", "number_one_digit|phone_missing", 1),
            ("a.csv", 4, "D", "number_of_relative", 0),
            ("a.csv", 5, "", "outsider", 1),
            ("a.csv", 6, "", "row_total", 0),
            ("a.csv", 7, "E|F", "", 1),
            ("a.csv", 8, "G", "time_before", 1),
        ],
    )


@pytest.fixture
def compared(tmp_path: Path) -> Path:
    """A is linked right, B wrong, C in review with D, the outsider linked, E|F linked to F; B, C, G are visited."""
    folder = tmp_path / "out"
    folder.mkdir()
    links = [
        ("a.csv", row, person, "exact", 1, "") for row, person in ((1, "A"), (2, "X"), (5, "Z"), (7, "F"), (8, "G"))
    ]
    write(folder / "links.csv", links)
    write(folder / "review.csv", [("a.csv", 3, "C"), ("a.csv", 3, "B"), ("a.csv", 4, "A")])
    write(folder / "unknown.csv", [])
    write(folder / "untested.csv", [("B",), ("C",), ("G",), ("Q",)])
    return folder


def test_precision_is_of_all_links_and_recall_of_usable_rows(truth: Path, compared: Path) -> None:
    figures = score([truth], compared).figures()
    assert figures["precision"] == 3 / 5
    assert figures["precision_usable"] == 3 / 5
    assert figures["recall"] == 3 / 5  # of A, B, C, E|F, G
    assert figures["usable"] == 5


def test_an_outsider_who_is_linked_is_told_apart(truth: Path, compared: Path) -> None:
    found = score([truth], compared)
    assert found.outsiders_linked == 1
    assert found.no_sample_linked == 0
    assert found.kinds["outsider"].wrong == 1
    assert found.kinds["outsider"].recall is None


def test_a_row_counts_under_each_of_its_kinds(truth: Path, compared: Path) -> None:
    kinds = score([truth], compared).kinds
    assert (kinds["number_one_digit"].rows, kinds["number_one_digit"].held) == (2, 1)
    assert kinds["phone_missing"].rows == 1
    assert kinds["number_one_digit"].recall == 0
    assert kinds["number_of_relative"].recall is None
    assert kinds["clean"].recall == 1


def test_tested_residents_who_would_be_visited(truth: Path, compared: Path) -> None:
    # B and C gave a sample; G's was outside the round, and Q gave none.
    assert score([truth], compared).tested_in_untested == 2


def test_a_row_is_in_review_once_however_many_its_candidates(truth: Path, compared: Path) -> None:
    assert score([truth], compared).review_rows == 2


def test_parquet_is_read_too(truth: Path, compared: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    before = score([truth], compared).figures()
    for path in list(compared.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        columns = {name: [row[name] for row in rows] for name in HEADERS[path.stem]}
        if "row" in columns:
            columns["row"] = [int(row) for row in columns["row"]]  # type: ignore[misc]
        pq.write_table(pa.table(columns), path.with_suffix(".parquet"))
        path.unlink()
    assert score([truth], compared).figures() == before


def test_the_truth_of_another_file_is_refused(tmp_path: Path, compared: Path) -> None:
    other = write(tmp_path / "truth.csv", [("b.csv", 1, "A", "", 1)])
    with pytest.raises(Fault, match=r"row 1 of a\.csv"):
        score([other], compared)


def test_what_is_no_comparison_is_refused(truth: Path, compared: Path, tmp_path: Path) -> None:
    with pytest.raises(Fault, match=r"no links\.csv"):
        score([truth], tmp_path)
    (tmp_path / "bare.csv").write_text("file,row\n")
    with pytest.raises(Fault, match="'person' is missing"):
        score([tmp_path / "bare.csv"], compared)
    with pytest.raises(Fault, match="cannot be read"):
        score([tmp_path / "none.csv"], compared)


def test_the_command_prints_a_table_or_json(truth: Path, compared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", "--truth", str(truth), "--compared", str(compared)]) == 0
    assert "number_one_digit" in capsys.readouterr().out
    assert main(["score", "--truth", str(truth), "--compared", str(compared), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["recall"] == 0.6
