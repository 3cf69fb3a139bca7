"""What the registry's codes are called on the pages."""

from typing import Any

from fangxian.web.language import say

SEX = {"1": ("男", "male"), "2": ("女", "female")}
STATUS = {
    "present": ("在住", "Lives here", "good"),
    "away": ("人户分离", "Registered, lives elsewhere", "warn"),
    "moved_out": ("已迁出", "Moved out", ""),
    "died": ("已故", "Died", ""),
    "merged": ("已并入另一份档案", "Merged into another record", ""),
}
FIELDS = {
    "name": ("姓名", "Name"),
    "sex": ("性别", "Sex"),
    "born": ("出生", "Born"),
    "number": ("证件号码", "Identity number"),
    "phone": ("电话", "Phone"),
}
TENURE = {
    "owner": ("自有", "owned"),
    "tenant": ("租住", "rented"),
    "dormitory": ("集体宿舍", "dormitory"),
    "lodger": ("借住", "lodging"),
}
HOME = {"lives": ("现住", "Lives at"), "registered": ("户籍", "Registered at")}
DWELLING = {
    "flat": ("住宅", "Flat"),
    "house": ("平房", "House"),
    "bunk": ("宿舍", "Dormitory"),
    "shop": ("商铺", "Shop"),
}
RELATION = {
    "head": ("户主", "head"),
    "spouse": ("配偶", "spouse"),
    "child": ("子女", "child"),
    "child_in_law": ("儿媳或女婿", "child-in-law"),
    "grandchild": ("孙辈", "grandchild"),
    "parent": ("父母", "parent"),
    "grandparent": ("祖父母", "grandparent"),
    "sibling": ("兄弟姐妹", "sibling"),
    "relative": ("其他亲属", "relative"),
    "other": ("非亲属", "other"),
}
ORGANISATION = {
    "enterprise": ("企业", "Enterprises"),
    "shop": ("个体工商户", "Shops"),
    "school": ("学校", "Schools"),
    "hospital": ("医疗机构", "Hospitals and clinics"),
    "pharmacy": ("药店", "Pharmacies"),
    "institution": ("机关事业单位", "Public institutions"),
    "welfare": ("养老福利机构", "Welfare homes"),
    "association": ("社会组织", "Associations"),
    "cooperative": ("合作社", "Cooperatives"),
    "site": ("重点场所", "Key sites"),
}
STATE = {"active": ("存续", "Active"), "suspended": ("停业", "Suspended"), "closed": ("注销", "Closed")}
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
    "boundaries": ("区划边界", "Boundaries"),
    "test_results": ("检测结果", "Test results"),
    "tube_results": ("按管结果", "Results by tube"),
    "vaccinations": ("预防接种", "Vaccinations"),
    "drug_purchases": ("四类药购买", "Purchases of fever drugs"),
    "arrivals": ("抵乡报备", "Arrival reports"),
    "checkpoints": ("高速公路查验", "Motorway checkpoints"),
    "check_ins": ("入住登记", "Check-ins"),
    "door_events": ("门磁事件", "Door events"),
    "risk_areas": ("风险区名单", "Risk areas"),
}

#: Pages that have no line of their own in the navigation -> the line under which they stand.
SECTIONS = {
    "desk:households": "desk:people",
    "desk:dwellings": "desk:compounds",
    "desk:dwelling": "desk:compounds",
    "desk:compound": "desk:compounds",
    "desk:organisation": "desk:organisations",
}

#: The lists that templates ask for by name.
LISTS = {"relation": RELATION, "organisation": ORGANISATION, "state": STATE, "dwelling": DWELLING, "tenure": TENURE}


def called(which: str, code: str) -> str:
    """What a code of a list is called; a code that it does not know, as it is."""
    found = LISTS[which].get(code)
    return say(*found) if found else code


def building(name: str) -> str:
    """3 -> 3号楼; a name that is no number, as it is."""
    return say(f"{name}号楼", f"Building {name}") if name.isdigit() else name


def sex(code: str) -> str:
    """男, or nothing where it is not known."""
    return say(*SEX[code]) if code in SEX else ""


def status(code: str) -> tuple[str, str]:
    """What a status is called, and the colour of its tag."""
    zh, en, colour = STATUS.get(code, (code, code, ""))
    return say(zh, en), colour


def otherwise(one: Any) -> tuple[str, str, str]:
    """A field that another record says otherwise: the field, what it says, and who says so."""
    told = say(*DATASETS[one.dataset]) if one.dataset in DATASETS else one.dataset
    return say(*FIELDS[one.field]), sex(one.value) if one.field == "sex" else one.value, told


def home(found: Any) -> tuple[str, str]:
    """What a residence is called, and its tenure."""
    tenure = say(*TENURE[found.tenure]) if found.tenure in TENURE else found.tenure
    return say(*HOME.get(found.kind, (found.kind, found.kind))), tenure


def source(text: str) -> str:
    """'census/20220630-…' -> 实有人口 20220630."""
    dataset, _, batch = text.partition("/")
    named = say(*DATASETS[dataset]) if dataset in DATASETS else dataset
    return f"{named} {batch[:8]}".strip()
