"""What the two forms of addresses share. Each pattern means the same to RE2, Java and Python's re.

An address is cut in two: a head of names (divisions, community, a road, the compound) and a tail of numbers and the
words between them, which is what tells one door from another. The tail is written short: 3号楼2单元501室 is 3b2u501r.
No pattern captures in a long text, for RE2 is slow at that; no replacement refers back to a group.
"""

#: The end of a text. ('$' would stand before a last line break too, for Java and Python.)
END = r"\z"
#: Already as the patterns want it: no blanks, no brackets, no full width.
PLAIN = f"^[0-9A-Z\u4e00-\u9fff-]+{END}"
_WIDE = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FULL = "".join(chr(ord(char) + 0xFEE0) for char in _WIDE + _WIDE[10:].lower())
#: Full width -> ASCII; # is a way to write 号.
FOLDED_FROM, FOLDED_TO = _FULL + "#＃", _WIDE + _WIDE[10:] + "号号"
NOTE = r"[(（\[【][^)）\]】]*[)）\]】]?"
#: Letters to fold; rare, and `translate` is dear, so it has a guard.
TO_FOLD = "[０-９Ａ-Ｚａ-ｚa-z#＃]"
#: What stands between parts, and may be left out.
JOINT = "[ \u3000\u00a0\u2000-\u200f\ufeff\t\r\n,，、/／\\\\_—–―－‐‑~～·.。．;；:：'\"“”-]+"

_HAN = "一二三四五六七八九十百零〇两"
#: Chinese numerals to figures; tens and hundreds wait as t and c for `NUMBER_STEPS`.
NUMERALS_FROM, NUMERALS_TO = _HAN, "123456789tc002"
NUMERALS = f"[{_HAN}]"
_WORD = "[号楼栋幢座门层室户组-]|单元|宿舍|公寓"
#: The longest ending of numbers and the words between them.
TAIL = f"(?:第?[0-9A-Z甲乙丙丁戊{_HAN}]+(?:{_WORD})*)+(?:[室户][^0-9]{{0,10}})?{END}"

#: How a tail is written short: b building, u unit, f floor, n number, r room.
SHORTENED = (
    ("号?(?:宿舍|公寓)楼?|号楼|号?[栋幢座组]", "b"),
    ("号?(?:单元|门)", "u"),
    ("[室户][^0-9-]*", "r"),
)
REPLACED = (
    ("楼", "f"),
    ("层", "f"),
    ("号", "n"),
    ("第", ""),
    ("b-", "b"),
    ("u-", "u"),
    ("f-", "f"),
    ("n-", "n"),
)

_N = "[0-9A-Ztc甲乙丙丁戊]"
#: The first that is found counts. 3b2u501r; 3-2-501, 3n2u501 (3#), 3f2u501; 25n (a house by the road).
BUILDING = (f"((?:{_N}+b)?{_N}+)b", f"^({_N}+)(?:n{_N}|-|f{_N}+u)", f"^({_N}+)n{END}")
HOUSE = BUILDING[2]
#: 25n3b2u501: the number of the road stands before that of the building, and belongs to the compound.
ROAD_NUMBER = f"^({_N}+)n{_N}+b"
UNIT = (f"({_N}+)u", f"[bn-]({_N}{{1,2}})-{_N}")
#: A floor that the number of the room lacks: 3b2u5f1 and 3-2-5-1 are 501.
FLOOR = (
    f"([0-9tc]{{1,3}})f[0-9tc]{{1,2}}[rn]?-?{END}",
    f"(?:u|[b-]{_N}{{1,2}}-)([0-9]{{1,2}})-[0-9]{{1,2}}[rn]?-?{END}",
)
#: 501-1 is a part of 501.
ROOM = (f"[bufn-]([0-9]{{3,5}})[rn]?-[0-9]{{1,2}}{END}", f"[bufn-]({_N}{{1,6}})[rn]?-?{END}")
#: Any floor that is said, for `parse`.
SAID_FLOOR = f"([0-9tc]{{1,3}})f{_N}{{0,5}}[rn]?-?{END}"
#: What remains of a number in Chinese numerals: t is 10, t2 12, 2t 20, 2t3 23, 1c02 102; zeros in front go.
NUMBER_STEPS = (
    (f"^t{END}", "10"),
    ("^t", "1"),
    (f"t{END}", "0"),
    (f"c{END}", "00"),
    ("[tc]", ""),
    (f"^0+{END}", "z"),
    ("^0+", ""),
    ("z", "0"),
)
UNREAD = "[tc]|^0"

_NAME = "[^0-9省市区县-]"
# 松北区 is a district; other words before 区 that say where are parts of a compound (友协东区, 家属区, 二区).
_DISTRICT = f"(?:松北|{_NAME}{{1,3}}[^0-9A-Z{_HAN}小社园宅属活厂院东西南北中-])区"
#: Province, city, district or county, street or town, each of which may be missing.
DIVISIONS = (
    f"^-?(?:(?:{_NAME}{{2,4}}省|黑龙江|{_NAME}{{2,5}}自治区)-?)?(?:(?:{_NAME}{{2,4}}市|哈尔滨)-?)?"
    f"(?:(?:{_DISTRICT}|{_NAME}{{1,4}}县)-?)?(?:(?:[^0-9-]{{1,5}}街道|[^0-9-]{{2,5}}[镇乡])(?:办事处|办)?-?)?"
)
#: Community, grid, a road with its number.
COMMUNITY = (
    f"^(?:[^0-9-]{{2,8}}社区(?:居民委员会|居委会|居委)?-?)?(?:第?[0-9{_HAN}]+网格-?)?"
    "(?:[^0-9-]{1,6}(?:街|路|道|巷|胡同)[0-9]{1,4}号院?-?)?"
)
#: A road without a number before a compound.
AFTER_ROAD = f"^[^0-9-]{{2,6}}[街路]-?([^0-9-][^-]+(?:小区|家园|花园|公寓|新村|苑|城|府|湾|院)){END}"
DORMITORY = f"-*(?:(?:职工|员工|单身|学生)?宿舍楼?)?-*{END}"
NAMELESS = "宿舍"
PHASES = tuple((f"{han}{word}", f"{figure}{word}") for word in "期区" for figure, han in enumerate("一二三四五六", 1))
#: For `parse`: what `DIVISIONS` and `COMMUNITY` take away.
STREET_NAME = "([^0-9区县市省-]{1,5}街道|[^0-9区县市省-]{2,5}[镇乡])"
COMMUNITY_NAME = "([^0-9-]{2,8}社区)"
