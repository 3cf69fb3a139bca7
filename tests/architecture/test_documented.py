"""What a person can type or open is documented: each command and option, each list and column, each decision named."""

import argparse
import re
from pathlib import Path

import pytest

from fangxian.cli import commands
from fangxian.pipelines.compare import Request, compare
from fangxian.synth import corners

ROOT = Path(__file__).parents[2]


def parsers() -> dict[str, argparse.ArgumentParser]:
    parser = argparse.ArgumentParser()
    declared = parser.add_subparsers()
    for name in commands.NAMES:
        commands.module(name).declare(declared)
    return dict(declared.choices)


@pytest.mark.parametrize("name", parsers())
def test_each_command_and_option_has_its_line(name: str) -> None:
    text = (ROOT / "docs" / "commands.md").read_text("utf-8")
    assert f"## fangxian {name}\n" in text
    section = text.split(f"## fangxian {name}\n")[1].split("\n## ")[0]
    options = {option for action in parsers()[name]._actions for option in action.option_strings} - {"-h", "--help"}
    assert {option for option in options if f"`{option}" not in section} == set()
    assert set(re.findall(r"^\| `(--[a-z-]+)", section, re.MULTILINE)) <= options


def test_each_list_and_column_is_described(tmp_path: Path) -> None:
    corners.write(tmp_path)
    out = tmp_path / "out"
    compare(Request(tmp_path / "residents.csv", [tmp_path / "results.csv"], out))
    text = (ROOT / "docs" / "outputs.md").read_text("utf-8")
    for path in sorted(out.glob("*.csv")):
        assert path.stem in text
        columns = path.read_text("utf-8").splitlines()[0].split(",")
        described = [one for one in columns if not one.startswith(("result_", "resident_"))]
        assert [one for one in described if not re.search(rf"\b{one}\b", text)] == []


def test_no_two_decisions_have_one_number() -> None:
    numbers = [path.stem[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")]
    assert sorted(set(numbers)) == sorted(numbers)


def test_each_decision_that_is_named_was_taken() -> None:
    taken = {path.stem[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")}
    named = {
        number
        for folder in ("src", "docs", "tests")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".md"}
        for number in re.findall(r"decisions/(\d{4})", path.read_text("utf-8"))
    }
    assert named <= taken


def test_the_glossary_has_the_words_of_the_summary() -> None:
    text = (ROOT / "GLOSSARY.md").read_text("utf-8")
    assert [
        word for word in ("pending", "untested", "review", "rejected", "unknown", "duplicate") if word not in text
    ] == []


def test_each_setting_is_described() -> None:
    """What the environment may say, wherever it is read."""
    read = {
        name
        for folder in ("src", "scripts")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix in {".py", ""}
        for name in re.findall(r"FANGXIAN_[A-Z_]+", path.read_text("utf-8"))
    }
    described = set(re.findall(r"^\| `(FANGXIAN_[A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text("utf-8"), re.M))
    assert described == read
