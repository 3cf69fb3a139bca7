"""What the codes of a comparison are called on the page, in both languages. Unknown codes are shown as words."""

from collections.abc import Mapping

from fangxian.pipelines.report.bilingual import Said

#: The six classes of a row, in the order in which they are tried, with the sentence that explains each.
CLASSES: dict[str, tuple[Said, Said]] = {
    "exact": (
        Said("号码一致", "Exact"),
        Said(
            "证件号码原样与一位居民相同，姓名也不相矛盾。",
            "The number, as given, is one resident's, and the name does not contradict it.",
        ),
    ),
    "repaired": (
        Said("修正后一致", "Repaired"),
        Said(
            "号码有毛病（全角、空格、旧 15 位、错一位、两位颠倒、被截断），改正后与一位居民相同，并有姓名或电话印证。",
            "The number was damaged (full-width, spaces, 15 digits, a wrong digit, two swapped, cut by a spreadsheet); "
            "mended, it is one resident's, and name or phone confirms it.",
        ),
    ),
    "probable": (
        Said("综合判断", "Probable"),
        Said(
            "号码缺失或无法改正，由姓名、电话、出生日期、住址等几项合起来认定。单凭姓名或单凭电话，都不认定。",
            "The number is missing or beyond repair; name, phone, birth date, address and the like, taken together, "
            "point at one resident. A name alone or a phone alone never does.",
        ),
    ),
    "review": (
        Said("待人工核对", "In review"),
        Said(
            "有一位或几位可能的居民，但佐证不足或互相矛盾，由人来定。定下之前，不派人上门。",
            "There are one or more candidates, but the evidence is thin or contradicts itself: a person decides. "
            "Until then nobody is sent a visit.",
        ),
    ),
    "unknown": (
        Said("库外人员", "In no register"),
        Said(
            "与居民文件中的任何人都对不上：外来、漏登，或信息太少。",
            "Matches nobody in the residents' file: from elsewhere, never registered, or too little was written down.",
        ),
    ),
    "rejected": (
        Said("无效行", "Rejected"),
        Said(
            "不是检测结果的行：合计、空行、重复的表头等。逐行列在 rejected 名单中，并附原因。",
            "Rows that are no result at all: totals, blanks, repeated headers. Each is listed with its reason.",
        ),
    ),
}

STATUSES: dict[str, Said] = {
    "tested": Said("已检", "Tested"),
    "pending": Said("待出结果", "Pending"),
    "in_review": Said("待核对", "In review"),
    "untested": Said("未检", "Not tested"),
}

POSITIVES: dict[str, Said] = {
    "single_positive": Said("单管阳性", "Single positives"),
    "pool_hold": Said("混管待复检", "Held with a pool"),
    "suspect": Said("可疑", "Suspect"),
}

#: What a dirty kind's name begins with, and the part of the row it is about, in the order of the page.
SUBJECTS: dict[str, Said] = {
    "number": Said("证件号码", "Identity number"),
    "name": Said("姓名", "Name"),
    "phone": Said("联系电话", "Phone"),
    "time": Said("采样时间", "Time of sampling"),
    "result": Said("检测结果", "Result"),
    "tube": Said("试管与混采", "Tube and pooling"),
    "address": Said("地址与网格", "Address and grid"),
    "row": Said("整行", "Whole row"),
    "": Said("其他", "Other"),
}
#: Beginnings and endings that belong to one of the subjects above.
_ALIKE = {"pool": "tube", "grid": "address", "total": "row", "blank": "row", "header": "row", "birth": "name"}

