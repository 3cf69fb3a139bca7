"""What lies in the repository could be handed to anybody: no registry, no machine's path, no workplace's words."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]

# Each pattern has a letter in brackets, so that it does not find itself.
REGISTRIES = re.compile(
    r"pyp[i]\.org|pythonhoste[d]\.org|npmj[s]\.(org|com)|npmmirro[r]\.com|deb\.debia[n]\.org|archive\.ubunt[u]\.com"
    r"|mirror[s]?\.[a-z]+\.(edu|com)|index\.crate[s]\.io|proxy\.golan[g]\.org|repo1?\.mave[n]"
)
MACHINES = re.compile(r"(?<![\w.])/(wor[k]|roo[t]|hom[e]/[a-z]\w*|User[s]/\w+|op[t]/(wheels|pypi)\S*)/")
WORKPLACE = re.compile(
    r"\bsub-?agen[t]s?\b|\b(coding|AI|another|other|helper) agen[t]s?\b|\blanguage mode[l]\b|\bClaud[e]\b|\bLL[M]\b"
    r"|\b(this|another|previous|next|earlier) sessio[n]\b|\bsessio[n] (that|which) (wrote|built|said)"
    r"|\bSEAM[S]\b|\.\./share[d]\b",
    re.IGNORECASE,
)


def tracked_text() -> Iterator[tuple[str, str]]:
    """Every tracked file that is text, with its content. Outside a git clone: every file that would be tracked."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    for name in filter(None, listed.decode().split("\0")):
        path = ROOT / name
        if path.is_file() and b"\0" not in (content := path.read_bytes()):
            yield name, content.decode("utf-8", "replace")


def found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{text.count(chr(10), 0, hit.start()) + 1}: {hit.group()}"
        for name, text in tracked_text()
        for hit in pattern.finditer(text)
    ]


def test_no_file_names_a_package_registry() -> None:
    assert found(REGISTRIES) == []


def test_lock_files_hold_hashes_and_no_address() -> None:
    locks = sorted((ROOT / "requirements").glob("*.lock"))
    assert {"core.lock", "dev.lock", "spark.lock", "peers.lock"} <= {path.name for path in locks}
    for path in locks:
        text = path.read_text("utf-8")
        assert "://" not in text, path.name
        pinned = re.findall(r"(?m)^[a-z0-9.-]+==.*(?:\n {4}.*)*", text)
        assert pinned
        assert len(re.findall(r"(?m)^[a-z0-9]", text)) == len(pinned), "each entry is pinned to one version"
        assert all("--hash=sha256:" in entry for entry in pinned)


def test_no_file_names_a_path_of_one_machine() -> None:
    assert found(MACHINES) == []


def test_no_file_speaks_of_the_workplace() -> None:
    assert found(WORKPLACE) == []
