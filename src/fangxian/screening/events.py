"""What screening tells. No payload names a person."""

from fangxian.ledger.kinds import declare

MADE = declare(
    "screening.round_made",
    zh="{actor} 建立第 {number} 轮区域核酸检测，应检 {expected} 人",
    en="{actor} made testing round {number}, in which {expected} are expected",
)
ARRIVED = declare(
    "screening.batch_arrived",
    zh="{actor} 收到批次 {batch}：{rows} 行，{changed} 人状态变化",
    en="{actor} received {batch}: {rows} rows, {changed} people stand otherwise",
)
WITHDRAWN = declare(
    "screening.batch_withdrawn",
    zh="{actor} 撤回批次 {batch}：{changed} 人状态变化",
    en="{actor} withdrew {batch}: {changed} people stand otherwise",
)
COMPLETE = declare(
    "screening.round_complete",
    zh="{actor} 宣布第 {number} 轮结果已收齐",
    en="{actor} declared the results of round {number} complete",
)
JUDGED = declare(
    "screening.row_judged",
    zh="{actor} 核定了批次 {batch} 第 {row} 行",
    en="{actor} decided row {row} of {batch}",
)
REOPENED = declare(
    "screening.round_reopened",
    zh="第 {number} 轮因批次撤回重新开放",
    en="Round {number} is open again: a batch of it was withdrawn",
)