DIRT: dict[str, Said] = {
    "number_full_width": Said("全角字符", "Full-width characters"),
    "number_spaces": Said("夹有空格", "Spaces"),
    "number_lower_x": Said("小写 x", "Lower-case x"),
    "number_apostrophe": Said("撇号或引号", "Apostrophe or quotes"),
    "number_other_marks": Said("其他多余符号", "Other stray marks"),
    "number_hyphens": Said("夹有连字符", "Hyphens"),
    "number_15_digits": Said("旧 15 位号码", "Old number of 15 digits"),
    "number_one_digit": Said("错一位", "One wrong digit"),
    "number_digit": Said("错一位", "One wrong digit"),
    "number_swapped": Said("两位颠倒", "Two digits swapped"),
    "number_swap": Said("两位颠倒", "Two digits swapped"),
    "number_missing_digit": Said("少一位", "One digit missing"),
    "number_extra_digit": Said("多一位", "One digit too many"),
    "number_extra": Said("多一位", "One digit too many"),
    "number_cut": Said("被表格截断（如 2.30108E+17）", "Cut by a spreadsheet (2.30108E+17)"),
    "number_missing": Said("没有号码", "No number"),
    "number_damaged": Said("号码损坏", "Damaged"),
    "number_unreadable": Said("无法辨认", "Unreadable"),
    "name_traditional": Said("繁体字", "Traditional characters"),
    "name_homophone": Said("同音字", "A character of the same sound"),
    "name_look_alike": Said("形近字", "A character of like shape"),
    "name_misspelt": Said("错字或漏字", "A wrong or missing character"),
    "name_masked": Said("被遮盖（如 王*）", "Masked (王*)"),
    "name_pinyin": Said("写成拼音", "Written in pinyin"),
    "name_spaces": Said("夹有空格", "Spaces"),
    "name_dots": Said("间隔点写法不一", "Middle dots of several kinds"),
    "name_missing": Said("没有姓名", "No name"),
    "phone_spaces": Said("夹有空格或连字符", "Spaces or hyphens"),
    "phone_prefix": Said("带国家代码", "Country code in front"),
    "phone_spelling": Said("写法不一（空格、+86、全角）", "Spelling (spaces, +86, full-width)"),
    "phone_missing": Said("没有电话", "No phone"),
    "phone_unreadable": Said("无法辨认", "Unreadable"),
    "time_spelling": Said("写法不一", "Spelling"),
    "time_missing": Said("没有或无法辨认", "Missing or unreadable"),
    "time_future": Said("在未来", "In the future"),
    "result_words": Said("说法不一（阴、(-)、未检出等）", "Wording (阴, (-), not detected)"),
    "result_unread": Said("无法辨认，按待出结果计", "Unread: counted as pending"),
    "result_pending": Said("尚未出结果", "Still pending"),
    "result_invalid": Said("样本无效", "Invalid sample"),
    "total_row": Said("合计行", "Totals"),
    "blank_row": Said("空行", "Blank"),
    "header_row": Said("重复的表头", "Repeated header"),
    "row_total": Said("合计行", "Totals"),
    "row_totals": Said("合计行", "Totals"),
    "row_blank": Said("空行", "Blank"),
    "row_empty": Said("空行", "Blank"),
    "row_header": Said("重复的表头", "Repeated header"),
    "row_duplicate": Said("整行重复", "Repeated row"),
    "row_cut": Said("文件在此行中断", "The file ends within the row"),
    "row_no_identity": Said("没有可认人的内容", "Nothing that says who"),
}

#: What intake notes of a file as such, in the order of the page: what it is, and what was done with it.
FILE_NOTES: dict[str, tuple[Said, Said]] = {
    "cut_last_row": (
        Said("在最后一行中间断了", "It ends within its last row"),
        Said(
            "断开的那一行不参加比对，列入 rejected 名单；断点之后的内容没有收到，请报送方重发。",
            "That row is not compared, and is listed as rejected. What came after it never arrived: ask for the file "
            "again.",
        ),
    ),
    "short_rows": (
        Said("有的行列数不够", "Rows with too few cells"),
        Said("行末缺的单元格补空。", "The cells missing at the end are taken as empty."),
    ),
    "extra_delimiters": (
        Said("有的行列数过多（如地址里有逗号）", "Rows with too many cells (a comma in an address)"),
        Said(
            "多出的并入地址；没有地址列的，并入最后一列。",
            "What is over is put back into the address, or else into the last column.",
        ),
    ),
    "stray_quotes": (
        Said("引号不成对", "Quotes that close nothing"),
        Said("按普通字符读，不让它吞掉后面的行。", "Read as a character like any other: it swallows no row."),
    ),
    "line_breaks": (
        Said("单元格里有换行", "Line breaks within a cell"),
        Said("保留，仍按一行计。", "Kept; it still counts as one row."),
    ),
    "nul_bytes": (
        Said("夹有空字节", "Zero bytes"),
        Said("去掉，其余内容不变。", "Dropped; all else stands."),
    ),
    "mixed_line_ends": (
        Said("换行符混用", "Line ends of two kinds"),
        Said("统一后再读，行数不受影响。", "Made one kind before reading; no row is lost or gained."),
    ),
}

