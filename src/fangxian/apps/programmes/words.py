"""What the pages of follow-up call states, stages and changes."""

from contextlib import suppress
from datetime import UTC, datetime

from fangxian.evidence.rules import kinds
from fangxian.outbreak.protocol import PersonClass
from fangxian.outbreak.vocabulary import called
from fangxian.programme.words import reasons
from fangxian.web.formats import moment
from fangxian.web.language import say

#: State of an enrolment -> its words, and the colour of its tag.
STATES = {
    "active": ("纳管中", "Followed", "accent"),
    "release_due": ("待批准解除", "Release to be approved", "warn"),
    "released": ("已解除", "Released", "good"),
    "ended": ("已终止", "Ended", ""),
}
#: State of something due -> the same.
DUE = {
    "open": ("待办", "To come", ""),
    "met": ("已完成", "Done", "good"),
    "overdue": ("逾期未做", "Overdue", "bad"),
    "late": ("逾期后补做", "Done too late", "warn"),
    "waived": ("已免除", "Waived", ""),
    "cancelled": ("已取消", "Cancelled", ""),
}
CHANGES = {
    "enrolled": ("纳入管理", "Enrolled"),
    "stage": ("进入新阶段", "A stage began"),
    "planned": ("阶段重新排定", "Stages were drawn up anew"),
    "unmet": ("应做事项逾期", "Something is overdue"),
    "pressed": ("上门后仍未做", "Still wanting after a visit"),
    "in_doubt": ("有数据待核对，暂不管控", "A row in doubt may be theirs: not restricted"),
    "made_good": ("逾期事项已补", "Made good"),
    "breach": ("出现不利佐证", "Evidence against them"),
    "cleared": ("不利佐证已撤回", "That evidence was withdrawn"),
    "transferred": ("转移地点", "Moved to another place"),
    "move_asked": ("提请改用现行方案", "The version in force was asked for"),
    "move_refused": ("未批准改用现行方案", "That was not approved"),
    "moved": ("改用现行方案", "Moved to the version in force"),
    "moved_back": ("退回原方案", "Put back under the version before"),
    "waived": ("免除一项", "Something was waived"),
    "unwaived": ("撤销免除", "A waiver was taken back"),
    "release_due": ("具备解除条件", "The conditions of release hold"),
    "reopened": ("恢复管理", "Followed again"),
    "released": ("解除", "Released"),
    "ended": ("终止", "Ended"),
    "withdrawn": ("名单撤回", "The list was taken back"),
}
ROLLS = {
    "proposed": ("待另一人批准", "Waits for a second person", "warn"),
    "enrolled": ("已纳管", "Enrolled", "good"),
    "refused": ("未批准", "Not approved", ""),
    "withdrawn": ("已撤回", "Taken back", ""),
}


def class_named(classes: dict[str, PersonClass], name: str) -> str:
    """A class of people in words."""
    return say(classes[name].zh, classes[name].en) if name in classes else name


def evidence_named(kind: str) -> str:
    """A kind of evidence in words."""
    found = kinds().get(kind)
    return say(found.zh, found.en) if found else kind


def reason_named(kind: str, name: str) -> str:
    """A reason of a closed list in words; '' for none."""
    found = reasons()[kind].get(name)
    return say(found.zh, found.en) if found else name


def stage_named(kind: str) -> str:
    """A kind of stage in words."""
    found = called("phases", kind)
    return say(found.zh, found.en)


#: What a list came of -> its words.
_LISTS = {
    "purchase": ("购药登记", "Purchases"),
    "breach": ("不利佐证转入", "After a breach"),
    "drawn": ("演示抽取名单", "Drawn by the demo"),
}


def list_named(origin: str) -> str:
    """What a list came of, in words: who typed one called it nothing, so it goes by when that was. A list that somebody
    named keeps its name."""
    kind, _, rest = origin.partition("/")
    if kind == "list":
        with suppress(ValueError):
            at = datetime.strptime(rest.partition("/")[0], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
            return f"{say('页面录入名单', 'Typed on the page')} · {moment(at)}"
    return say(*_LISTS[kind]) if kind in _LISTS else origin
