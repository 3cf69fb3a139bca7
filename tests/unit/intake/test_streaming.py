"""Files of any size: what is held in memory does not grow with them, and a start loads only what it needs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

MEGABYTE = 1 << 20
#: Receives a file in a process of its own and says how far its memory went up, in bytes.
PROGRAM = """
import json, resource, sys
from pathlib import Path
from fangxian import contracts, intake
contract = contracts.load("test_results")
folder = Path(sys.argv[1])
small = folder / "small.csv"
small.write_text("姓名,证件号码,检测结果\\n张三,1101,阴性\\n", "utf-8")
intake.receive(small, contract, workdir=folder)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
one = intake.receive(folder / "large.csv", contract, workdir=folder)
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
heavy = {"yaml", "python_calamine", "pyarrow", "duckdb"} & {name.split(".")[0] for name in sys.modules}
print(json.dumps({"rows": one.rows, "grown": (after - before) * 1024, "heavy": sorted(heavy)}))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="wants resource")
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("row", ["张三,1101,阴性\n", '张三,"1101",阴性,,\n'], ids=["clean", "ragged"])
def test_a_file_is_never_held_in_memory(tmp_path: Path, encoding: str, row: str) -> None:
    people = (row * 10_000).encode(encoding.replace("utf-16", "utf-16-le"))
    times = 40 * MEGABYTE // len(people) if row.endswith("阴性\n") else 5
    with (tmp_path / "large.csv").open("wb") as file:
        file.write("姓名,证件号码,检测结果\n".encode(encoding))
        for _ in range(times):
            file.write(people)
    ran = subprocess.run([sys.executable, "-c", PROGRAM, str(tmp_path)], capture_output=True, text=True, check=True)
    said = json.loads(ran.stdout)
    assert said["rows"] == times * 10_000
    assert said["grown"] < 24 * MEGABYTE
    assert said["heavy"] == []
