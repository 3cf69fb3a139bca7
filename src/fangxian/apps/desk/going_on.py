"""What somebody has just let through or mended goes into the registries: at once where that takes seconds, and said."""

from django.http import HttpRequest

from fangxian.access.reader import Reader
from fangxian.lib.fault import Fault
from fangxian.runs import loading
from fangxian.web import telling
from fangxian.web.language import say


def tell(request: HttpRequest, done: str) -> None:
    """Goes on, or leaves it to the minute's work; says after `done` which."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    if loading.takes_seconds():
        try:
            loading.go_on(by=reader.account)
        except Fault as fault:
            telling.failed(request, fault)
        else:
            telling.done(request, f"{done}{say('已入库。', ' It is in the registry.')}")
            return
    later = say(
        "稍后由每分钟任务（fangxian nightly --minute）入库。",
        " The minute's work (fangxian nightly --minute) brings it in.",
    )
    telling.done(request, f"{done}{later}")
