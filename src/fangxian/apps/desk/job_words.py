"""What machines' jobs and their stages are called."""

from fangxian.web.language import say

_JOBS = {
    "load": ("文件入库", "Loading files"),
    "nightly": ("夜间任务", "The night's work"),
    "minute": ("每分钟任务", "The minute's work"),
    "arrival": ("检测结果接收比对", "Results of a round"),
    "evidence": ("佐证数据接收", "Evidence"),
    "withdrawal": ("批次撤回", "Taking a batch back"),
    "twins": ("重复登记查找", "Looking for people registered twice"),
    "doubles": ("法人重复登记查找", "Looking for organisations entered twice"),
    "source": ("数据来源取数", "Asking a source"),
}
_STEPS = {
    "recognise": ("识别表头", "reading its header"),
    "receive": ("接收", "receiving"),
    "judge": ("逐行判定", "judging each row"),
    "compare": ("比对", "comparing"),
    "write": ("写出", "writing"),
    "link": ("比对归属", "finding whose each row is"),
    "preview": ("核算入库影响", "working out what it would do"),
    "apply": ("写入底账", "into the registries"),
    "searches": ("结束检索", "ending searches"),
    "outbox": ("送达事件", "delivering events"),
    "codes": ("健康码到期与变更", "codes that run out"),
    "areas": ("风险区到期", "risk areas that end"),
    "programmes": ("随访到期与推进", "follow-up that moves on"),
    "delivered": ("清理送达记录", "clearing notes of deliveries"),
    "sessions": ("清理过期会话", "clearing sessions"),
    "doors": ("门磁提醒", "doors that opened"),
    "heartbeats": ("门磁心跳", "sensors' heartbeats"),
    "inbox": ("单条佐证归档", "compacting single facts"),
    "loads": ("待入库批次", "batches that wait"),
    "contradictions": ("来源说法比对", "what sources say, compared anew"),
    "twins": ("重复登记查找", "people registered twice"),
    "doubles": ("法人重复登记查找", "organisations entered twice"),
    "colours": ("核对健康码", "colours held against their reasons"),
    "libraries": ("市级库取数", "asking libraries"),
    "sources": ("数据来源取数", "asking sources"),
    "holds": ("暂缓到期", "holds that lapsed"),
    "sharing": ("数据共享到期与交付", "sharing: ends and files"),
    "boards": ("按区划汇总", "counting by area"),
    "seal": ("审计封链", "sealing the audit"),
    "audit": ("审计核验", "verifying the audit"),
}
#: How a run or a stage ended -> its words, and the colour of its tag.
OUTCOMES = {
    "": ("运行中", "Running", "accent"),
    "done": ("完成", "Done", "good"),
    "failed": ("失败", "Failed", "bad"),
    "stopped": ("中断", "Broken off", "warn"),
}


def called_job(name: str, source: str = "") -> str:
    """A job; of one source or step, with its name (`source`: how a source is called)."""
    kind, _, of = name.partition("/")
    words = say(*_JOBS[kind]) if kind in _JOBS else kind
    return f"{words} · {source or called_step(of)}" if of else words


def called_step(name: str) -> str:
    """A stage."""
    return say(*_STEPS[name]) if name in _STEPS else name


def called_outcome(name: str) -> tuple[str, str]:
    """How it ended, and the colour of that."""
    zh, en, colour = OUTCOMES[name]
    return say(zh, en), colour
