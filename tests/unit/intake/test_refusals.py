"""Files that cannot be received: one sentence each, in two languages, that names the file and what to do."""

import os
from pathlib import Path

import pytest
from tests.unit.intake.conftest import Arrive

from fangxian import contracts, intake
from fangxian.intake import refusals
from fangxian.lib.fault import Fault

RESIDENTS = contracts.load("residents")
RESULTS = contracts.load("test_results")
HEADER = "姓名,证件号码,检测结果\n"


def refusal(path: Path, contract: contracts.Contract = RESULTS) -> Fault:
    with pytest.raises(Fault) as refused:
        intake.receive(path, contract, workdir=path.parent)
    sentence = refused.value
    assert sentence.en.startswith(f"{path.name}: ")
    assert sentence.zh.startswith(f"{path.name}：")
    assert sentence.en.endswith(".")
    assert sentence.zh.endswith("。")
    return sentence


def written(folder: Path, content: bytes | str, name: str = "round.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "no such file; check the path" in refusal(tmp_path / "none.csv").en


def test_a_folder(tmp_path: Path) -> None:
    assert "not a file" in refusal(tmp_path).en


def test_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    assert "not a file" in refusal(tmp_path / "pipe.csv").en


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, HEADER)

    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", forbidden)
    assert "no permission to read" in refusal(path).en


def test_a_disk_that_fails() -> None:
    assert "system error 5" in refusals.unreadable("round.csv", OSError(5, "Input/output error")).en


@pytest.mark.parametrize("content", [b"", b"\n\n  \n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file(tmp_path: Path, content: bytes) -> None:
    assert "empty; export it again" in refusal(written(tmp_path, content)).en


def test_a_list_of_residents_with_a_header_only(tmp_path: Path) -> None:
    path = written(tmp_path, "姓名,身份证号\n")
    assert "no row below it" in refusal(path, RESIDENTS).en


def test_one_site_may_have_had_nobody_but_not_all(tmp_path: Path) -> None:
    empty = written(tmp_path, HEADER, "empty.csv")
    full = written(tmp_path, HEADER + "张三,1101,阴性\n", "full.csv")
    assert [one.rows for one in intake.receive_all([empty, full], RESULTS, workdir=tmp_path)] == [0, 1]
    with pytest.raises(Fault, match="no row below it"):
        intake.receive_all([empty], RESULTS, workdir=tmp_path)


def test_data_without_a_header_is_not_quoted(tmp_path: Path) -> None:
    sentence = refusal(written(tmp_path, "张三,110105194912310020,阴性\n李四,110105194912310021,阴性\n"))
    assert "no header was found in the first 20 lines" in sentence.en
    assert "张三" not in sentence.en + sentence.zh
    assert "1101" not in sentence.en + sentence.zh


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7\n", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"Rar!\x1a\x07", "a packed archive (RAR)"),
        (b"\x1f\x8b\x08\x00", "a packed archive (gzip)"),
        (b"SQLite format 3\0", "a database"),
        (b"<html><body><table><tr><td>\xd0\xd5\xc3\xfb</td></tr></table>", "a web page with a table (HTML)"),
        ("\ufeff\r\n<TABLE border=1>".encode("utf-16-le"), "a web page with a table (HTML)"),
        (b"\xef\xbb\xbf<!DOCTYPE html>", "a web page with a table (HTML)"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "a web page with a table (HTML)"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:x">', "an XML workbook of Excel 2003"),
        (bytes(range(256)) * 20, "neither text nor a kind of file"),
    ],
)
@pytest.mark.parametrize("name", ["round.csv", "round.xls"])
def test_what_is_no_table_is_called_by_its_name(tmp_path: Path, content: bytes, said: str, name: str) -> None:
    assert said in refusal(written(tmp_path, content, name)).en


def test_one_endless_line(tmp_path: Path) -> None:
    assert "line 2 is longer than 1024 KB" in refusal(written(tmp_path, HEADER + "9" * 3_000_000)).en
    assert "line 1 is longer" in refusal(written(tmp_path, ("9" * 3_000_000).encode("utf-16"))).en


def test_a_file_that_grows_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, HEADER + "张三,1101,阴性\n")

    def nobody(*_: object, **__: object) -> None:
        with path.open("a") as file:
            file.write("李四,1102,阴性\n")

    monkeypatch.setattr("fangxian.intake.ragged.Rows.feed", nobody)
    assert "was changed while it was being read" in refusal(path).en


def test_the_same_file_twice_is_marked(tmp_path: Path) -> None:
    a = written(tmp_path, HEADER + "张三,1101,阴性\n", "a.csv")
    b = written(tmp_path, HEADER + "李四,1102,阴性\n", "b.csv")
    c = written(tmp_path, HEADER + "张三,1101,阴性\n", "c.csv")
    assert [one.same_as for one in intake.receive_all([a, b, c], RESULTS, workdir=tmp_path)] == [None, None, 0]


def test_a_received_file_knows_whether_it_was_changed_since(arrive: Arrive) -> None:
    one = arrive(HEADER + "张三,1101,阴性\n").file
    assert one.unchanged()
    one.path.write_text("")
    assert not one.unchanged()
