"""Law 2: evidence is never changed; whom a row belongs to is a separate link, with its method, score and reasons."""

import hashlib
from pathlib import Path

from tests.comparing import RESULTS as RESULT_HEADINGS
from tests.comparing import compared, resident, result, write

from fangxian.linkage import settings

RESIDENTS = [resident("A", "尉迟睿涵", "23010819800307663", "13812340001"), resident("B", "王伟", "", "13812340002")]
RESULTS = [
    result("尉迟睿函", "23010819800307663"),
    result("王伟", "", "13812340002"),
    result("张三", "", "13812349999"),
]


def hashes(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.csv")}


def test_a_comparison_leaves_the_files_as_they_were(tmp_path: Path) -> None:
    write(tmp_path / "results-1.csv", RESULT_HEADINGS, RESULTS)
    before = hashes(tmp_path)
    answer = compared(tmp_path, RESIDENTS, RESULTS)
    assert hashes(tmp_path)["results-1.csv"] == before["results-1.csv"]
    assert answer.summary["files"][0]["sha256"] == before["results-1.csv"]


def test_a_link_says_how_sure_it_is_and_why(tmp_path: Path) -> None:
    (first, *_) = compared(tmp_path, RESIDENTS, RESULTS).rows("links")
    assert first["method"] == "exact"
    assert "number:same" in first["agreed"]
    assert 0 < float(first["score"]) <= 1


def test_the_version_of_the_weights_is_kept_with_the_answer(tmp_path: Path) -> None:
    answer = compared(tmp_path, RESIDENTS, RESULTS)
    assert answer.summary["total"]["versions"]["weights"] == settings.CURRENT
