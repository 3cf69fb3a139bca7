"""What is unlike what came before is stopped before anything is done: a list of everybody much shorter or longer than
the one before (laws 11 and 14), a delivery with a fraction of the usual rows, columns that moved or changed meaning.

Who is no longer on a list of everybody counts as having left: a file that was cut off, or half of whose rows are held,
would say so of thousands. One that is much longer may be two files in one, or another district's.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.conf import settings

from fangxian import contracts
from fangxian.catalogue import actions as catalogue
from fangxian.catalogue import queries
from fangxian.catalogue.queries import Batch as Entry
from fangxian.catalogue.queries import Listed, Stop
from fangxian.catalogue.stopping import measures
from fangxian.intake import drift, profile
from fangxian.intake.drift import Change
from fangxian.lake import batches
from fangxian.lake.batches import Manifest
from fangxian.lib import clock
from fangxian.lib.fault import Fault

#: Law 11: a row count that is 30 % off its usual stops. In hundredths, so that no rounding decides.
OFF = 30
#: Changed columns that a sentence names; the page has all of them.
_NAMED = 4


class Stopped(Fault):
    """A batch that is unlike those before. Nothing of it was applied."""


@dataclass(frozen=True)
class Unusual:
    """How a batch is unlike those before: `why` (Stop.Why), what it is held against, and the columns that changed."""

    why: str
    before: Listed
    changes: tuple[Change, ...] = ()


def unusual(
    manifest: Manifest,
    *,
    whole: bool = False,
    short: int = 0,
    read: Callable[[str], Manifest] | None = None,
    begins: str = "",
) -> Unusual | None:
    """How a batch is unlike what came before from the same sender, or of the dataset where none is named; None where it
    is not, or there is nothing to hold it against.

    whole  it lists everybody
    short  it waits with fewer than so many per cent of the usual rows (0: never)
    read   the manifest of an earlier batch by its name, where it does not lie open in the lake
    begins it is held against those alone whose names begin so
    """
    names = queries.batches_before(manifest.dataset, manifest.sender, manifest.batch, begins=begins)
    earlier = [(read or _opened(manifest.dataset))(name) for name in names[: drift.limits().batches]]
    length = _list(manifest) if whole else _delivery(manifest, earlier, short)
    changes = _changes(manifest, earlier)
    if length is None:
        return Unusual(Stop.Why.DRIFT, _listed(earlier[0]), changes) if changes else None
    return Unusual(*length, changes)


def keep(
    entry: Entry, off: Unusual, *, day: date, by: str, would: Mapping[str, Mapping[str, int]], whole: bool = False
) -> Stop:
    """Keeps that a batch is stopped, and what it would do. Called in the transaction that mirrors it."""
    return catalogue.stopped(
        entry,
        why=off.why,
        usual=off.before.usable,
        changes=[asdict(one) for one in off.changes],
        day=day,
        whole=whole,
        would=would,
        by=by,
    )


def stopped(manifest: Manifest, off: Unusual, stop: Stop) -> Stopped:
    """The sentence for whoever loads it."""
    what = [said for said in (_of_rows(manifest, off, stop), _of_columns(manifest, off)) if said]
    return Stopped(
        en=f"{manifest.file}: {' '.join(en for en, _ in what)} Nothing was applied. {_WRONG[off.why][0]} "
        f"If it is right, a second person confirms stop {stop.pk} on the desk (/batches/stops/{stop.pk}/), or with "
        f"fangxian load --confirm {stop.pk} --as ACCOUNT.",
        zh=f"{manifest.file}：{''.join(zh for _, zh in what)}未写入任何内容。{_WRONG[off.why][1]}"
        f"若确实如此，请由另一人在工作台确认第 {stop.pk} 号暂停（/batches/stops/{stop.pk}/），"
        f"或运行 fangxian load --confirm {stop.pk} --as 账号。",
    )


_LIST = (
    "If the file is wrong, ask for another; if it does not list everybody, load it without --whole.",
    "若文件有误，请报送单位重报；若并非全量，请去掉 --whole。",
)
#: What to do where it is not right.
_WRONG: Mapping[str, tuple[str, str]] = {
    Stop.Why.SHORTER: _LIST,
    Stop.Why.LONGER: _LIST,
    Stop.Why.SHORT: ("If something is missing, ask for the rest.", "若有遗漏，请报送单位补报。"),
    Stop.Why.DRIFT: (
        "If columns were moved or mean something else now, settle it with the sender.",
        "若列错位或含义有变，请与报送单位核对。",
    ),
}


def _of_rows(manifest: Manifest, off: Unusual, stop: Stop) -> tuple[str, str] | None:
    now, then, rows = manifest.counts.usable, off.before.usable, manifest.counts.rows
    where_en = where_zh = f"{off.before.file}, {off.before.day}"
    came_en, came_zh = f"{now:,} usable rows of {rows:,} came", f"收到 {rows:,} 行，可用 {now:,} 行"
    if off.why == Stop.Why.SHORT:
        return (
            f"{came_en}; the shortest delivery of late ({where_en}) had {then:,}.",
            f"{came_zh}；近期最少的一次（{where_zh}）有 {then:,} 行。",
        )
    if off.why == Stop.Why.DRIFT:
        return None
    by, left = 100 * abs(then - now) // then, sum(one["left"] for one in stop.would.values())
    few, fewer = ("fewer", "少") if off.why == Stop.Why.SHORTER else ("more", "多")
    return (
        f"{came_en}; the list before ({where_en}) had {then:,}: {by} % {few}; "
        f"{left:,} people would count as having left.",
        f"{came_zh}；上一份全量文件（{where_zh}）有 {then:,} 行，{fewer}了 {by}%；若入库，将有 {left:,} 人被视为离开。",
    )


def _of_columns(manifest: Manifest, off: Unusual) -> tuple[str, str] | None:
    if not off.changes:
        return None
    contract, said = contracts.load(manifest.dataset), measures()
    named = [(contract.field(one.field), said[one.measure], one) for one in off.changes[:_NAMED]]
    en = "; ".join(f"{field.name} ({field.label}), {is_.en}: {one.before} → {one.now}" for field, is_, one in named)
    zh = "；".join(f"“{field.label}”{is_.zh}：{one.before} → {one.now}" for field, is_, one in named)
    many = len(off.changes)
    return (
        f"columns that are unlike all deliveries of late: {many:,}. {en}.",
        f"有 {many:,} 列与近期各批都不同：{zh}。",
    )


def _list(manifest: Manifest) -> tuple[str, Listed] | None:
    """How a list of everybody is off its usual length. It may be shorter than whatever came before it, but longer only
    than a list of everybody."""
    found = queries.list_before(manifest.dataset, manifest.sender)
    if found is None or not found.usable:
        return None
    now, then = 100 * manifest.counts.usable, found.usable
    if now <= (100 - OFF) * then:
        return Stop.Why.SHORTER, found
    return (Stop.Why.LONGER, found) if found.whole and now >= (100 + OFF) * then else None


def _delivery(manifest: Manifest, earlier: Sequence[Manifest], short: int) -> tuple[str, Listed] | None:
    """Whether a delivery has a fraction of the rows of each of those before; held against the shortest of them."""
    if not drift.is_short(manifest.counts.usable, [one.counts.usable for one in earlier], short):
        return None
    return Stop.Why.SHORT, _listed(min(earlier, key=lambda one: one.counts.usable))


def _changes(manifest: Manifest, earlier: Sequence[Manifest]) -> tuple[Change, ...]:
    now = profile.read(manifest.profile)
    before = [known for one in earlier if (known := profile.read(one.profile)) is not None]
    return tuple(drift.changes(now, before, drift.limits())) if now is not None else ()


def _opened(dataset: str) -> Callable[[str], Manifest]:
    return lambda name: batches.opened(settings.LAKE, dataset, name).manifest


def _listed(manifest: Manifest) -> Listed:
    day = manifest.received_at.astimezone(clock.LOCAL).date()
    return Listed(manifest.file, day, manifest.counts.usable, whole=False)
