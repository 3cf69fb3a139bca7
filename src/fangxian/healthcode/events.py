"""What the room tells. No payload names anybody but officers; people are read at the door, by a range of turns."""

from fangxian.ledger.kinds import declare

LAID = declare(
    "healthcode.laid",
    zh="{actor}：{rule} 新增管控措施 {people} 人",
    en="{actor}: {people} people restricted by {rule}",
)
ENDED = declare(
    "healthcode.ended",
    zh="{actor}：解除管控措施 {people} 人（{why_zh}）",
    en="{actor}: {people} restrictions ended: {why_en}",
)
#: payload: first and last (keys of turns), people.
COLOURED = declare("healthcode.coloured", zh="健康码变化 {people} 人", en="the codes of {people} people changed")
FROZEN = declare(
    "healthcode.worsening_frozen",
    zh="申诉未答复，同一佐证不再加重：{rule}",
    en="not restricted further on the same evidence while an appeal is open: {rule}",
)
PROPOSED = declare(
    "healthcode.proposed",
    zh="{actor} 提请人工管控 {people} 人（{reason_zh}），待另一人审批",
    en="{actor} proposed a restriction by hand of {people} people ({reason_en}); another person decides",
)
APPROVED = declare(
    "healthcode.approved",
    zh="{actor} 批准人工管控 {people} 人（{reason_zh}），提请人 {proposed_by}",
    en="{actor} approved what {proposed_by} proposed for {people} people ({reason_en})",
)
REFUSED = declare(
    "healthcode.refused", zh="{actor} 退回人工管控 {people} 人", en="{actor} refused a proposal for {people} people"
)
WITHDRAWN = declare(
    "healthcode.withdrawn", zh="{actor} 撤回人工管控提请", en="{actor} took a proposal back before it was decided"
)
UNDONE = declare(
    "healthcode.undone",
    zh="{actor} 撤回已批准的人工管控 {people} 人",
    en="{actor} took back what had been approved for {people} people",
)
#: An attempt that law 3 bars; what was tried stands in the published figures.
ATTEMPTED = declare(
    "healthcode.attempt_barred",
    zh="{actor} 试图人工管控 {people} 人，被拒绝：{why_zh}",
    en="{actor} tried to restrict {people} people by hand, and was refused: {why_en}",
)
APPEALED = declare("healthcode.appealed", zh="收到申诉（{class_zh}）", en="an appeal was filed ({class_en})")
ANSWERED = declare(
    "healthcode.answered",
    zh="{actor} 答复申诉：{outcome_zh}（{reason_zh}）",
    en="{actor} answered an appeal: {outcome_en} ({reason_en})",
)
STOPPED = declare(
    "healthcode.act_stopped",
    zh="{actor} 的操作 {subject} 将改变 {people} 人的健康码，已暂停，待另一人确认",
    en="{subject} by {actor} would change the codes of {people} people: it waits for another person",
)
CONFIRMED = declare(
    "healthcode.stop_confirmed",
    zh="{actor} 确认 {subject} 可以继续（{people} 人变码），{asked_by} 提请",
    en="{actor} let {subject} go on, which {asked_by} asked for: the codes of {people} people change",
)
STOP_REFUSED = declare("healthcode.stop_refused", zh="{actor} 退回了 {subject}", en="{actor} refused {subject}")
