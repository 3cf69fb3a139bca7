"""What fieldwork tells. No payload says what was typed at a door; a person goes by their key."""

from fangxian.ledger.kinds import declare

OPENED = declare(
    "fieldwork.tasks_opened", zh="{actor} 派出任务 {tasks} 项（{origin}）", en="{actor} opened {tasks} tasks ({origin})"
)
CANCELLED = declare(
    "fieldwork.tasks_cancelled",
    zh="{actor} 取消任务 {tasks} 项（{origin}）：{reason_zh}",
    en="{actor} cancelled {tasks} tasks ({origin}): {reason_en}",
)
FOLDED = declare(
    "fieldwork.lines_folded",
    zh="{actor}：同一人的档案合并或拆分，任务对象归并 {folded} 项、恢复 {again} 项",
    en="{actor}: records became one person's, or two people's; {folded} lines folded, {again} brought back",
)
#: payload: task, origin, kind, key, outcome, person (None: in no register), entered (who is in the registry since)
OUTCOME = declare("fieldwork.outcome", zh="{actor} 上门：{outcome_zh}", en="{actor} at the door: {outcome_en}")
#: The same payload.
UNDONE = declare(
    "fieldwork.outcome_undone", zh="{actor} 撤回上门结果：{outcome_zh}", en="{actor} took back: {outcome_en}"
)
HANDED_OVER = declare("fieldwork.handed_over", zh="{actor} 将任务转派至 {area}", en="{actor} handed a task to {area}")
#: A day's visits at once; payload: first and last (keys of visits).
DAY = declare(
    "fieldwork.day_reported",
    zh="{actor} 上报上门结果 {visits} 项",
    en="{actor} reported what was found at {visits} visits",
)
