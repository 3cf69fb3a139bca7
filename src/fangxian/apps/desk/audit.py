"""The audit: what was seen and done, by whom, for what; and whether the record itself is whole."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from fangxian.access.gate import requires
from fangxian.access.queries import signatures
from fangxian.access.roles import purposes, verbs
from fangxian.ledger import actions as ledger
from fangxian.ledger import queries
from fangxian.lib import clock
from fangxian.web.language import say
from fangxian.web.paging import page

#: What stands in an action's name -> what it is about.
SUBJECTS = {
    "person": ("人员", "person"),
    "household": ("户", "household"),
    "dwelling": ("房屋", "dwelling"),
    "building": ("楼栋", "building"),
    "compound": ("小区", "compound"),
    "organisation": ("法人", "organisation"),
    "account": ("账号", "account"),
    "outbreak": ("疫情", "outbreak"),
    "batch": ("批次", "batch"),
    "held_row": ("问题数据", "held row"),
    "doubt": ("待核对记录", "doubtful row"),
    "stray": ("不在册人员", "somebody in no register"),
    "sample": ("样本", "sample"),
    "sharing": ("数据共享", "sharing"),
    "source": ("数据来源", "source"),
    "entry": ("审计记录", "entry of the audit"),
}
#: Actions that are no verb of a role.
OTHERS = {
    "access.refused": ("被拒绝", "refused"),
    "account.sign_in": ("登录", "signed in"),
    "account.sign_out": ("退出", "signed out"),
    "account.refused": ("登录失败", "failed to sign in"),
    "account.change_password": ("修改密码", "changed the password"),
    "account.add_factor": ("启用动态口令", "set up a second factor"),
    "account.remove_factor": ("停用动态口令", "took a second factor off"),
    "account.choose_language": ("选择语言", "chose a language"),
    "accounts.department": ("设置所属部门", "set the department"),
    "accounts.create": ("开设账号", "made an account"),
    "accounts.appoint": ("任职", "appointed"),
    "accounts.end": ("终止任职", "ended an appointment"),
    "accounts.ask": ("申请（待另一人批准）", "asked for a second person's approval"),
    "accounts.withdraw": ("撤回或退回申请", "withdrew or refused what was asked for"),
    "accounts.unlock": ("解锁账号", "unlocked an account"),
    "accounts.reset_password": ("重置密码", "reset a password"),
    "accounts.invite": ("发放开通码", "gave a code to choose a password with"),
    "accounts.second_code": ("发放第二个开通码", "gave the second code"),
    "accounts.shut": ("停用原密码，须以两个码重新开通", "shut an account until both codes open it"),
    "account.redeem": ("用开通码设置密码", "chose a password with a code"),
    "accounts.reset_factor": ("重置动态口令", "reset a second factor"),
    "accounts.close": ("停用账号", "closed an account"),
    "batches.export": ("导出批次或问题数据清单", "exported batches or held rows"),
    "sources.ask_again": ("重新取数", "had a source asked again"),
    "sharing.export": ("按授权交付数据", "gave data under a grant"),
    "sharing.fetch": ("取走共享文件", "took a file of sharing"),
    "audit.export": ("导出审计", "exported the audit"),
    "ledger.shred": ("销毁个人信息", "shredded details"),
}


def asked_of(request: HttpRequest) -> dict[str, str]:
    """What the address narrows the audit to."""
    return {name: request.GET.get(name, "").strip() for name in ("actor", "action", "kind", "subject", "day")}


def narrowed(asked: dict[str, str]) -> Any:
    """The entries of that."""
    since = _day(asked["day"])
    return queries.entries(
        actor=asked["actor"],
        action=asked["action"],
        subject_kind=asked["kind"],
        subject=asked["subject"],
        since=since,
        until=since + timedelta(days=1) if since else None,
    )


@requires("audit.read")
def audit(request: HttpRequest) -> HttpResponse:
    """The entries, the latest first, narrowed as asked."""
    asked = asked_of(request)
    found = narrowed(asked)
    if not request.GET.get("after"):
        by_what = ",".join(sorted(name for name, value in asked.items() if value))
        ledger.note(action="audit.read", by=request.reader.account, narrowed=by_what)  # type: ignore[attr-defined]
    shown = page(found, ("-at", "-pk"), request.GET.get("after", ""))
    signed = signatures(entry.actor for entry in shown.rows)
    context = {
        "section": "desk:audit",
        "page": shown,
        "rows": [row_of(entry, signed) for entry in shown.rows],
        "asked": asked,
        "narrowed": any(asked.values()),
        "actions": sorted((name, words(name)) for name in {*verbs(), *OTHERS}),
        "kinds": [(name, say(*said)) for name, said in SUBJECTS.items()],
    }
    return render(request, "desk/audit.html", context)


@require_POST
@requires("audit.read")
def verify(request: HttpRequest) -> HttpResponse:
    """Reads the whole chain and says whether it is whole."""
    ledger.note(action="audit.read", by=request.reader.account, verified=True)  # type: ignore[attr-defined]
    return render(request, "desk/verdict.html", {"verdict": queries.verify(), "at": clock.now()})


def words(action: str) -> str:
    """What an action is called; one that no list knows, by its own name."""
    if found := verbs().get(action):
        return say(found.zh, found.en)
    return say(*OTHERS[action]) if action in OTHERS else action


def row_of(entry: Any, signed: dict[str, str]) -> dict[str, Any]:
    purpose = purposes().get(entry.purpose)
    return {
        "entry": entry,
        "signed": signed.get(entry.actor, ""),
        "action": words(entry.action),
        "kind": say(*SUBJECTS[entry.subject_kind]) if entry.subject_kind in SUBJECTS else entry.subject_kind,
        "purpose": say(purpose.zh, purpose.en) if purpose else "",
        "shown": len(entry.details.get("shown", [])),
        "refused": entry.action == "access.refused",
    }


def _day(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=clock.LOCAL)
    except ValueError:
        return None
