"""What the room tells: kinds of events. Their payloads name no person who is not an officer."""

from fangxian.ledger.kinds import declare

PROPOSED = declare("outbreak.proposed", zh="{actor} 提出启动疫情应急", en="{actor} proposed an outbreak")
ACTIVATED = declare(
    "outbreak.activated",
    zh="{actor} 批准启动疫情应急（提出人 {proposed_by}）",
    en="{actor} approved the outbreak that {proposed_by} proposed",
)
WITHDRAWN = declare("outbreak.withdrawn", zh="{actor} 撤回疫情启动申请", en="{actor} withdrew a proposed outbreak")
CLOSED = declare("outbreak.closed", zh="{actor} 宣布疫情结束", en="{actor} closed the outbreak")
PURGE_ASKED = declare(
    "outbreak.purge_asked",
    zh="{actor} 提请销毁，待另一人见证",
    en="{actor} asked for the purge; a witness has to confirm",
)
PURGED = declare(
    "outbreak.purged",
    zh="{actor} 销毁疫情数据 {rows} 行（见证人 {witness}）",
    en="{actor} purged {rows} rows of the outbreak, witnessed by {witness}",
)
