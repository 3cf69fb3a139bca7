"""A text stands in both languages where it is written, short or long."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation


def shown(text: str, language: str, **values: object) -> str:
    with translation.override({"zh": "zh-hans", "en": "en"}[language]):
        return Template(text).render(Context(values))


LONG = "{% say %}先暂停，\n  {{ n }} 人确认\n{% en %}It stops,\n  {{ n }} confirm{% endsay %}"


def test_the_short_form() -> None:
    assert shown('{% say "共 {} 条" "{} in all" n %}', "zh", n=3) == "共 3 条"
    assert shown('{% say "共 {} 条" "{} in all" n as text %}<b>{{ text }}</b>', "en", n=3) == "<b>3 in all</b>"


def test_where_a_long_text_breaks_chinese_has_nothing_and_english_a_space() -> None:
    assert shown(LONG, "zh", n=2) == "先暂停，2 人确认"
    assert shown(LONG, "en", n=2) == "It stops, 2 confirm"


def test_values_in_it_are_escaped() -> None:
    assert shown(LONG, "en", n="<script>") == "It stops, &lt;script&gt; confirm"


def test_a_long_text_in_one_language_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError):
        Template("{% say %}只有中文{% endsay %}")
