"""What identity tells."""

from fangxian.ledger import kinds

#: Of what two records may be one.
PERSON, ORGANISATION = "person", "organisation"

LINKED = kinds.declare(
    "identity.linked", zh="{actor} 将批次 {subject} 的 {rows} 行关联到人", en="{actor} linked {rows} rows of {subject}"
)
DOUBTED = kinds.declare(
    "identity.doubted", zh="批次 {subject} 有 {rows} 行待人工核对", en="{rows} rows of {subject} wait for a decision"
)
UNLINKED = kinds.declare(
    "identity.unlinked",
    zh="{actor} 撤销了 {dataset}/{batch} 第 {row} 行的关联",
    en="{actor} took back the link of row {row} of {dataset}/{batch}",
)
RELINKED = kinds.declare(
    "identity.relinked",
    zh="{actor} 恢复了 {dataset}/{batch} 第 {row} 行的关联",
    en="{actor} restored the link of row {row} of {dataset}/{batch}",
)
DECIDED = kinds.declare(
    "identity.decided", zh="{actor} 核定了批次 {subject} 第 {row} 行", en="{actor} decided row {row} of {subject}"
)
TWO = kinds.declare("identity.not_the_same", zh="{actor} 确认并非同一人", en="{actor} said that they are two people")
UNDECIDED = kinds.declare(
    "identity.undecided",
    zh="{actor} 撤回了对批次 {subject} 第 {row} 行的核定",
    en="{actor} took back the decision about row {row} of {subject}",
)
ALIKE = kinds.declare(
    "identity.alike", zh="{pairs} 对档案疑似同一人，待人工核对", en="{pairs} pairs of records may be one person's"
)
MERGED = kinds.declare(
    "identity.merged",
    zh="{actor} 将档案 {absorbed} 并入档案 {subject}",
    en="{actor} merged record {absorbed} into {subject}",
)
UNMERGED = kinds.declare(
    "identity.unmerged",
    zh="{actor} 撤回合并：档案 {absorbed} 与 {subject} 各自独立",
    en="{actor} took back the merge of record {absorbed} into {subject}",
)
TWO_NO_MORE = kinds.declare(
    "identity.may_be_the_same", zh="{actor} 撤回“并非同一人”的核定", en="{actor} took back that they are two people"
)
ALIKE_ORGANISATIONS = kinds.declare(
    "identity.alike_organisations",
    zh="{pairs} 对法人档案疑似同一法人，待人工核对",
    en="{pairs} pairs of entries may be one organisation",
)
MERGED_ORGANISATION = kinds.declare(
    "identity.organisation_merged",
    zh="{actor} 将法人档案 {absorbed} 并入法人档案 {subject}",
    en="{actor} merged the organisation's entry {absorbed} into {subject}",
)
UNMERGED_ORGANISATION = kinds.declare(
    "identity.organisation_unmerged",
    zh="{actor} 撤回合并：法人档案 {absorbed} 与 {subject} 各自独立",
    en="{actor} took back the merge of the organisation's entry {absorbed} into {subject}",
)
TWO_ORGANISATIONS = kinds.declare(
    "identity.not_the_same_organisation",
    zh="{actor} 确认并非同一法人",
    en="{actor} said that they are two organisations",
)
TWO_ORGANISATIONS_NO_MORE = kinds.declare(
    "identity.may_be_the_same_organisation",
    zh="{actor} 撤回“并非同一法人”的核定",
    en="{actor} took back that they are two organisations",
)
