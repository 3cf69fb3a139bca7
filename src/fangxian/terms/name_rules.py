"""What the two forms of names share: characters, patterns and lists.

Each pattern means the same to RE2, Java and Python's re: classes of literal characters, no look-around, and no
replacement that refers back to a group.
"""

#: Names up to SHORT characters have a surname. Longer ones have keys of up to LONGEST characters, and the one character
#: by which two of them differ is sought as far as COMPARED.
SHORT, LONGEST, COMPARED = 4, 16, 12

#: The end of a text. ('$' would stand before a last line break too, for Java and Python.)
END = r"\z"
#: Blocks of Chinese characters, with old fonts' private area and the rare ones of the supplementary planes.
HAN = "一-\u9fff㐀-\u4dbf\uf900-\ufaff\ue000-\uf8ff〇々\U00020000-\U000323af"
#: Letters of other scripts, without case or with one capital for each.
OTHERS = "Ͱ-ӿ԰-֏א-ת؀-ۿऀ-ॿก-๛ༀ-࿿ᠠ-ᢪぁ-ヿ가-힣ꀀ-꒏"


def without(first: str, last: str, excluded: str) -> str:
    """The range of a character class from `first` to `last`, with single characters taken out."""
    spans, start = [], ord(first)
    for point in [*sorted(ord(char) for char in excluded), ord(last) + 1]:
        spans.append(chr(start) if start == point - 1 else f"{chr(start)}-{chr(point - 1)}")
        start = point + 1
    return "".join(spans)


def _usual(excluded: str) -> str:
    return f"[{without('一', chr(0x9FFF), excluded)}]"


#: What needs no cleaning: two to four usual characters that neither begin like a placeholder nor end like a title.
PLAIN = f"^{_usual('无未不暂空待没测姓户租某')}{_usual('某')}{{0,2}}{_usual('生士姐志友师傅姨爷妈哥某')}{END}"

_BLANK = "[ \u3000\u00a0\u2000-\u200f\u202f\u205f\u2060\ufeff\t\r\n]"
_OPEN, _CLOSE = "（［｛【〔〖「『《〈<＜{(\\[", "）］｝】〕〗」』》〉>＞})\\]"
_INSIDE = f"[^{_OPEN}{_CLOSE}]*"
#: A name that stands wholly in brackets, or in brackets after its own spelling in pinyin.
WITHIN = f"^{_BLANK}*[{_OPEN}]({_INSIDE})[{_CLOSE}]?{_BLANK}*{END}"
AFTER_LATIN = f"^[A-Za-z ]+[{_OPEN}]({_usual('户迁租住')}{{2,4}})[{_CLOSE}]"
#: A bracket that says the row is of a relative: 王伟(儿子) is not 王伟.
_KIN = "之|儿子|女儿|妻|丈夫|老公|老婆|父|母|孙|媳|女婿|家属|亲属|配偶|爱人|婴儿|新生儿|宝宝|爸|妈"
KIN_NOTE = f"[{_OPEN}]{_INSIDE}({_KIN}){_INSIDE}[{_CLOSE}]?"
KIN = "之亲属"
#: Any other bracket is a note: (租户), (已迁出), (2).
NOTE = f"[{_OPEN}]{_INSIDE}[{_CLOSE}]?"
LABEL = f"^{_BLANK}*(姓名|户主|租户)[:：{_BLANK[1:-1]}]+"
NUMBER = f"[0-9０-９]+{_BLANK}*(号|楼|栋|单元|室|岁)?"
#: Pinyin beside characters, or a letter that tells namesakes apart; what stays of x after it hides a character.
_LATIN, _NO_X = "A-Za-zＡ-Ｚａ-ｚāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü", "A-WYZa-wyzＡ-ＷＹＺａ-ｗｙｚ"
LATIN_BESIDE = f"[xXｘＸ]?[{_NO_X}][{_LATIN} ]*|[{_LATIN}]{{3,}}"
#: A character that is hidden, or that the font or the encoding had not.
HIDDEN = "[某xXｘＸ＊×✕✖●○◯□■▢〓?？\ufffd#＃]"
DROPPED_BESIDE_HAN = f"[^{HAN}{OTHERS}*]"
DROPPED = f"[^A-Za-zÀ-ÖØ-öø-ɏ{HAN}{OTHERS}*]"
TITLE = f"(先生|女士|小姐|同志|小朋友|老师|师傅|阿姨|大爷|大妈|大姐|大哥){END}"
_NOTHING = "无|空|不详|未知|无名|无名氏|姓名|暂无|待定|待补|没有|测试|不知道|未登记|未填|未填写|NULL|NONE|NAN|NA"
NO_NAME = f"^({_NOTHING}|[*X]+){END}"

#: How a name in characters is cleaned: each pattern is replaced, in this order.
HAN_STEPS = (
    (KIN_NOTE, KIN),
    (NOTE, " "),
    (LABEL, ""),
    (NUMBER, " "),
    (LATIN_BESIDE, ""),
    (HIDDEN, "*"),
    (DROPPED_BESIDE_HAN, ""),
    (TITLE, ""),
    (NO_NAME, ""),
)

_ASCII = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_TONES = {
    "a": "āáǎàăâäåãÁÀÂÄÅÃĀ", "e": "ēéěèêëĒÉÈÊË", "i": "īíǐìîïıĪÍÌÎÏİ", "o": "ōóǒòôöõŌÓÒÔÖÕ", "u": "ūúǔùûŪÚÙÛ",
    "v": "ǖǘǚǜüÜ", "n": "ñńňÑ", "c": "çÇ", "s": "şŞßẞšŠ", "g": "ğĞ",
}  # fmt: skip
#: Letters of full width or with marks -> plain ones; rare, and `translate` is dear, so it has a guard.
MARKED_FROM = "".join(chr(ord(char) + 0xFEE0) for char in _ASCII) + "".join(_TONES.values())
MARKED_TO = _ASCII + "".join(plain * len(marked) for plain, marked in _TONES.items())
MARKED = f"[Ａ-Ｚａ-ｚ{''.join(_TONES.values())}]"

# Pinyin: a syllable inside a word begins with a consonant, so that jiangang is jian gang.
_CONSONANT, _REST = "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])", "[aeiouv]+(?:ng|n|r)?"
_NEXT = f"( +{_CONSONANT}?{_REST}|{_CONSONANT}{_REST})?"
#: A name of one to four syllables, each a group.
SYLLABLES = f"^({_CONSONANT}?{_REST}){_NEXT}{_NEXT}{_NEXT}{END}"
NOT_LATIN = "[^a-z]+"

_COMPOUND = (
    "欧阳 司马 诸葛 上官 尉迟 皇甫 东方 慕容 令狐 长孙 宇文 司徒 司空 夏侯 公孙 轩辕 端木 南宫 独孤 闻人 澹台 "
    "万俟 西门 百里 呼延 东郭 南门 羊舌 微生 梁丘 左丘 钟离 公冶 公羊 仲孙 申屠 赫连 拓跋 淳于 单于 太叔 濮阳 "
    "宗政 完颜 耶律 纳兰 叶赫 爱新 鲜于 闾丘 亓官 巫马 公西 漆雕 乐正 壤驷 公良 夹谷 宰父 谷梁 段干 东门 第五 "
)
COMPOUND = tuple(_COMPOUND.split())
#: Compound surnames that do not sound like their characters, in the folded form of `hanzi.fold`.
COMPOUND_SOUNDS = {"尉迟": "yu ci", "万俟": "mo qi", "单于": "can yu", "宰父": "zai fu", "乐正": "yue zen"}
