"""JSON lines, and files in a zip: taken as the files they are, and refused whole where they are no such thing."""

import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.own_contracts import HEADER, NAME, own_contracts, pupil, text

from fangxian.catalogue import queries
from fangxian.cli.main import main
from fangxian.intake import archive, sources
from fangxian.intake.sampling import sample
from fangxian.lib.fault import Fault
from fangxian.pipelines.recognise import dataset_of
from fangxian.runs import loading
from fangxian.runs import sources as runs

__all__ = ["own_contracts"]
pytestmark = pytest.mark.django_db
ROWS = [pupil(place) for place in range(5)]


@pytest.fixture(autouse=True)
def installation(own_var: Path, own_contracts: Path) -> None: ...


def lines(folder: Path, *rows: object, name: str = "缺课.jsonl") -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def packed(folder: Path, files: dict[str, str | bytes], name: str = "缺课.zip") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for inside, content in files.items():
            made.writestr(inside, content)
    return path


def counted(path: Path) -> list[tuple[str, int, int]]:
    loading.load([path], by="wu", dataset=NAME, sender="区教育局")
    return [(one.file, one.rows, one.held) for one in queries.batches(NAME).order_by("pk")]


def test_an_object_a_line_is_a_row_by_its_names_in_any_order(tmp_path: Path) -> None:
    rows = [dict(reversed(row.items())) if place % 2 else row for place, row in enumerate(ROWS)]
    assert counted(lines(tmp_path, *rows)) == [("缺课.jsonl", 5, 0)]


def test_eighteen_figures_that_came_as_a_number_are_all_there(tmp_path: Path) -> None:
    path = tmp_path / "缺课.ndjson"
    number = ROWS[0]["身份证号"]
    path.write_text(lines(tmp_path, *ROWS).read_text("utf-8").replace(f'"{number}"', number), "utf-8")
    assert counted(path) == [("缺课.ndjson", 5, 0)]


def test_what_lies_deeper_goes_by_names_joined_by_dots(tmp_path: Path) -> None:
    path = lines(tmp_path, *({"pupil": {"name": row["学生姓名"]}, **row} for row in ROWS))
    assert sample(path).header == ("pupil.name", *HEADER.split(","))


def test_whose_lines_they_are_is_known_by_their_names(tmp_path: Path) -> None:
    assert dataset_of(lines(tmp_path, *ROWS)) == NAME


@pytest.mark.parametrize("bad", ["{", "[1, 2]", '{"学生姓名": "甲"', "nothing"])
def test_a_line_that_is_no_object_refuses_the_file_by_its_number(tmp_path: Path, bad: str) -> None:
    path = lines(tmp_path, *ROWS)
    path.write_text(path.read_text("utf-8") + bad + "\n", "utf-8")
    with pytest.raises(Fault, match="line 6 is no whole JSON object"):
        counted(path)
    assert queries.batches(NAME).count() == 0


def test_each_file_in_a_zip_becomes_a_batch_of_its_own(tmp_path: Path) -> None:
    second = [pupil(place, day="2022-09-02") for place in range(3)]
    files: dict[str, str | bytes] = {
        "一日.csv": text(*ROWS), "附件/二日.jsonl": lines(tmp_path, *second).read_text("utf-8"),
        "__MACOSX/._一日.csv": b"\0", "附件/.DS_Store": b"\0",
    }  # fmt: skip
    path = packed(tmp_path, files)
    assert counted(path) == [("一日.csv", 5, 0), ("二日.jsonl", 3, 0)]
    assert counted(path) == [("一日.csv", 5, 0), ("二日.jsonl", 3, 0)]


def test_names_that_windows_packed_as_gbk_are_read(tmp_path: Path) -> None:
    path = packed(tmp_path, {"name.csv": text(*ROWS)})
    gbk = "一日".encode("gb18030")
    path.write_bytes(path.read_bytes().replace(b"name.csv", gbk + b".csv"))
    assert counted(path) == [("一日.csv", 5, 0)]


@pytest.mark.parametrize("name", ["../一日.csv", "/etc/一日.csv", "C:\\一日.csv", "a/../../一日.csv"])
def test_a_name_that_leads_out_of_it_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Fault, match="lead out of it"):
        counted(packed(tmp_path, {name: text(*ROWS)}))
    assert queries.batches(NAME).count() == 0


def test_a_zip_within_a_zip_is_not_unpacked(tmp_path: Path) -> None:
    inner = packed(tmp_path, {"一日.csv": text(*ROWS)}).read_bytes()
    with pytest.raises(Fault, match="another packed archive"):
        counted(packed(tmp_path, {"inner.zip": inner}, "outer.zip"))


def test_one_with_a_password_is_said_to_have_one(tmp_path: Path) -> None:
    path = packed(tmp_path, {"一日.csv": text(*ROWS)})
    content = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark) + place
        struct.pack_into("<H", content, at, content[at] | 1)
    path.write_bytes(content)
    with pytest.raises(Fault, match="password"):
        counted(path)


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "SMALL", 1 << 20)
    with pytest.raises(Fault, match="far larger"):
        counted(packed(tmp_path, {"一日.csv": b"0" * (8 << 20)}))
    monkeypatch.setattr(archive, "UNPACKED", 1000)
    with pytest.raises(Fault, match="far larger"):
        counted(packed(tmp_path, {"一日.csv": text(*(pupil(place) for place in range(90)))}))


def test_too_many_files_are_too_many(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="more than 100 files"):
        counted(packed(tmp_path, {f"{number}.csv": text(*ROWS) for number in range(101)}))


def test_half_a_zip_is_damaged_and_an_empty_one_empty(tmp_path: Path) -> None:
    path = packed(tmp_path, {"一日.csv": text(*ROWS)})
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(Fault, match="damaged"):
        counted(path)
    with pytest.raises(Fault, match="the file is empty"):
        counted(packed(tmp_path, {".hidden": b"0"}))


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], sources.Source]:
    for name in ("sources", "drop"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("FANGXIAN_SOURCES", str(tmp_path / "sources"))
    said = f"""zh = "因病缺课"\nen = "absences"\ndataset = "{NAME}"\nsender = "区教育局"
        [folder]\npath = "{tmp_path / "drop"}"\nquiet = 0\nmove = true\n"""
    (tmp_path / "sources" / "absences.toml").write_text(said, "utf-8")
    return lambda: sources.one("absences")


def test_a_source_takes_them_and_one_bad_file_in_a_zip_stops_no_other(
    source: Callable[[], sources.Source], tmp_path: Path
) -> None:
    packed(tmp_path / "drop", {"说明.csv": "本周正常", "一日.csv": text(*ROWS)})
    came = {one.file: one.loaded is not None for one in runs.pull(source(), by="clerk")}
    assert came == {"说明.csv": False, "一日.csv": True}
    assert (tmp_path / "drop" / "refused" / "缺课.zip").exists()
    assert "没有找到表头" in runs.refused(source())["缺课.zip"]


def test_at_the_shell_a_zip_is_cleaned_file_by_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = packed(tmp_path, {"一日.csv": text(*ROWS), "二日.csv": text(*ROWS[:2])})
    assert main(["clean", str(path), "--dataset", NAME, "--lake", str(tmp_path / "lake")]) == 0
    assert capsys.readouterr().err.count(f"{NAME}/") == 2
