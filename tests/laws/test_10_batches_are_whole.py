"""Law 10: a file that is being brought in when the power fails is in the lake as a whole or not at all."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cleaning import write

from fangxian.lake import batches

ROWS = [
    {"姓名": f"王{i}", "公民身份号码": "", "出生日期": "1980-03-07", "户籍地址": f"平房区{i}号"} for i in range(3000)
]


def command(file: Path, lake: Path) -> list[str]:
    run = "import sys; from fangxian.cli.main import main; sys.exit(main())"
    arguments = ["clean", "--dataset", "household_register", "--lake", str(lake), str(file)]
    return [sys.executable, "-c", run, *arguments]


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM], ids=lambda stop: stop.name)
@pytest.mark.parametrize("line", [1, 2, 3])
def test_a_file_whose_cleaning_is_stopped_is_in_the_lake_or_not(
    tmp_path: Path, stop: signal.Signals, line: int
) -> None:
    file, lake = write(tmp_path / "户籍.csv", ROWS), tmp_path / "lake"
    with subprocess.Popen(command(file, lake), stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        for _ in range(line):
            running.stderr.readline()
        running.send_signal(stop)
        rest = running.stderr.read()
    assert "Traceback" not in rest
    for batch in batches.every(lake, "household_register"):
        batches.verify(batch)
    subprocess.run(command(file, lake), check=True, capture_output=True)
    (batch,) = batches.every(lake, "household_register")
    batches.verify(batch)
    assert batch.manifest.counts.rows == len(ROWS)
    assert [path.name for path in (lake / "household_register").iterdir()] == [batch.folder.name], (
        "what a killed run left is swept by the next"
    )
