"""What the pages of codes call things."""

from fangxian.healthcode import rules
from fangxian.healthcode.classes import answer_reasons, appeal_classes
from fangxian.outbreak.vocabulary import reasons
from fangxian.screening import queries as screening
from fangxian.web.language import say

#: What a code shows -> the class of its tag.
TAGS = {"unknown": "", "green": "good", "held": "warn", "yellow": "warn", "red": "bad"}
KINDS = {"restrict": ("赋码", "Restrict"), "change": ("变更", "Change"), "lift": ("解码", "Lift")}
STATES = {
    "waiting": ("待审批", "Waiting", "warn"),
    "approved": ("已批准", "Approved", "good"),
    "refused": ("已退回", "Refused", ""),
    "withdrawn": ("已撤回", "Withdrawn", ""),
    "undone": ("批准后撤回", "Taken back", ""),
}
APPEALS = {
    "waiting": ("待答复", "Waiting", "warn"),
    "second_look": ("首次维持，待另一人复核", "Refused once: another person looks", "warn"),
    "upheld": ("维持", "The restriction stands", ""),
    "overturned": ("申诉成立，已解除", "For the resident", "good"),
    "moot": ("措施已先行解除", "It ended before an answer", ""),
}
FILED = {
    "self": ("本人", "themselves"),
    "proxy": ("代办人", "a proxy"),
    "officer": ("工作人员代为", "an officer for them"),
}
#: Datasets of evidence that may change codes.
DATASETS = {
    "vaccinations": ("疫苗接种", "Vaccinations"),
    "drug_purchases": ("四类药购买", "Fever-drug purchases"),
    "arrivals": ("抵乡报备", "Arrival reports"),
    "checkpoints": ("卡口通行", "Checkpoints"),
    "check_ins": ("扫码登记", "Check-ins"),
}
FIGURES = {
    "assigned": ("新增", "Assigned"),
    "cleared": ("解除", "Cleared"),
    "lapsed": ("到期", "Lapsed"),
    "appealed": ("申诉", "Appealed"),
    "overturned": ("申诉成立", "Overturned"),
    "upheld": ("维持", "Upheld"),
    "hours": ("答复用时（小时，中位）", "Median hours to answer"),
    "barred": ("违规尝试被拒", "Attempts barred"),
}


def state(name: str) -> str:
    """What a code shows."""
    words = rules.states()[name]
    return say(words.zh, words.en)


def reason(name: str) -> str:
    """Why somebody is restricted, as officers call it."""
    words = reasons().get(name)
    return say(words.short.zh, words.short.en) if words else say("违规尝试", "Attempts")


def appeal_class(name: str) -> str:
    """What an appeal is about."""
    words = appeal_classes()[name]
    return say(words.zh, words.en)


def answer_reason(name: str) -> str:
    """Why an appeal was answered so."""
    words = answer_reasons()[name]
    return say(words.zh, words.en)


def stopped(act: str) -> str:
    """What an act is that waits for a second person: a round's file, or a file of evidence, by its batch."""
    kind, place, batch = (*act.split("/", 2), "", "")[:3]
    if kind == "round" and place.isdigit():
        number = screening.one(int(place)).number
        return say(f"第 {number} 轮检测结果", f"Results of round {number}")
    if kind == "evidence" and place in DATASETS:
        return f"{say(*DATASETS[place])} {batch}"
    return act
