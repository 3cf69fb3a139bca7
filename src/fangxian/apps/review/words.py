"""Why a row is asked about, and what of it agrees with a candidate, in words."""

from fangxian.identity.events import ORGANISATION
from fangxian.web.language import say

#: Why a person must look (docs/outputs.md, review).
REASONS = {
    "name_disagrees": ("号码是其本人的，姓名却不同", "The number is theirs, the name plainly another"),
    "another_valid_number": (
        "姓名与电话（或大部分号码）相符，但另有有效号码",
        "The name agrees, and the phone or most of the number; the row has another valid number",
    ),
    "another_number": ("姓名电话相符，号码残缺且相差大", "Name and phone agree; the number is damaged and far off"),
    "two_candidates": ("几名候选人难分伯仲", "No candidate leads clearly"),
    "not_certain": ("证据不足以认定", "The evidence is short of a link"),
    "name_alone": ("仅姓名相符", "Only the name agrees"),
    "no_such_person": ("登记册中没有此人", "Nobody like this is in the register"),
    "no_identity": ("没有可辨认身份的信息", "Nothing says who it is"),
    "review": ("待核对", "To be looked at"),
    "phone_alone": ("仅电话相符", "Only the phone agrees"),
}
FIELDS = {
    "number": ("证件号码", "number"), "name": ("姓名", "name"), "phone": ("电话", "phone"),
    "born": ("出生日期", "birth date"),
    "own_name": ("名称", "name"), "uscc": ("统一社会信用代码", "credit code"),
    "code": ("统一社会信用代码", "credit code"),
    "kind": ("类别", "kind"),
    "industry": ("行业", "industry"), "state": ("登记状态", "state"), "established": ("成立", "established"),
    "site": ("场所", "site"), "staff": ("在册人员", "staff"),
    "place": ("住处", "home"), "sex": ("性别", "sex"), "address": ("住址", "address"), "area": ("辖区", "area"),
}  # fmt: skip
LEVELS = {
    "same": ("一致", "same"), "digit": ("差一位", "one digit"), "swapped": ("两位互换", "swapped"),
    "missing": ("缺一位", "one missing"), "extra": ("多一位", "one too many"), "sound": ("同音", "same sound"),
    "shape": ("形近", "look alike"), "masked": ("部分隐去", "partly hidden"), "near": ("相近", "near"),
    "one_character": ("差一字", "one character"), "given": ("仅名相同", "given name"),
    "surname": ("仅姓相同", "surname"), "different": ("不同", "different"), "differs": ("不同", "differs"),
    "door": ("同一户", "same door"), "grid": ("同网格", "same grid"), "one_digit": ("差一位", "one digit"),
    "other_number": ("另一有效号码", "another valid number"), "one_edit": ("差一处", "one slip"),
    "two_edits": ("差两处", "two slips"), "cut": ("只剩前段", "its beginning"), "part": ("只有一段", "a part of it"),
    "born": ("出生日期段一致", "its birth date"), "cleaned": ("去杂后一致", "the same when cleaned"),
    "form": ("企业形式不同", "another legal form"), "short": ("简称", "abbreviated"),
    "same_body": ("主体标识码相同", "the same nine characters"), "other_body": ("另一代码", "another code"),
    "elsewhere": ("不在一处", "elsewhere"), "address": ("同一地址", "same address"),
    "swap": ("两位互换", "two swapped"), "legacy": ("旧十五位号", "fifteen digits"),
}  # fmt: skip
#: What speaks against two records being one person's.
AGAINST_ONE = {
    "": ("没有矛盾", "Nothing speaks against it"),
    "two_numbers": ("两个有效证件号码", "Two valid numbers"),
    "two_birth_dates": ("两个出生日期", "Two birth dates"),
    "two_sexes": ("两种性别", "Two sexes"),
    "names_nearly": ("姓名只差一字（或是兄弟姐妹）", "The names differ in a character: brother, sister?"),
    "two_names": ("同一证件，两个姓名", "One document, two names"),
    "two_kinds": ("两种类别", "Two kinds"),
    "two_dates": ("成立日期不同", "Established on two dates"),
    "two_forms": ("企业形式不同", "Two legal forms"),
    "name_short": ("名称一为简称", "One name abbreviates the other"),
    "name_alone": ("只有名称相同", "Nothing but the name agrees"),
    "contradicts_a_third": ("连上第三份档案便互相矛盾", "With a third record they contradict each other"),
}
#: What of it is called otherwise of organisations.
AGAINST_ONE_ORGANISATION = {
    "names_nearly": ("名称相近", "The names are nearly alike"),
    "two_names": ("同一代码，两个名称", "One code, two names"),
}
#: Kinds and states of organisations (contracts/odcs/organisations).
ORGANISATIONS = {
    "enterprise": ("企业", "Enterprise"), "shop": ("个体工商户", "Shop"), "school": ("学校", "School"),
    "hospital": ("医疗机构", "Hospital or clinic"), "pharmacy": ("药店", "Pharmacy"),
    "institution": ("机关事业单位", "Public institution"), "welfare": ("养老福利机构", "Welfare home"),
    "association": ("社会组织", "Association"), "cooperative": ("合作社", "Cooperative"),
    "site": ("重点场所", "Key site"),
}  # fmt: skip
STATES = {"active": ("存续", "Active"), "suspended": ("停业", "Suspended"), "closed": ("注销", "Closed")}
#: Levels that speak against.
AGAINST = frozenset({"different", "differs", "other_number", "surname", "other_body", "elsewhere"})


def reason(name: str) -> str:
    """Why, in words."""
    return say(*REASONS[name]) if name in REASONS else name


def against(name: str, kind: str) -> str:
    """What speaks against two records of a kind (identity.subjects) being one, in words."""
    known = AGAINST_ONE | (AGAINST_ONE_ORGANISATION if kind == ORGANISATION else {})
    return say(*known[name]) if name in known else name


def field(name: str) -> str:
    """A field of a record, in words."""
    return say(*FIELDS[name])


def organisation(kind: str) -> str:
    """The kind of an organisation, in words."""
    return say(*ORGANISATIONS[kind]) if kind in ORGANISATIONS else kind


def state(name: str) -> str:
    """Whether an organisation does business, in words."""
    return say(*STATES[name]) if name in STATES else name


def sex(code: str) -> str:
    """GB/T 2261.1 in words."""
    return {"1": say("男", "male"), "2": say("女", "female")}.get(code, "")


def agreed(text: str) -> list[tuple[str, str, bool]]:
    """'number:digit;name:same' -> (field, how it agrees, whether it speaks for), in their order."""
    found = []
    for part in filter(None, text.split(";")):
        field, _, level = part.partition(":")
        words = say(*FIELDS[field]) if field in FIELDS else field
        how = say(*LEVELS[level]) if level in LEVELS else level
        found.append((words, how, level not in AGAINST))
    return found


def sure(score: float | None) -> str:
    """How sure the comparison is, in per cent; never more than it can know."""
    return "–" if score is None else ">99.9%" if score > 0.999 else f"{score:.1%}"
