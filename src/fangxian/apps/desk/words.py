"""What the registry's codes are called on the pages."""

from typing import Any

from fangxian.web.language import say

SEX = {"1": ("男", "male"), "2": ("女", "female")}
STATUS = {
    "present": ("在住", "Lives here", "good"),
    "away": ("人户分离", "Registered, lives elsewhere", "warn"),
    "moved_out": ("已迁出", "Moved out", ""),
    "died": ("已故", "Died", ""),
}
TENURE = {
    "owner": ("自有", "owned"),
    "tenant": ("租住", "rented"),
    "dormitory": ("集体宿舍", "dormitory"),
    "lodger": ("借住", "lodging"),
}
HOME = {"lives": ("现住", "Lives at"), "registered": ("户籍", "Registered at")}
DWELLING = {"flat": ("住宅", "Flat"), "house": ("平房", "House"), "bunk": ("宿舍", "Dormitory")}
NUMBER = {
    "resident": ("居民身份证", "Resident identity card"),
    "passport": ("护照", "Passport"),
    "hong_kong_macau": ("港澳居民来往内地通行证", "Hong Kong or Macau permit"),
    "taiwan": ("台湾居民来往大陆通行证", "Taiwan permit"),
    "permanent": ("外国人永久居留证", "Foreigner's residence card"),
}
DATASETS = {
    "household_register": ("公安户籍", "Police household register"),
    "census": ("实有人口", "Actual population"),
    "key_groups": ("民政重点人群", "Civil affairs key groups"),
    "dwellings": ("住建房屋", "Housing"),
    "compounds": ("住建小区", "Housing, compounds"),
    "organisations": ("市监法人", "Market regulation"),
    "staff": ("用工名册", "Employers' rosters"),
    "residents": ("居民名册", "Residents' list"),
    "areas": ("区划", "Divisions"),
}


def sex(code: str) -> str:
    """男, or nothing where it is not known."""
    return say(*SEX[code]) if code in SEX else ""


def status(code: str) -> tuple[str, str]:
    """What a status is called, and the colour of its tag."""
    zh, en, colour = STATUS.get(code, (code, code, ""))
    return say(zh, en), colour


def home(found: Any) -> tuple[str, str]:
    """What a residence is called, and its tenure."""
    tenure = say(*TENURE[found.tenure]) if found.tenure in TENURE else found.tenure
    return say(*HOME.get(found.kind, (found.kind, found.kind))), tenure


def source(text: str) -> str:
    """'census/20220630-…' -> 实有人口 20220630."""
    dataset, _, batch = text.partition("/")
    named = say(*DATASETS[dataset]) if dataset in DATASETS else dataset
    return f"{named} {batch[:8]}".strip()
