"""Where what is kept of an outbreak's rounds lies in the lake, each folder sealed under the outbreak's key.

lake/outbreaks/<outbreak>/residents/<snapshot>/      those whom rounds expect, as linking takes them
lake/outbreaks/<outbreak>/test_results/<batch>/      a file as it came, and its rows in terms
lake/outbreaks/<outbreak>/comparisons/<name>/        whose each row is, and what that makes of each person
"""

from pathlib import Path

from django.conf import settings

from fangxian.lake import sealed
from fangxian.lib.fault import Fault
from fangxian.outbreak.queries import key_in_force

RESIDENTS, RESULTS, COMPARISONS = "residents", "test_results", "comparisons"


def home(outbreak: int, kind: str) -> Path:
    """The folder of one kind of an outbreak's folders."""
    found: Path = settings.LAKE / "outbreaks" / str(outbreak) / kind
    return found


def key(outbreak: int) -> bytes:
    """The outbreak's key. Raises NotInForce where nothing may be kept."""
    return key_in_force(outbreak)


def found(outbreak: int, kind: str, name: str) -> sealed.Folder:
    """A folder that has to be there. Raises a Fault where it is not."""
    folder = sealed.find(home(outbreak, kind), name)
    if folder is None:
        raise Fault(
            en=f"{kind}/{name}: outbreak {outbreak} has no such sealed folder in the lake; put it back from a backup.",
            zh=f"数据湖中没有疫情 {outbreak} 的加密目录 {kind}/{name}；请从备份恢复。",
        )
    return folder


def rows_under(outbreak: int) -> tuple[int, list[str]]:
    """How many rows of evidence lie under an outbreak, and the hashes of all sealed files."""
    rows, hashes = 0, []
    for kind in (RESIDENTS, RESULTS, COMPARISONS):
        for folder in sealed.every(home(outbreak, kind)):
            rows += int(folder.said.get("rows", 0)) if kind == RESULTS else 0
            hashes += folder.said["files"].values()
    return rows, sorted(hashes)


def destroy(outbreak: int) -> None:
    """Removes all of it: evidence first, its manifests last."""
    for kind in (COMPARISONS, RESIDENTS, RESULTS):
        sealed.clear(home(outbreak, kind))
