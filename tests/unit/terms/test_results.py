"""What a laboratory's word means; a word that is not known is never negative."""

import re
import tomllib
from importlib import resources

import pytest

from fangxian.lake.engines import portable
from fangxian.terms import results
from fangxian.terms.sql import results as sql


@pytest.mark.parametrize(
    "word",
    [
        "阴性", "阴", "(-)", "-", "－", "（－）", "【阴性】", "阴性(-)", "阴性（－）", "未检出", "未检出。",
        "未检测到", " 阴 性 ", "negative", "Negative", "NEG", "neg.", "Not Detected", "新冠病毒核酸检测结果：阴性",
        "2019-nCoV核酸(-)", "RNA：阴性", "呈阴性",
    ],
)  # fmt: skip
def test_a_negative_is_read_as_negative(word: str) -> None:
    assert results.outcome(word) == "negative"


@pytest.mark.parametrize(
    "word",
    [
        "阳性", "阳", "(+)", "+", "＋", "（＋）", "阳性(+)", "检出", "检出阳性", "positive", "POS", "Detected",
        "核酸阳性", "混管阳性", "++",
    ],
)  # fmt: skip
def test_a_positive_is_read_as_positive(word: str) -> None:
    assert results.outcome(word) == "positive"


@pytest.mark.parametrize(
    "word",
    [
        "可疑", "灰区", "弱阳性", "弱阳性(±)", "±", "待复核", "待复检", "疑似阳性", "初筛阳性", "inconclusive",
        "Weak Positive",
    ],
)  # fmt: skip
def test_what_somebody_must_look_at_again_is_suspect(word: str) -> None:
    assert results.outcome(word) == "suspect"


@pytest.mark.parametrize(
    "word", ["作废", "无效", "结果无效", "样本不合格", "试管破损", "重采", "需重新采样", "拒收", "Invalid", "空管"]
)
def test_a_sample_that_will_never_have_a_result_is_invalid(word: str) -> None:
    assert results.outcome(word) == "invalid"


@pytest.mark.parametrize(
    "word", [None, "", " ", "\u3000", "待检", "检测中", "已采样", "未出结果", "pending", "—", "--", "/", "NULL", "nan"]
)
def test_no_result_yet_is_pending_and_nothing_to_report(word: str | None) -> None:
    assert results.outcome(word) == "pending"
    assert not results.unread(word)


@pytest.mark.parametrize(
    "word", ["非阳性", "非阴性", "不是阴性", "阴性转阳性", "阳性转阴性", "阴转阳", "未见阳性", "无阳性", "阴性？",
    "阴性?", "阳性*", "阴/阳", "阴性 阳性", "正常", "异常", "0", "1", "N", "P", "CT>40", "阴性可疑阳性", "核酸",
    "结果", "结果：", "false", "合格",
    ],
)  # fmt: skip
def test_an_unknown_word_is_pending_and_is_reported(word: str) -> None:
    assert results.outcome(word) == "pending"
    assert results.unread(word)


def test_no_known_word_is_read_as_a_part_of_another() -> None:
    """Every known word with a word for 'not' before it is another word, known or not: never the same."""
    for word, meaning in results.words().written.items():
        if re.search("[阴阳检]", word):
            for turned in (f"非{word}", f"不{word}", f"{word}转阳性", f"无{word}"):
                assert results.outcome(turned) != "negative", turned
                assert results.unread(turned) or results.words().written.get(turned) != meaning


def test_every_word_of_the_data_means_what_the_data_says_in_capitals_and_brackets_too() -> None:
    table = tomllib.loads(resources.files("fangxian.terms").joinpath("data", "results.toml").read_text("utf-8"))
    for meaning in results.OUTCOMES:
        for word in table[meaning]:
            for written in (word, f"（{word}）", f"[{word}]", word.upper(), f" {word} ", f"结果：{word}"):
                assert results.outcome(written) == meaning
                assert not results.unread(written)


def test_the_words_stand_once_each() -> None:
    table = tomllib.loads(resources.files("fangxian.terms").joinpath("data", "results.toml").read_text("utf-8"))
    words = [word for meaning in results.OUTCOMES for word in table[meaning]]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("form", [sql.outcome, sql.unread])
def test_the_forms_for_a_column_are_sql_that_both_engines_understand(form: object) -> None:
    assert callable(form)
    portable.parse(f"SELECT {form('result')} AS r FROM samples")
