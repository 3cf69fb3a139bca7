"""The floor plan holds: imports go down, engines and Splink have one door each, and every folder has a floor."""

import ast
import configparser
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOUSE = ROOT / "src" / "fangxian"
DATA_TOWER = ("lib", "terms", "contracts", "lake", "intake", "linkage", "reconcile", "measures", "synth", "pipelines")


def imported_names(path: Path) -> set[str]:
    """Every module that a file names in an import, late imports and those for types included."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module)
            names |= {f"{node.module}.models" for alias in node.names if alias.name == "models"}
    return names


def test_the_import_contracts_hold() -> None:
    judged = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert judged.returncode == 0, judged.stdout + judged.stderr


def test_every_folder_has_a_floor() -> None:
    plan = configparser.ConfigParser(interpolation=None, comment_prefixes=(";",))
    plan.read(ROOT / ".importlinter", encoding="utf-8")
    layers = plan["importlinter:contract:floors"]["layers"].replace("|", " ").split()
    built = {name for name in layers if not name.startswith("(")}
    rooms = {folder.name for folder in HOUSE.iterdir() if folder.is_dir() and any(folder.rglob("*.py"))}
    assert rooms <= built, "a new folder waits until .importlinter says its floor"


def test_every_room_says_what_lives_in_it() -> None:
    silent = [
        room.name
        for room in HOUSE.iterdir()
        if room.is_dir()
        and any(room.rglob("*.py"))
        and not ast.get_docstring(ast.parse((room / "__init__.py").read_text("utf-8")))
    ]
    assert not silent, "the first line of a room's __init__.py says what a line must be to live there"


@pytest.mark.parametrize("room", DATA_TOWER)
def test_the_data_tower_is_not_django(room: str) -> None:
    for path in (HOUSE / room).rglob("*.py"):
        operational = {name for name in imported_names(path) if name.split(".")[0] in {"django", "ninja"}}
        assert not operational, path


@pytest.mark.parametrize(
    ("package", "door"),
    [("duckdb", "lake/engines"), ("pyspark", "lake/engines"), ("splink", "linkage"), ("sqlglot", "lake/engines")],
)
def test_a_heavy_package_has_one_door(package: str, door: str) -> None:
    callers = {
        path.relative_to(HOUSE).as_posix()
        for path in HOUSE.rglob("*.py")
        if package in {name.split(".")[0] for name in imported_names(path)}
    }
    assert {path for path in callers if not path.startswith(f"{door}/")} == set()


def test_nobody_reaches_past_a_rooms_door_for_its_tables() -> None:
    """A room's door is its actions and queries. Another room follows a foreign key, and never imports the model."""
    past = []
    for path in set(HOUSE.rglob("*.py")) - {HOUSE / name for name in FOR_ITS_TYPES}:
        parts = path.relative_to(HOUSE).parts
        room = parts[:2] if parts[0] == "apps" else parts[:1]
        tables = {tuple(name.split(".")[1:]) for name in imported_names(path) if name.startswith("fangxian.")}
        past += [f"{path.relative_to(ROOT)}: {'.'.join(name)}" for name in tables if reaches_tables(name, room)]
    assert not past


#: Files that name a model in annotations alone.
FOR_ITS_TYPES = ("cli/account.py",)


def reaches_tables(name: tuple[str, ...], room: tuple[str, ...]) -> bool:
    """Whether a module, without `fangxian`, lies in the models of a room that is not this one."""
    return "models" in name and name[: name.index("models")] != room


def test_no_dotted_name_of_ours_lies_in_a_string() -> None:
    """A class path in a string is an import that no linter sees. Only the settings of `project` may hold one,
    and the one command-line file that says which settings they are."""
    found = []
    for path in HOUSE.rglob("*.py"):
        if path.is_relative_to(HOUSE / "project") or path == HOUSE / "cli" / "installation.py":
            continue
        tree = ast.parse(path.read_text("utf-8"))
        prose = docstrings(tree)
        found += [
            f"{path.relative_to(ROOT)}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and node not in prose
            and "fangxian." in node.value
        ]
    assert not found


def docstrings(tree: ast.AST) -> set[ast.AST]:
    """The strings that stand alone as statements."""
    return {
        node.value for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