#: The stages of a comparison, as the foot of the page counts their seconds.
STAGES: dict[str, Said] = {
    "read": Said("读取清洗", "read and clean"),
    "link": Said("关联", "link"),
    "reconcile": Said("核对", "reconcile"),
    "count": Said("计数", "count"),
    "write": Said("写出", "write"),
    "all": Said("合计", "all"),
}

#: How dirt was dealt with, in the order of the page: certain first.
REPAIRS: dict[str, tuple[Said, Said]] = {
    "normalised": (
        Said("统一写法", "Normalised"),
        Said("只改写法，不改内容，结果唯一。", "Only the spelling changes; there is one answer."),
    ),
    "upgraded": (
        Said("升为 18 位", "Brought up to 18"),
        Said("旧号补世纪和校验位。", "The old number gets its century and check digit."),
    ),
    "solved_by_checksum": (
        Said("由校验位推出", "Solved by checksum"),
        Said(
            "校验位只容一个与登记相符的改法，并有姓名或电话印证。",
            "The check digit allows one mending that is in the register, and name or phone confirms it.",
        ),
    ),
    "confirmed_by_name": (
        Said("姓名印证", "Confirmed by name"),
        Said("改正后的号码由姓名印证。", "The name bears the mended number out."),
    ),
    "confirmed_by_phone": (
        Said("电话印证", "Confirmed by phone"),
        Said("由登记的电话印证。", "The registered phone bears it out."),
    ),
    "confirmed_by_number": (
        Said("号码印证", "Confirmed by number"),
        Said("由证件号码印证。", "The identity number bears it out."),
    ),
    "by_evidence": (
        Said("综合佐证", "By evidence"),
        Said("几项佐证合起来认定。", "Several pieces of evidence, taken together."),
    ),
    "held": (
        Said("留待处理", "Held"),
        Said("不猜，列出待人处理。", "Not guessed at; listed for a person."),
    ),
    "none": (
        Said("未修复", "Not mended"),
        Said("无从修复，靠其余字段比对。", "Nothing to mend it by; the other fields had to serve."),
    ),
}  # fmt: skip


def dirt(kind: str) -> Said:
    """What a kind of dirt is called; an unknown code as words, without its subject."""
    if kind in DIRT:
        return DIRT[kind]
    beginning, _, rest = kind.partition("_")
    words = _as_words(rest if rest and beginning in SUBJECTS else kind)
    return Said(words, words)


def subject(kind: str) -> str:
    """The key in `SUBJECTS` of a kind of dirt."""
    beginning, _, _ = kind.partition("_")
    if kind.endswith("_row"):
        return "row"
    found = _ALIKE.get(beginning, beginning)
    return found if found in SUBJECTS else ""


def repair(code: str) -> tuple[Said, Said]:
    """What a way of repair is called, and its sentence ('' for an unknown code)."""
    return _explained(code, REPAIRS)


def file_note(code: str) -> tuple[Said, Said]:
    """What a note of a file is called, and its sentence ('' for an unknown code)."""
    return _explained(code, FILE_NOTES)


def named(code: str, labels: Mapping[str, Said]) -> Said:
    """The label of a code, or the code as words."""
    words = _as_words(code)
    return labels.get(code, Said(words, words))


def _explained(code: str, told: Mapping[str, tuple[Said, Said]]) -> tuple[Said, Said]:
    words = _as_words(code)
    return told.get(code, (Said(words, words), Said("", "")))


def _as_words(code: str) -> str:
    return code.replace("_", " ").strip() or "–"
