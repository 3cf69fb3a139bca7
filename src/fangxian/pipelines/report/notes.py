"""The words of the page, what it may not be used for, and what made it."""

from collections.abc import Mapping
from html import escape
from typing import Any

from fangxian.pipelines.report.bilingual import Said, both, paragraph, said
from fangxian.pipelines.report.words import STAGES, named

#: Each word with its meaning.
GLOSSARY: tuple[tuple[Said, Said], ...] = (
    (
        Said("应检", "People"),
        Said(
            "居民文件中的每一个人，重复登记的只算一次。",
            "Everyone in the residents' file; whoever is registered twice counts once.",
        ),
    ),
    (
        Said("已检", "Tested"),
        Said(
            "在本轮时段内至少有一份已出结果的样本。",
            "At least one sample in the window that gave a result, whatever it says.",
        ),
    ),
    (
        Said("待出结果", "Pending"),
        Said(
            "只有无效、未出结果或时间不明的样本。不算未检，不上门。",
            "Only samples that are invalid, waiting or of unknown time. Not counted as untested, not visited.",
        ),
    ),
    (
        Said("待核对", "In review"),
        Said(
            "可能是某条存疑结果的本人。核对之前不算未检，不上门。",
            "May be the person on a doubtful row. Until someone has looked: not counted as untested, not visited.",
        ),
    ),
    (
        Said("未检", "Not tested"),
        Said(
            "以上都不是：文件里没有找到样本的人。",
            "None of these: no sample was found in the files.",
        ),
    ),
    (
        Said("库外人员", "In no register"),
        Said(
            "结果里有、居民文件里没有的人，按行计。",
            "In the results, not in the residents' file; counted in rows.",
        ),
    ),
    (
        Said("覆盖", "Coverage"),
        Said(
            "已检人数除以应检人数。四舍五入不会把差一人写成 100%。",
            "People tested, of all people. Rounding never makes 100% of one person short.",
        ),
    ),
    (
        Said("重复采样", "Repeats"),
        Said(
            "同一居民的第二份及以后的样本。",
            "A resident's second and further samples.",
        ),
    ),
    (
        Said("线索", "Lead"),
        Said(
            "要有人去核实的事，不是结论。",
            "Something for a person to check; not a verdict.",
        ),
    ),
)
#: What the page may not be used for.
CAUTIONS = (
    Said(
        "线索不是结论。匹配可能有误，结果可能有误；存疑的交给人定。",
        "A lead is not a verdict. A match may be wrong, and so may a result: what is in doubt, a person settles.",
    ),
    Said(
        "没有记录不是证据。未检只表示这些文件里没有找到样本，不能单凭它限制任何人。",
        "Absence is not evidence. Not tested means that these files hold no sample; by itself it restricts nobody.",
    ),
    Said(
        "本页只有计数，没有个人信息。",
        "This page holds counts and no personal data.",
    ),
)


def glossary() -> str:
    """A short list of the words of the page."""
    items = "".join(f"<div><dt>{said(word)}</dt><dd>{said(meaning)}</dd></div>" for word, meaning in GLOSSARY)
    return f'<dl class="glossary">{items}</dl>'


def footer(total: Mapping[str, Any]) -> str:
    """What the page may not be used for; versions and seconds."""
    cautions = "".join(paragraph(caution.zh, caution.en) for caution in CAUTIONS)
    made = _pairs(total.get("versions"), "")
    seconds = total.get("seconds") or {}
    took = " · ".join(f"{said(named(stage, STAGES))} {escape(str(value))} s" for stage, value in seconds.items())
    return (
        f'<div class="cautions">{cautions}</div><dl class="made">'
        f"<div><dt>{both('版本', 'Versions')}</dt><dd>{made}</dd></div>"
        f"<div><dt>{both('用时', 'Seconds')}</dt><dd>{took or both('未记录', 'not recorded')}</dd></div></dl>"
    )


def _pairs(told: Mapping[str, Any] | None, unit: str) -> str:
    if not told:
        return both("未记录", "not recorded")
    return " · ".join(f"{escape(str(key))} {escape(str(value))}{unit}" for key, value in told.items())
