"""What isolation tells. No payload says who lives behind a door."""

from fangxian.ledger.kinds import declare

REGISTERED = declare(
    "isolation.devices_registered", zh="{actor} 登记设备 {devices} 台", en="{actor} registered {devices} devices"
)
RENEWED = declare("isolation.key_renewed", zh="{actor} 更换设备密钥", en="{actor} gave a device a new key")
RETIRED = declare("isolation.device_retired", zh="{actor} 停用设备", en="{actor} retired a device")
#: payload: device, dwelling, outbreak
BOUND = declare("isolation.device_bound", zh="{actor} 将设备绑定到住户", en="{actor} bound a device to a door")
UNBOUND = declare("isolation.device_unbound", zh="{actor} 解绑设备", en="{actor} took a device off its door")
#: For all alerts that a batch of messages, or a minute, brought; payload: alerts, first, last (their keys)
ALERTED = declare("isolation.alerted", zh="门磁提醒 {alerts} 条", en="{alerts} alerts of door sensors")
ACKNOWLEDGED = declare("isolation.alert_acknowledged", zh="{actor} 已接收门磁提醒", en="{actor} acknowledged an alert")
#: payload: alert, binding, dwelling, outbreak, at (of the opening), how, finding, breaks
SETTLED = declare(
    "isolation.alert_settled",
    zh="{actor} 办结门磁提醒：{finding_zh}",
    en="{actor} settled an alert: {finding_en}",
)
PLANNED = declare(
    "isolation.visit_planned", zh="{actor} 约定上门：{visit_zh}", en="{actor} planned a visit: {visit_en}"
)
CANCELLED = declare("isolation.visit_cancelled", zh="{actor} 取消约定的上门", en="{actor} cancelled a planned visit")
