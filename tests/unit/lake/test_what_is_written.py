"""What an engine writes keeps the permissions of the file that stood ready for it."""

import stat
from pathlib import Path

import pytest

from fangxian.lake import engines


@pytest.mark.parametrize("format", ["parquet", "csv"])
def test_a_file_for_its_owners_eyes_stays_so(tmp_path: Path, format: str) -> None:
    path = tmp_path / "people"
    path.touch(0o600)
    with engines.open_engine(workdir=tmp_path, spill=False) as engine:
        assert engine.write("SELECT 1 AS person", path, format=format) == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.stat().st_size
