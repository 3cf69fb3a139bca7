"""What the registry tells."""

from fangxian.ledger import kinds

APPLIED = kinds.declare(
    "registry.applied",
    zh="{actor} 将批次 {subject} 入库：新增 {inserted}、变更 {changed}、不变 {unchanged}、终止 {ended}",
    en="{actor} applied {subject}: {inserted} new, {changed} changed, {unchanged} as before, {ended} ended",
)
CORRECTED = kinds.declare(
    "registry.person_corrected",
    zh="{actor} 更正了{fields_zh}（{reason_zh}）",
    en="{actor} corrected the {fields_en} ({reason_en})",
)
MOVED = kinds.declare("registry.person_moved", zh="{actor} 登记迁居", en="{actor} recorded a move")
LEFT = kinds.declare("registry.person_left", zh="{actor} 登记搬离", en="{actor} recorded that they have left")
VERIFIED = kinds.declare(
    "registry.residence_verified", zh="{actor} 上门核实居住情况", en="{actor} verified where they live"
)
ENTERED = kinds.declare(
    "registry.person_entered", zh="{actor} 上门登记新住户", en="{actor} entered somebody who lives there"
)
RETURNED = kinds.declare(
    "registry.person_returned",
    zh="{actor} 上门登记其返回居住（原辖区 {area}）",
    en="{actor} recorded that they live here again (looked after in {area} before)",
)
PUT_BACK = kinds.declare(
    "registry.visit_put_back", zh="{actor} 撤回上门结果，登记恢复原状", en="{actor} took back what a visit had changed"
)
#: `people`: every record concerned.
STANDS_FOR = kinds.declare(
    "registry.records_stand_for",
    zh="{actor} 变更了 {records} 份档案的归属（重复登记的合并或撤回）",
    en="{actor} changed for whom {records} records stand (merged as one person's, or taken back)",
)
#: `organisations`: every entry concerned; `sites`: area -> how many sites more, or fewer, count there.
ORGANISATIONS_STAND_FOR = kinds.declare(
    "registry.organisations_stand_for",
    zh="{actor} 变更了 {records} 份法人档案的归属（重复登记的合并或撤回）",
    en="{actor} changed for which organisation {records} entries stand (merged as one, or taken back)",
)
#: `people`: who they are.
VISITED = kinds.declare(
    "registry.people_visited",
    zh="{actor} 上门核实 {met} 人、搬离 {left} 人、新登记 {entered} 人",
    en="{actor} verified {met} people at their doors; {left} have left, {entered} were entered",
)
