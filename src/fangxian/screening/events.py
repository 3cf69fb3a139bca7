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
TUBES_PLANNED = declare(
    "screening.tubes_planned",
    zh="{actor} 为采样点“{site}”预制采样管 {tubes} 支",
    en="{actor} planned {tubes} tubes for the site {site}",
)
BOX_HANDED_OVER = declare(
    "screening.box_handed_over",
    zh="{actor} 将采样点“{site}”的 {box} 号箱（{tubes} 管）交运至{laboratory}",
    en="{actor} handed box {box} of {site} ({tubes} tubes) over, to {laboratory}",
)
BOX_RECEIVED = declare(
    "screening.box_received",
    zh="{actor} 接收 {box} 号箱：到 {tubes} 管，缺 {missing} 管",
    en="{actor} received box {box}: {tubes} tubes are there, {missing} are missing",
)
TUBES_RETURNED = declare(
    "screening.tubes_returned",
    zh="{actor} 收到实验室结果 {file}：{tubes} 管有结果，{held} 行待处理",
    en="{actor} took in {file} of a laboratory: {tubes} tubes have a result, {held} rows wait",
)
ASKED = declare(
    "screening.library_asked",
    zh="{actor} 为{purpose_zh}向“{library_zh}”查询 {people} 人的结果",
    en="{actor} asked {library_en} for {people} people, for {purpose_en}",
)
