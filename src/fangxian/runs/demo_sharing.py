"""The demo's sharing, on the morning after its last round: one grant in use, a file each day, a request that waits, one
that was refused. Done before, all of it is left alone.
"""

from datetime import datetime, timedelta

from fangxian.access.queries import reader
from fangxian.lib import clock
from fangxian.runs import sharing
from fangxian.sharing import actions, queries
from fangxian.sharing.rules import MASKED, WHOLE, Asked

#: Who asks, of which area; who answers (demo_accounts.toml).
STREET, CITY, ANALYST, STEWARD = "zhao.min", "feng.guodong", "zhou.yuting", "chen.siyuan"
_DISTRICT = "230108"
#: Pages that the street has taken already, and rows of each.
_PAGES, _ROWS = 3, 200


def share(*, at: datetime) -> None:
    """Asks, answers and takes, up to a moment. Raises as what it calls."""
    street, city, analyst, steward = map(reader, (STREET, CITY, ANALYST, STEWARD))
    if queries.requests(steward).exists():
        return
    with clock.set_to(at - timedelta(days=2)):
        visits = actions.ask(asked=_asked(**_VISITS, area_code=street.areas[0]), by=street)
        wanted = actions.ask(asked=_asked(**_EVERYBODY, area_code=_DISTRICT), by=city)
        actions.ask(asked=_asked(**_FIRMS, area_code=_DISTRICT), by=city)
    with clock.set_to(at - timedelta(days=1)):
        fields = visits.fields | {"phone": MASKED}
        grant = actions.grant(request=visits.pk, why="入户所需，电话脱敏即可", fields=fields, by=steward)
        actions.refuse(request=wanted.pk, why="研判用统计数据即可，不提供全区证件号码", by=steward)
        sharing.due()
    with clock.set_to(at - timedelta(hours=3)):
        key, cursor = actions.make_key(grant=grant.pk, by=street), ""
        for _ in range(_PAGES):
            cursor = sharing.page(grant=grant.pk, key=key, cursor=cursor, limit=_ROWS).after
    with clock.set_to(at):
        actions.ask(asked=_asked(**_DOORS, area_code=_DISTRICT), by=analyst)
        sharing.due()


def _asked(**said: object) -> Asked:
    now = clock.now()
    given = {"since": now, "until": now + timedelta(days=30), "basis": "传染病防治法；区指挥部第 12 号令"} | said
    return Asked(**given)  # type: ignore[arg-type]


_VISITS = {
    "dataset": "residents", "purpose": "testing_round", "way": "api",
    "fields": {"name": WHOLE, "sex": WHOLE, "phone": WHOLE, "address": WHOLE, "grid": WHOLE},
    "why": "逐户通知本街道未检人员，核对在册住址", "recipients": "街道疫情防控办公室 4 人",
}  # fmt: skip
_EVERYBODY = {
    "dataset": "residents", "purpose": "supervision", "way": "once", "form": "xlsx",
    "fields": {"name": WHOLE, "id_number": WHOLE, "phone": WHOLE},
    "why": "掌握全区人员情况，供会商研判", "recipients": "市指挥部专班",
}  # fmt: skip
_FIRMS = {
    "dataset": "organisations", "purpose": "supervision", "way": "daily", "form": "xlsx",
    "fields": {"uscc": WHOLE, "name": WHOLE, "kind": WHOLE, "industry": WHOLE, "status": WHOLE, "address": WHOLE},
    "why": "核对全市重点场所名录", "recipients": "市指挥部场所组",
}  # fmt: skip
_DOORS = {
    "dataset": "dwellings", "purpose": "household_verification", "way": "once", "form": "parquet",
    "fields": {"dwelling": WHOLE, "compound": WHOLE, "building": WHOLE, "unit": WHOLE, "floor": WHOLE, "grid": WHOLE},
    "why": "测算各网格入户工作量", "recipients": "区卫健局统计科",
}  # fmt: skip
