"""What the two forms of names share: characters, patterns and lists. Each pattern means the same to RE2, Java and Python."""

# Blocks of letters. The supplementary planes hold rare characters of the standard list; the private area, old fonts' ones.
HAN = "一-\u9fff㐀-\u4dbf\uf900-\ufaff\ue000-\uf8ff〇々\U00020000-\U000323af"
LETTERS = "A-Za-zÀ-ÖØ-öø-ɏͰ-ӿ԰-֏א-ת؀-ۿऀ-ॿก-๛ༀ-࿿ᠠ-ᢪぁ-ヿ가-힣ꀀ-꒏" + HAN


def without(first: str, last: str, excluded: str) -> str:
    """The range of a character class from `first` to `last`, with single characters taken out."""
    spans, start = [], ord(first)
    for point in [*sorted(ord(char) for char in excluded), ord(last) + 1]:
        spans.append(chr(start) if start == point - 1 else f"{chr(start)}-{chr(point - 1)}")
        start = point + 1
    return "".join(spans)


# What needs no cleaning: two to four usual characters that neither begin like a placeholder nor end like a title.
_BEGINS, _ENDS = "无未不暂空待没测姓户租某", "生士姐志友师傅姨爷妈哥某"
PLAIN = (
    f"^[{without('一', '\u9fff', _BEGINS)}][{without('一', '\u9fff', '某')}]{{0,2}}[{without('一', '\u9fff', _ENDS)}]$"
)

_WIDE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:"
_TONES = ("āáǎàăâäåãÁÀÂÄÅÃĀ", "a"), ("ēéěèêëĒÉÈÊË", "e"), ("īíǐìîïĪÍÌÎÏ", "i"), ("ōóǒòôöõŌÓÒÔÖÕ", "o"), \
         ("ūúǔùûŪÚÙÛ", "u"), ("ǖǘǚǜüÜ", "v"), ("ñńňÑ", "n"), ("çÇ", "c"), ("şŞ", "s"), ("ğĞ", "g")  # fmt: skip
_PAIRS = (
    ("".join(chr(ord(char) + 0xFEE0) for char in _WIDE), _WIDE),
    *((marked, plain * len(marked)) for marked, plain in _TONES),
    ("（［｛【〔〖「『《〈<＜[{", "(" * 14),
    ("）］｝】〕〗」』》〉>＞]}", ")" * 14),
    # Blanks of all widths, dots of all heights, hyphens, commas: only pinyin needs to know where they stood.
    ("　\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\t\r\n", " " * 18),
    ("·•‧・･∙⋅.．。｡､、,，'’‘｀`´-‐‑–—―－_＿/／\\＼|｜;；", " " * 38),
    # A character that is hidden, or that the font or the encoding had not.
    ("＊×✕✖●○◯□■▢〓?？�#＃", "*" * 16),
)
_REMOVED = '\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"“”=' + "".join(map(chr, range(0xFE00, 0xFE10)))
TRANSLATED_FROM = "".join(chars for chars, _ in _PAIRS) + _REMOVED
TRANSLATED_TO = "".join(to for _, to in _PAIRS)

#: A name that stands wholly in brackets, or in brackets after its own spelling in pinyin.
WITHIN = r"^ *[(]([^()]*)[)]? *$"
AFTER_LATIN = rf"^[A-Za-z *]+[(]([{without('一', '\u9fff', '户迁租住')}]{{2,4}})[)]"
#: A bracket that says the row is of a relative: 王伟(儿子) is not 王伟.
KIN_NOTE = (
    "[(][^()]*(之|儿子|女儿|妻|丈夫|老公|老婆|父|母|孙|媳|女婿|家属|亲属|配偶|爱人|婴儿|新生儿|宝宝|爸|妈)[^()]*[)]?"
)
KIN = "之亲属"
#: Any other bracket is a note: (租户), (已迁出), (2).
NOTE = "[(][^()]*[)]?"
LABEL = "^ *(姓名|户主|租户)[ :]+"
NUMBER = "[0-9]+ *(号|楼|栋|单元|室|岁)?"
#: Pinyin beside characters, or a letter that tells namesakes apart; what stays of x after it hides a character.
LATIN_BESIDE = "[xX][A-WYZa-wyz][A-Za-z ]*|[A-WYZa-wyz][A-Za-z ]*|[A-Za-z]{3,}"
HIDES = "xX某"
DROPPED = f"[^{LETTERS}*]"
TITLE = "(先生|女士|小姐|同志|小朋友|老师|师傅|阿姨|大爷|大妈|大姐|大哥)$"
NO_NAME = (
    "^(无|空|不详|未知|无名|无名氏|姓名|暂无|待定|待补|没有|测试|不知道|未登记|未填|未填写|NULL|NONE|NAN|NA|X+|[*]+)$"
)

# Pinyin: a syllable inside a word begins with a consonant, so that jiangang is jian gang.
_CONSONANT, _REST = "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])", "[aeiouv]+(?:ng|n|r)?"
_NEXT = f"( +{_CONSONANT}?{_REST}|{_CONSONANT}{_REST})?"
SYLLABLES = f"^({_CONSONANT}?{_REST}){_NEXT}{_NEXT}{_NEXT}$"
NOT_LATIN = "[^a-z]+"

COMPOUND = [
    "欧阳",
    "司马",
    "诸葛",
    "上官",
    "尉迟",
    "皇甫",
    "东方",
    "慕容",
    "令狐",
    "长孙",
    "宇文",
    "司徒",
    "司空",
    "夏侯",
    "公孙",
    "轩辕",
    "端木",
    "南宫",
    "独孤",
    "闻人",
    "澹台",
    "万俟",
    "西门",
    "百里",
    "呼延",
    "东郭",
    "南门",
    "羊舌",
    "微生",
    "梁丘",
    "左丘",
    "钟离",
    "公冶",
    "公羊",
    "仲孙",
    "申屠",
    "赫连",
    "拓跋",
    "淳于",
    "单于",
    "太叔",
    "濮阳",
    "宗政",
    "完颜",
    "耶律",
    "纳兰",
    "叶赫",
    "爱新",
    "鲜于",
    "闾丘",
    "亓官",
    "巫马",
    "公西",
    "漆雕",
    "乐正",
    "壤驷",
    "公良",
    "夹谷",
    "宰父",
    "谷梁",
    "段干",
    "东门",
    "第五",
]
#: Compound surnames that do not sound like their characters, in the folded form of `hanzi.fold`.
COMPOUND_SOUNDS = {"尉迟": "yu ci", "万俟": "mo qi", "单于": "can yu", "令狐": "lin hu", "百里": "bai li"}
