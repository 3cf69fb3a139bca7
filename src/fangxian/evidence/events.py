"""What evidence tells. No payload says what was found of anybody; a person goes by their key."""

from fangxian.ledger.kinds import declare

#: payload: fact, outbreak, kind. The subject is the person.
RECORDED = declare("evidence.recorded", zh="{actor} 录入佐证", en="{actor} recorded evidence")
#: The same payload.
WITHDRAWN = declare("evidence.withdrawn", zh="{actor} 撤回佐证", en="{actor} withdrew evidence")
#: payload: outbreak, rows, recorded, again, held (reason -> rows), first and last (keys of facts; 0 without any); where
#: facts were withdrawn in the same act: withdrawn (how many), at (as below)
BATCH_APPLIED = declare(
    "evidence.batch_applied",
    zh="{actor} 收取佐证批次：{rows} 行，新增 {recorded} 条",
    en="{actor} took in a batch of evidence: {rows} rows, {recorded} new",
)
#: payload: outbreak, facts
COMPACTED = declare(
    "evidence.compacted", zh="单条佐证归档 {facts} 条", en="{facts} single facts were compacted into a batch"
)
#: payload: outbreak, facts, at (ISO: the moment by which they are withdrawn)
BATCH_WITHDRAWN = declare(
    "evidence.batch_withdrawn",
    zh="{actor} 撤回佐证批次：{facts} 条",
    en="{actor} withdrew a batch of evidence: {facts} facts",
)
