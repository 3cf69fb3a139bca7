"""What home isolation tells. No payload says who lives behind a door, or what was typed."""

from fangxian.ledger.kinds import declare

CHECKED = declare("home_isolation.home_checked", zh="{actor} 核查居家条件", en="{actor} looked whether a home is fit")
NOTIFIED = declare("home_isolation.notified", zh="{actor} 告知居家隔离", en="{actor} told a household")
MOVED = declare(
    "home_isolation.moved_out",
    zh="{actor} 将住处不符合条件的人员转往集中隔离",
    en="{actor} sent them where the protocol says",
)
BACK = declare(
    "home_isolation.moved_back",
    zh="{actor} 将转出人员转回居家隔离（住处复核符合条件）",
    en="{actor} let them come back: their home is fit",
)
ASKED = declare("home_isolation.need_asked", zh="{actor} 登记住户需求", en="{actor} took down what a household needs")
PROMISED = declare("home_isolation.need_promised", zh="{actor} 认领住户需求", en="{actor} promised to bring it")
SETTLED = declare("home_isolation.need_settled", zh="{actor} 办结住户需求", en="{actor} settled what was needed")
