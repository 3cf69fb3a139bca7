"""What is done by the clock, whoever is awake: each minute what waits, each night what has aged or is kept no longer.

Each step is a transaction of its own; one that fails is told and does not stop the others. Run again, or broken off and
run again, both do what is left.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from fangxian.access import actions as access
from fangxian.boards import actions as boards
from fangxian.catalogue import actions as catalogue
from fangxian.catalogue import queries as jobs
from fangxian.exchange import compaction, turns
from fangxian.healthcode import actions as healthcode
from fangxian.isolation import actions as isolation
from fangxian.ledger import actions as ledger
from fangxian.ledger import queries
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.outbreak import actions as outbreak
from fangxian.outbreak.queries import active
from fangxian.programme import actions as programme
from fangxian.runs import contradictions, holding, loading, merging, scheduled, sharing, sources
from fangxian.runs.steps import Step, Work, taken

#: Told of each step when it has been done.
Say = Callable[[Step], None]

#: What was delivered is kept for a month: long enough to ask whether a listener heard of something. That it happened
#: stands in the event, which stays.
DELIVERED_KEPT = timedelta(days=30)
#: The job that is kept account of, and the cursor by which one knows when the minute's work was last done.
NIGHT, MINUTE = "nightly", "minute"


def each_minute(*, say: Say = lambda _: None) -> list[Step]:
    """Ends searches, brings events to who listens, brings in what was let through, seals the audit; answers each step.
    Raises turns.Taken while the minute before is still at it."""
    with turns.turn(MINUTE):
        began = clock.now()
        done = [_told(name, work, say) for name, work in _MINUTE.items()]
        catalogue.reached(MINUTE, sum(step.failed for step in done))
        _accounted(done, began)
    return done


def nightly(*, by: str = ledger.SYSTEM, say: Say = lambda _: None) -> list[Step]:
    """Does the night's work, and with it the minute's; answers each step. Raises turns.Taken while another does it."""
    with turns.turn(NIGHT), catalogue.job(NIGHT, by=by) as run:
        done: list[Step] = []
        for place, (name, work) in enumerate(_NIGHT.items()):
            catalogue.step(run, name, place, len(_NIGHT))
            done.append(_told(name, work, say))
            catalogue.did(run, done[-1].zh, failed=done[-1].failed)
        catalogue.step(run, "done", len(_NIGHT), len(_NIGHT))
        failed = [step for step in done if step.failed]
        if failed:
            catalogue.troubled(run, " ".join(f"{step.name}：{step.zh}" for step in failed))
    return done


def _accounted(done: list[Step], began: datetime) -> None:
    """A step that fails each minute is a run that failed, until it does not. Sources give account of themselves."""
    failing = {one.job for one in jobs.failing()}
    for step in done:
        name = f"{MINUTE}/{step.name}"
        if step.name != "sources" and (step.failed or name in failing):
            catalogue.ran(name, by=ledger.SYSTEM, since=began, failed=step.zh if step.failed else "")


def _told(name: str, work: Work, say: Say) -> Step:
    step = taken(name, work)
    say(step)
    return step


def _searches() -> tuple[str, str, dict[str, int]]:
    ended = access.settle_idle()
    return f"{ended:,} searches ended.", f"结束检索 {ended:,} 次。", {"ended": ended}


def _outbox() -> tuple[str, str, dict[str, int]]:
    delivered = failed = 0
    while (brought := ledger.deliver()).done:
        delivered, failed = delivered + brought.done, failed + brought.failed
    failed += brought.failed
    counts = {"delivered": delivered, "failed": failed}
    if failed:
        raise Fault(
            en=f"{failed:,} events could not be delivered ({delivered:,} were); they are tried again by themselves.",
            zh=f"{failed:,} 条事件未能送达（已送达 {delivered:,} 条），系统将自动重试。",
        )
    return f"{delivered:,} events delivered.", f"送达事件 {delivered:,} 条。", counts


def _follow() -> tuple[str, str, dict[str, int]]:
    # A day's visits tell of many people at once. Beside a load it is left to the load.
    behind = boards.behind()
    try:
        return _boards() if behind else ("The counts are of now.", "汇总数无须更新。", {"behind": 0})
    except turns.Taken:
        return "The counts are left to the load that is running.", "正在入库，汇总数由入库更新。", {"behind": 1}


def _areas() -> tuple[str, str, dict[str, int]]:
    begun, due = outbreak.mark_due()
    return (
        f"{begun:,} risk areas came into force; {due:,} are due to step down.",
        f"风险区生效 {begun:,} 个，到期待降级 {due:,} 个。",
        {"begun": begun, "due": due},
    )


def _delivered() -> tuple[str, str, dict[str, int]]:
    removed = ledger.clear_delivered(before=clock.now() - DELIVERED_KEPT)
    days = DELIVERED_KEPT.days
    return (
        f"{removed:,} notes of deliveries older than {days} days removed.",
        f"清除 {days} 天前的送达记录 {removed:,} 条。",
        {"removed": removed},
    )


def _sessions() -> tuple[str, str, dict[str, int]]:
    removed, _ = Session.objects.filter(expire_date__lt=clock.now()).delete()
    return f"{removed:,} sessions that had run out removed.", f"清除过期会话 {removed:,} 个。", {"removed": removed}


def _boards() -> tuple[str, str, dict[str, int]]:
    # Every night, behind or not: days have passed since each record was verified. Not beside a load, which rebuilds
    # them itself when it has ended.
    with turns.turn():
        behind = boards.behind()
        boards.rebuild()
    if behind:
        return "The counts were behind, and are of now.", "汇总数原已落后，现已更新。", {"behind": 1}
    return "The counts are of now.", "汇总数已更新。", {"behind": 0}


def _loads() -> tuple[str, str, dict[str, int]]:
    try:
        done = len(loading.go_on(by=ledger.SYSTEM)) if loading.waits() else 0
    except turns.Taken:
        # Somebody loads: what waits goes in with the next minute's work.
        done = 0
    return f"{done:,} batches brought in that waited.", f"补入等待中的批次 {done:,} 个。", {"loaded": done}


def _programmes() -> tuple[str, str, dict[str, int]]:
    overdue, begun = programme.overdue(), programme.advance()
    programme.doubts_followed()
    return (
        f"{overdue:,} things overdue; {begun:,} stages began.",
        f"应做未做 {overdue:,} 项；进入新阶段 {begun:,} 人。",
        {"overdue": overdue, "begun": begun},
    )


def _doors() -> tuple[str, str, dict[str, int]]:
    told = isolation.look_round()
    return f"{told:,} alerts of doors and sensors.", f"门磁提醒 {told:,} 条。", {"alerts": told}


def _heartbeats() -> tuple[str, str, dict[str, int]]:
    removed = isolation.forget_heartbeats()
    return f"{removed:,} heartbeats of sensors removed.", f"清除设备心跳 {removed:,} 条。", {"removed": removed}


def _inbox() -> tuple[str, str, dict[str, int]]:
    # Of the days before this one: today's forms are looked at, and taken back, today.
    try:
        with turns.turn():
            facts = sum(compaction.compact(one.pk, before=clock.midnight()) for one in active())
    except turns.Taken:
        return "Single facts are left to the next night.", "正在入库，单条佐证留待下一夜归档。", {"facts": 0}
    return f"{facts:,} single facts compacted into batches.", f"单条佐证归档 {facts:,} 条。", {"facts": facts}


def _twins() -> tuple[str, str, dict[str, int]]:
    try:
        new = merging.find(by=ledger.SYSTEM)
    except turns.Taken:
        return "Who is registered twice is left to the next night.", "正在入库，重复登记留待下一夜查找。", {"new": 0}
    return f"{new:,} pairs of records may be one person's.", f"疑似重复登记新增 {new:,} 对。", {"new": new}


def _doubles() -> tuple[str, str, dict[str, int]]:
    new = merging.find_organisations(by=ledger.SYSTEM)
    return f"{new:,} pairs of entries may be one organisation.", f"疑似同一法人新增 {new:,} 对。", {"new": new}


def _contradictions() -> tuple[str, str, dict[str, int]]:
    # What a visit or an officer corrected changes what stands; beside a load it is left to the load.
    try:
        settled = contradictions.settle() if contradictions.waits() else 0
    except turns.Taken:
        settled = 0
    return f"{settled:,} people's words compared anew.", f"重新比对来源说法 {settled:,} 人。", {"settled": settled}


def _seal() -> tuple[str, str, dict[str, int]]:
    sealed = 0
    while found := ledger.seal():
        sealed += found
    return f"{sealed:,} entries of the audit sealed.", f"封存审计条目 {sealed:,} 条。", {"sealed": sealed}


def _audit() -> tuple[str, str, dict[str, int]]:
    verdict = queries.verify()
    if not verdict.whole:
        raise Fault(
            en=f"The audit is broken in {len(verdict.breaks)} places: `fangxian verify-audit` says where.",
            zh=f"审计链有 {len(verdict.breaks)} 处被破坏：运行 `fangxian verify-audit` 查看。",
        )
    head = verdict.head[:16] or "-"
    return (
        f"The audit is whole: {verdict.entries:,} entries, head {head}.",
        f"审计链完整：{verdict.entries:,} 条，链头 {head}。",
        {"entries": verdict.entries},
    )


def _codes() -> tuple[str, str, dict[str, int]]:
    lapsed, began = healthcode.expire(), healthcode.untested()
    return (
        f"{lapsed:,} restrictions lapsed, {began:,} began for want of a sample.",
        f"到期解除 {lapsed:,} 项，未检管控 {began:,} 项。",
        {"lapsed": lapsed, "began": began},
    )


def _colours() -> tuple[str, str, dict[str, int]]:
    days = sum(healthcode.publish(one.pk) for one in active())
    people = healthcode.rebuild()
    return (
        f"The codes of {people:,} people are of now; {days:,} lines of figures published.",
        f"健康码已核对 {people:,} 人，公布统计 {days:,} 行。",
        {"people": people, "published": days},
    )


def _libraries() -> tuple[str, str, dict[str, int]]:
    taken = scheduled.ask()
    return f"{taken:,} batches taken in from libraries.", f"从结果库取得批次 {taken:,} 个。", {"taken": taken}


def _sources() -> tuple[str, str, dict[str, int]]:
    came = sources.due()
    return f"{came:,} files came from departments' sources.", f"从各部门数据来源取得文件 {came:,} 份。", {"came": came}


def _holds() -> tuple[str, str, dict[str, int]]:
    opened = holding.ended()
    return f"{opened:,} tasks for holds that have ended.", f"混管管控到期派出任务 {opened:,} 项。", {"opened": opened}


def _sharing() -> tuple[str, str, dict[str, int]]:
    try:
        ended, written = sharing.due()
    except turns.Taken:
        # Somebody else is at it: the next minute's work does what is left.
        ended = written = 0
    return (
        f"{ended:,} grants of sharing ended, {written:,} files written.",
        f"共享授权到期 {ended:,} 项，生成文件 {written:,} 份。",
        {"ended": ended, "written": written},
    )


_MINUTE: Mapping[str, Work] = {
    "searches": _searches,
    "doors": _doors,
    "outbox": _outbox,
    "codes": _codes,
    "areas": _areas,
    "programmes": _programmes,
    "loads": _loads,
    "contradictions": _contradictions,
    "libraries": _libraries,
    "sources": _sources,
    "holds": _holds,
    "sharing": _sharing,
    "boards": _follow,
    "seal": _seal,
}
#: Sealed last but one, so that what the night itself noted is sealed, and verified with it.
_NIGHT: Mapping[str, Work] = {
    "searches": _searches,
    "outbox": _outbox,
    "codes": _codes,
    "areas": _areas,
    "programmes": _programmes,
    "delivered": _delivered,
    "sessions": _sessions,
    "doors": _doors,
    "heartbeats": _heartbeats,
    "inbox": _inbox,
    "loads": _loads,
    "contradictions": _contradictions,
    "twins": _twins,
    "doubles": _doubles,
    "colours": _colours,
    "libraries": _libraries,
    "sources": _sources,
    "holds": _holds,
    "sharing": _sharing,
    "boards": _boards,
    "seal": _seal,
    "audit": _audit,
}
