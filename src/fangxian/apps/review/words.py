"""Why a row is asked about, and what of it agrees with a candidate, in words."""

from fangxian.web.language import say

#: Why a person must look (docs/outputs.md, review).
REASONS = {
    "name_disagrees": ("号码是其本人的，姓名却不同", "The number is theirs, the name plainly another"),
    "another_valid_number": ("姓名电话相符，但另有有效号码", "Name and phone agree; the row has another valid number"),
    "another_number": ("姓名电话相符，号码残缺且相差大", "Name and phone agree; the number is damaged and far off"),
    "two_candidates": ("几名候选人难分伯仲", "No candidate leads clearly"),
    "not_certain": ("证据不足以认定", "The evidence is short of a link"),
    "name_alone": ("仅姓名相符", "Only the name agrees"),
    "phone_alone": ("仅电话相符", "Only the phone agrees"),
}
FIELDS = {
    "number": ("证件号码", "number"), "name": ("姓名", "name"), "phone": ("电话", "phone"),
    "born": ("出生日期", "birth date"), "birth": ("出生日期", "birth date"), "address": ("住址", "address"),
    "sex": ("性别", "sex"), "grid": ("网格", "grid"),
}  # fmt: skip
LEVELS = {
    "same": ("一致", "same"), "digit": ("差一位", "one digit"), "swapped": ("两位互换", "swapped"),
    "missing": ("缺一位", "one missing"), "extra": ("多一位", "one too many"), "sound": ("同音", "same sound"),
    "shape": ("形近", "look alike"), "masked": ("部分隐去", "partly hidden"), "near": ("相近", "near"),
    "one_character": ("差一字", "one character"), "given": ("仅名相同", "given name"),
    "surname": ("仅姓相同", "surname"), "different": ("不同", "different"), "differs": ("不同", "differs"),
    "none": ("无", "none"), "building": ("同楼", "same building"), "compound": ("同小区", "same compound"),
}  # fmt: skip
#: Levels that speak against.
AGAINST = frozenset({"different", "differs", "none"})


def reason(name: str) -> str:
    """Why, in words."""
    return say(*REASONS[name]) if name in REASONS else name


def agreed(text: str) -> list[tuple[str, str, bool]]:
    """'number:digit;name:same' -> (field, how it agrees, whether it speaks for), in their order."""
    found = []
    for part in filter(None, text.split(";")):
        field, _, level = part.partition(":")
        words = say(*FIELDS[field]) if field in FIELDS else field
        how = say(*LEVELS[level]) if level in LEVELS else level
        found.append((words, how, level not in AGAINST))
    return found
