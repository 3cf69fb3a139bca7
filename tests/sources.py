"""A folder that a department puts its files into, and the source that watches it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.own_contracts import NAME

from fangxian.intake import sources

Describe = Callable[..., sources.Source]


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    folder = tmp_path / "drop"
    folder.mkdir()
    return folder


@pytest.fixture
def describe(
    tmp_path: Path, drop: Path, own_contracts: Path, own_var: Path, monkeypatch: pytest.MonkeyPatch
) -> Describe:
    """Writes the file of the source `absences` and reads it."""
    home = tmp_path / "sources"
    home.mkdir()
    monkeypatch.setenv("FANGXIAN_SOURCES", str(home))

    def write(lines: str = "", *, folder: str = "quiet = 0", path: Path = drop) -> sources.Source:
        said = f"""zh = "因病缺课"\nen = "absences"\ndataset = "{NAME}"\nsender = "区教育局"\n{lines}
            [folder]\npath = "{path}"\n{folder}\n"""
        (home / "absences.toml").write_text(said, "utf-8")
        return sources.one("absences")

    return write
