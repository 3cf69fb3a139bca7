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
PROTOCOL_PROPOSED = declare(
    "outbreak.protocol_proposed",
    zh="{actor} 提出防控方案第 {number} 版（{pack}）",
    en="{actor} proposed version {number} of the protocol ({pack})",
)
PROTOCOL_IN_FORCE = declare(
    "outbreak.protocol_in_force",
    zh="{actor} 批准防控方案第 {number} 版（{pack}，提出人 {proposed_by}）",
    en="{actor} approved version {number} of the protocol ({pack}) that {proposed_by} proposed",
)
PROTOCOL_WITHDRAWN = declare(
    "outbreak.protocol_withdrawn",
    zh="{actor} 撤回防控方案第 {number} 版",
    en="{actor} took version {number} of the protocol back",
)
AREA_STEP_PROPOSED = declare(
    "outbreak.area_step_proposed",
    zh="{actor} 提出风险区事项：{act_zh}",
    en="{actor} proposed for a risk area: {act_en}",
)
AREA_STEP_APPROVED = declare(
    "outbreak.area_step_approved",
    zh="{actor} 批准风险区事项：{act_zh}（提出人 {proposed_by}）",
    en="{actor} approved for a risk area what {proposed_by} proposed: {act_en}",
)
AREA_STEP_WITHDRAWN = declare(
    "outbreak.area_step_withdrawn",
    zh="{actor} 撤回风险区事项：{act_zh}",
    en="{actor} took back for a risk area: {act_en}",
)
AREA_PUBLISHED = declare("outbreak.area_published", zh="{actor} 发布风险区", en="{actor} published a risk area")
AREA_BEGAN = declare("outbreak.area_began", zh="风险区生效", en="A risk area came into force")
AREA_DUE = declare("outbreak.area_step_down_due", zh="风险区到期，待调整等级", en="A risk area is due to step down")
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
