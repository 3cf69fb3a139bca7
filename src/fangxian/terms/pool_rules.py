"""How sampling points write how many people share a tube, for the scalar form and the set-based one alike."""

#: Characters as people type them -> ASCII (before letters become small: engines do not agree on the small form of İ),
#: and what is dropped wherever it stands.
WIDE = "０１２３４５６７８９：∶﹕比／﹣－–—İ"
FOLDED = "0123456789::::/----I"
DROPPED = "[()（）\\[\\]【】“”\"'‘’=#。.,，;；_ \u00a0\u3000\t\r\n\u200b\ufeff]+"

_USUAL_SIZES = ((5, "五"), (10, "十"), (20, "二十"))
#: What most rows say: no pattern is tried.
USUAL = {"单采": 1, "混采": 0, "单管": 1, "单人单管": 1, "单检": 1, "混检": 0, "1:1": 1} | {
    word: size
    for size, han in _USUAL_SIZES
    for word in (
        f"{size}混1", f"{han}混一", f"{size}合1", f"{han}合一", f"{size}:1", f"1:{size}", f"{size}人混检",
        f"混采{size}", f"{size}混一", f"{size}合一",
    )
}  # fmt: skip

#: 1 to 100.
_NUMBER = "(0?[1-9][0-9]?|100|一?百|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九])"
_ONE, _SAMPLING = "[1一]", "(?:采样|采集|检测|采|检|测|管|样)*"
#: 5:1, also where a spreadsheet made a time of it (5:01:00).
_TO_ONE = f"[:/](?:0?{_ONE})(?::00)?"

#: A tube for one; a tube for several without saying for how many.
SINGLE = (
    f"^(?:单(?:人|独|样|管|份|采|检|测|混|个|单)*{_SAMPLING}(?:1[:/]1)?|{_ONE}人{_ONE}管{_SAMPLING}"
    f"|single|individual|solo)$"
)
UNSAID = (
    "^(?:混(?:合|采|检|管|样|测)*(?:样本|采样|检测)?|多(?:人|份)?混(?:采|检|管)|多人[一1单同]?管|合(?:采|检|管)"
    "|pool|pooled|mixed|mix)$"
)
#: The size of a tube, in one of the two groups: 5混1, 5:1, 10人混检, 5in1; 混采10, 1:10, pool of 10.
SIZE = (
    f"^{_NUMBER}(?:人份|个人|人|份|个|样)?(?:(?:混合|混|合|并|-?in-?){_ONE}|{_TO_ONE}|{_ONE}管|同管|-?plex)?"
    f"(?:混合|混|合)?{_SAMPLING}$"
    f"|^(?:(?:混合|混){_SAMPLING}[:-]?|{_ONE}[:/]|{_ONE}管|poolof|pooled|pool)"
    f"{_NUMBER}(?:(?:混|合){_ONE}|{_TO_ONE}|人份|个人|人|份|个)?(?:混合|混)?{_SAMPLING}$"
)

#: Step by step into figures before MARK, which no cell holds.
MARK = "#"
STEPS = (
    (SINGLE, f"1{MARK}"),
    (UNSAID, f"〇{MARK}"),
    (SIZE, rf"\1\2{MARK}"),
    (f"^一?百{MARK}", f"一〇〇{MARK}"),
    (f"^(十.?{MARK})", r"一\1"),
    (f"^(.)十{MARK}", rf"\1〇{MARK}"),
    (f"^(.)十(.{MARK})", r"\1\2"),
)
NUMERALS, FIGURES = "〇一二两三四五六七八九", "01223456789"
READ = f"^([0-9]+){MARK}$"
