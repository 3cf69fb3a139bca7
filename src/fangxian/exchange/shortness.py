"""A list of everybody that is much shorter than the one before is stopped before anything is done (laws 11 and 14).

Who is no longer on such a list counts as having left. A file that was cut off, or half of whose rows are held, would
say so of thousands.
"""

from fangxian.catalogue import queries
from fangxian.catalogue.queries import Listed
from fangxian.lake.batches import Batch
from fangxian.lib.fault import Fault

#: Law 11: a row count that is 30 % off its usual stops. In hundredths, so that no rounding decides.
SHORT = 30


class TooShort(Fault):
    """A list of everybody with many fewer rows than the one before. Nothing of it was applied."""


def before(batch: Batch) -> Listed | None:
    """The list that came before, if this one is much shorter; else None."""
    found = queries.list_before(batch.manifest.dataset, batch.manifest.sender)
    if found is None or 100 * batch.manifest.counts.usable > (100 - SHORT) * found.usable or not found.usable:
        return None
    return found


def too_short(batch: Batch, earlier: Listed) -> TooShort:
    """The sentence for whoever loads it."""
    manifest, now, then = batch.manifest, batch.manifest.counts.usable, earlier.usable
    fewer = 100 * (then - now) // then
    return TooShort(
        en=f"{manifest.file}: {now:,} usable rows of {manifest.counts.rows:,} came; the list before ({earlier.file}, "
        f"{earlier.day}) had {then:,}: {fewer} % fewer. Nothing was applied, nobody counts as having left. If the file "
        "was cut off or too many rows are held, ask for a whole one; if it does not list everybody, load it without "
        "--whole; if so many have left, load it with --although-short and --by.",
        zh=f"{manifest.file}：收到 {manifest.counts.rows:,} 行，可用 {now:,} 行；上一份全量文件（{earlier.file}，"
        f"{earlier.day}）有 {then:,} 行，少了 {fewer}%。未写入任何内容，无人被视为离开。若文件不完整或问题数据过多，"
        "请报送单位重报；若并非全量，请去掉 --whole；若确有这么多人离开，请加 --although-short 和 --by 重新入库。",
    )
