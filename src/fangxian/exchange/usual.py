"""A list of everybody that is much shorter or longer than the one before is stopped before anything is done (laws 11
and 14).

Who is no longer on such a list counts as having left: a file that was cut off, or half of whose rows are held, would
say so of thousands. One that is much longer may be two files in one, or another district's.
"""

from dataclasses import dataclass

from fangxian.catalogue import queries
from fangxian.catalogue.queries import Listed, Stop
from fangxian.lake.batches import Batch
from fangxian.lib.fault import Fault

#: Law 11: a row count that is 30 % off its usual stops. In hundredths, so that no rounding decides.
OFF = 30


class Stopped(Fault):
    """A list of everybody with many fewer or more rows than the one before. Nothing of it was applied."""


@dataclass(frozen=True)
class Unusual:
    """How a list differs from the one before: 'shorter' or 'longer'."""

    why: str
    before: Listed


def unusual(batch: Batch) -> Unusual | None:
    """How a list of everybody is off its usual length; None where it is not, or there is none to hold it against.

    A list may be shorter than whatever came before it, but longer only than a list of everybody.
    """
    found = queries.list_before(batch.manifest.dataset, batch.manifest.sender)
    if found is None or not found.usable:
        return None
    now, then = 100 * batch.manifest.counts.usable, found.usable
    if now <= (100 - OFF) * then:
        return Unusual("shorter", found)
    return Unusual("longer", found) if found.whole and now >= (100 + OFF) * then else None


def stopped(batch: Batch, off: Unusual, stop: Stop) -> Stopped:
    """The sentence for whoever loads it."""
    manifest, now, then = batch.manifest, batch.manifest.counts.usable, off.before.usable
    by, left = 100 * abs(then - now) // then, sum(one["left"] for one in stop.would.values())
    few, fewer = ("fewer", "少") if off.why == "shorter" else ("more", "多")
    return Stopped(
        en=f"{manifest.file}: {now:,} usable rows of {manifest.counts.rows:,} came; the list before "
        f"({off.before.file}, {off.before.day}) had {then:,}: {by} % {few}. Nothing was applied; {left:,} people would "
        f"count as having left. If the file is wrong, ask for another; if it does not list everybody, load it without "
        f"--whole; if it is right, a second person confirms stop {stop.pk} on the desk (/batches/stops/{stop.pk}/), or "
        f"with fangxian load --confirm {stop.pk} --as ACCOUNT.",
        zh=f"{manifest.file}：收到 {manifest.counts.rows:,} 行，可用 {now:,} 行；上一份全量文件（{off.before.file}，"
        f"{off.before.day}）有 {then:,} 行，{fewer}了 {by}%。未写入任何内容；若入库，将有 {left:,} 人被视为离开。"
        f"若文件有误，请报送单位重报；若并非全量，请去掉 --whole；若确实如此，请由另一人在工作台确认第 {stop.pk} 号暂停"
        f"（/batches/stops/{stop.pk}/），或运行 fangxian load --confirm {stop.pk} --as 账号。",
    )
