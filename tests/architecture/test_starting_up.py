"""A command starts fast because it imports late: 0.1 s of the three that a comparison may take."""

import json
import subprocess
import sys

import pytest

HEAVY = {
    *("duckdb", "numpy", "openpyxl", "pandas", "polars", "pyarrow"),
    *("pyspark", "python_calamine", "splink", "sqlglot", "xlsxwriter", "yaml"),
}


def loaded_by(statements: str) -> set[str]:
    """The heavy packages in sys.modules after a new process has run `statements`."""
    program = f"{statements}\nimport json, sys\nprint('\\n' + json.dumps(sorted(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in json.loads(ran.stdout.splitlines()[-1])} & HEAVY


def asked_for_help(*command: str) -> str:
    return (
        "from fangxian.cli.main import main\n"
        f"try:\n    main({[*command, '--help']!r})\n"
        "except SystemExit as left:\n    assert left.code == 0"
    )


def test_help_imports_nothing_heavy() -> None:
    assert loaded_by(asked_for_help()) == set()


@pytest.mark.parametrize("command", ["clean", "compare", "synth", "score", "train"])
def test_a_commands_arguments_import_nothing_heavy(command: str) -> None:
    assert loaded_by(asked_for_help(command)) == set()


def test_the_comparison_itself_needs_the_engine_alone() -> None:
    """Splink costs 0.4 s, sqlglot and pyarrow 0.12 s each: comparing CSV files needs none of them."""
    loaded = loaded_by("import fangxian.cli.compare, fangxian.pipelines.compare")
    assert loaded <= {"duckdb", "yaml"}
