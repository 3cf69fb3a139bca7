"""What the room tells: kinds of events. They name datasets and officers, and nobody whose data are shared."""

from fangxian.ledger.kinds import declare

ASKED = declare(
    "sharing.asked",
    zh="{actor} 申请共享 {dataset}（{fields} 个字段，区划 {area}）",
    en="{actor} asked for {fields} fields of {dataset} in {area}",
)
GRANTED = declare(
    "sharing.granted",
    zh="{actor} 批准共享 {dataset}（{fields} 个字段，区划 {area}，申请人 {asked_by}）",
    en="{actor} granted {asked_by} {fields} fields of {dataset} in {area}",
)
REFUSED = declare(
    "sharing.refused",
    zh="{actor} 退回共享申请 {dataset}（申请人 {asked_by}）",
    en="{actor} refused {asked_by} what was asked for of {dataset}",
)
TAKEN_BACK = declare(
    "sharing.taken_back", zh="{actor} 撤回共享申请 {dataset}", en="{actor} took back a request for {dataset}"
)
KEY_MADE = declare("sharing.key_made", zh="{actor} 领取授权密钥", en="{actor} took a key of the grant")
KEY_DROPPED = declare("sharing.key_dropped", zh="{actor} 停用授权密钥", en="{actor} put an end to the key of the grant")
ENDED = declare("sharing.ended", zh="{actor} 终止授权（{ended}）", en="{actor} ended the grant ({ended})")
