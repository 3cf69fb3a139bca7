"""What goes wrong with a library: what passes by itself and is tried again, and what a person must mend.

    Trouble   passes perhaps: a server that is down or slow, half an answer
    Fault     does not: credentials refused, another kind of answer than was agreed

No sentence repeats what the library said: its words may hold a person's.
"""

from fangxian.lib.fault import Fault


class Trouble(Exception):
    """What may pass. `kind` is counted in the manifest; `wait` is what the library asks us to wait, in seconds."""

    def __init__(self, kind: str, en: str, zh: str, *, wait: float | None = None) -> None:
        super().__init__(en)
        self.kind, self.en, self.zh, self.wait = kind, en, zh, wait


def unreachable(reason: str) -> Trouble:
    """Nobody answers there."""
    return Trouble("unreachable", f"it cannot be reached ({reason})", f"无法连接（{reason}）")


def slow() -> Trouble:
    """No answer within the time."""
    return Trouble("slow", "it does not answer in time", "响应超时")


def cut() -> Trouble:
    """The connection ended within the answer."""
    return Trouble("cut", "its answer was cut off", "响应中途断开")


def down(status: int, wait: float | None) -> Trouble:
    """A status that says: later."""
    return Trouble(f"status_{status}", f"it answers {status}", f"返回 {status}", wait=wait)


def malformed() -> Trouble:
    """Half a JSON, or none."""
    return Trouble("malformed", "its answer is not whole JSON", "响应不是完整的 JSON")


def other_kind() -> Trouble:
    """A page of a gateway, say."""
    return Trouble("other_kind", "its answer is not JSON but something else", "响应类型不是 JSON")


def standing_still() -> Trouble:
    """The next page is one that was read."""
    return Trouble("standing_still", "its cursor does not move: it gives a page again", "游标不前进，反复返回同一页")


def busy(code: str) -> Trouble:
    """The answer's own code says: later."""
    return Trouble("busy", f"it says that it is busy (code {code})", f"平台忙（代码 {code}）")


def tried(name: str, trouble: Trouble, tries: int) -> Fault:
    """Tried as often as is allowed."""
    return Fault(
        en=f"{name}: {trouble.en}, {tries} times in a row; what was received is kept: "
        "run the same command later and it goes on from there.",
        zh=f"{name}：{trouble.zh}，已连续{tries}次；已收到的数据均已保留，稍后运行同一命令即可继续。",
    )


def asks_patience(name: str, seconds: float) -> Fault:
    """A longer wait than we wait in one run."""
    return Fault(
        en=f"{name}: it asks not to be asked for {seconds:,.0f} seconds; what was received is kept: "
        "run the same command after that.",
        zh=f"{name}：平台要求{seconds:,.0f}秒后再请求；已收到的数据均已保留，到时运行同一命令即可继续。",
    )


def refused(name: str, status: str) -> Fault:
    """Credentials that are not taken."""
    return Fault(
        en=f"{name}: it refuses our credentials ({status}); put a valid token into the token's file, "
        "or ask the office that runs it.",
        zh=f"{name}：平台拒绝了我方凭证（{status}）；请更新令牌文件，或联系平台管理单位。",
    )


def moved(name: str, status: int) -> Fault:
    """A redirection, which is not followed: the token would go with it."""
    return Fault(
        en=f"{name}: it sends us to another address ({status}), which is not followed; correct url and path.",
        zh=f"{name}：平台要求转到别的地址（{status}），不予跟随；请在平台配置中更正 url 与 path。",
    )


def not_as_agreed(name: str, en: str, zh: str) -> Fault:
    """An answer of another shape than its file says."""
    return Fault(
        en=f"{name}: {en}; compare its file (docs/libraries.md) with what the office that runs it says.",
        zh=f"{name}：{zh}；请与平台管理单位核对平台配置（docs/libraries.md）。",
    )


def endless(name: str, pages: int) -> Fault:
    """Pages that bring nothing new, one after the other."""
    return Fault(
        en=f"{name}: {pages:,} pages in a row brought nothing new and it does not end; "
        "tell the office that runs it, then run the same command.",
        zh=f"{name}：连续{pages:,}页没有新数据且没有结束；请告知平台管理单位，之后运行同一命令。",
    )


def incomplete(name: str, rows: int, total: int, passes: int) -> Fault:
    """Fewer rows than were announced."""
    return Fault(
        en=f"{name}: it announces {total:,} rows and gave {rows:,} in {passes} passes; nothing was written to --out. "
        "Run the same command again, or tell the office that runs it.",
        zh=f"{name}：平台通报{total:,}行，读取{passes}遍只得到{rows:,}行；未写出文件。请再次运行同一命令，或告知平台管理单位。",
    )


def restless(name: str, passes: int) -> Fault:
    """Passes of which no two say the same, where no total says which is right."""
    return Fault(
        en=f"{name}: {passes} passes, and no two of them alike: its rows change while they are read. Run the same "
        "command again when it is quieter, or have it say how many rows there are (reply.total).",
        zh=f"{name}：读取{passes}遍，没有两遍相同：读取过程中数据在变。请在平静时再次运行同一命令，或请对方给出总数（reply.total）。",
    )


def too_many(name: str, rows: int, total: int) -> Fault:
    """More rows than were announced."""
    return Fault(
        en=f"{name}: it announces {total:,} rows and gave {rows:,} different ones; nothing was written to --out. "
        "Tell the office that runs it, then run the command again with --afresh.",
        zh=f"{name}：平台通报{total:,}行，实际给出{rows:,}行；未写出文件。"
        "请告知平台管理单位，之后加 --afresh 重新运行。",
    )
