"""Files are small enough to be read at one sitting, and each is named after its subject."""

import ast
import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOUSE = ROOT / "src" / "fangxian"

ROOMS_WITHOUT_A_NAME = {"utils", "util", "helpers", "helper", "base", "misc", "common", "tools", "stuff"}
LONGEST_FILE, LONGEST_FUNCTION, MOST_FUNCTIONS = 400, 80, 30

#: A path under src/fangxian that may be longer than LONGEST_FILE, and why.
LONG_FILES: dict[str, str] = {}
#: A function (path:name) that may be longer than LONGEST_FUNCTION, and why.
LONG_FUNCTIONS: dict[str, str] = {}


def test_no_file_is_called_utils() -> None:
    named = [path for folder in ("src", "tests", "bench") for path in (ROOT / folder).rglob("*.py")]
    assert not [path for path in named if path.stem.lower() in ROOMS_WITHOUT_A_NAME]
    assert not [path for path in named if set(path.parent.relative_to(ROOT).parts) & ROOMS_WITHOUT_A_NAME]


def test_no_file_is_too_long_to_read() -> None:
    lengths = {
        path.relative_to(HOUSE).as_posix(): path.read_text("utf-8").count("\n")
        for kind in ("py", "sql", "html", "css", "js")
        for path in HOUSE.rglob(f"*.{kind}")
    }
    long = {name for name, lines in lengths.items() if lines > LONGEST_FILE}
    assert long == set(LONG_FILES), (
        "split it by subject, or list it here with the reason; a reason no longer needed goes"
    )


def test_functions_are_short() -> None:
    lengths = dict(functions())
    assert lengths, "there are functions"
    tenth = sorted(lengths.values())[math.ceil(len(lengths) * 0.9) - 1]
    assert tenth <= MOST_FUNCTIONS, f"nine of ten functions have at most {MOST_FUNCTIONS} lines; the tenth has {tenth}"
    long = {name for name, lines in lengths.items() if lines > LONGEST_FUNCTION}
    assert long == set(LONG_FUNCTIONS)


def functions() -> Iterator[tuple[str, int]]:
    """Every function of the house as path:name, with its lines from `def` to the end, its docstring not counted."""
    for path in HOUSE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            prose = node.body[0] if ast.get_docstring(node) is not None else None
            documented = (prose.end_lineno or prose.lineno) - prose.lineno + 1 if prose else 0
            lines = (node.end_lineno or node.lineno) - node.lineno + 1 - documented
            yield f"{path.relative_to(HOUSE).as_posix()}:{node.name}:{node.lineno}", lines


def test_only_the_command_line_prints() -> None:
    printing = []
    for path in HOUSE.rglob("*.py"):
        if path.is_relative_to(HOUSE / "cli"):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
                printing.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not printing, "a room returns what it has to say; the command line says it"


def test_time_comes_from_the_one_clock() -> None:
    """Law 6 from the outside: nobody but lib.clock asks the machine what time it is (durations are not times)."""
    asking = []
    for path in HOUSE.rglob("*.py"):
        if path == HOUSE / "lib" / "clock.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and ast.unparse(node) in CLOCKS:
                asking.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not asking


CLOCKS = {
    f"{module}{name}"
    for module, names in {
        "": ("date.today", "datetime.now", "datetime.utcnow", "datetime.today"),
        "datetime.": ("date.today", "datetime.now", "datetime.utcnow", "datetime.today"),
        "time.": ("time", "time_ns", "localtime", "gmtime"),
    }.items()
    for name in names
}


def test_no_two_files_of_examples_have_one_name() -> None:
    """There are no packages under tests: two of one name could not be imported beside each other."""
    names = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, many in names.items() if many > 1] == []
