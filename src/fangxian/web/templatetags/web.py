"""Tags and filters of every template (a builtin library: nothing has to be loaded).

{% say "中文" "English" %}   a text in both languages, where it is written
{% say %}中文{% en %}English{% endsay %}  the same of longer ones; a break of the line is none in the text
{% asset "site.css" %}      the address of a file of the site
{% icon "home" %}           an icon
{% query request after=key %}  the address of this page with one parameter changed
"""

from datetime import date, datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import unescape_string_literal

from fangxian.web import built, formats, icons, language

register = template.Library()


@register.simple_tag(name="say")
def say_short(zh: str, en: str, *values: Any) -> str:
    """One of two texts; `values` stand in it where it says {}."""
    text = language.say(zh, en)
    return format_html(text, *values) if values else text


_short = register.tags.pop("say")


class Fixed(template.Node):
    """One of two texts that say no values: most of what a page says, and so spared what tags otherwise do."""

    def __init__(self, zh: SafeString, en: SafeString) -> None:
        self.zh, self.en = zh, en

    def render(self, context: template.Context) -> SafeString:
        """The text that is in force."""
        return self.en if language.current() == "en" else self.zh


@register.tag
def say(parser: template.base.Parser, token: template.base.Token) -> template.Node:
    """Both forms: the short one has its texts with it, the other ends with endsay."""
    _, *texts = token.split_contents()
    if len(texts) == 2 and all(text[0] == text[-1] == '"' for text in texts):
        return Fixed(*(mark_safe(unescape_string_literal(text)) for text in texts))
    if texts:
        short: template.Node = _short(parser, token)
        return short
    zh = parser.parse(("en",))
    parser.delete_first_token()
    en = parser.parse(("endsay",))
    parser.delete_first_token()
    return Said(zh, en)


class Said(template.Node):
    """One of two pieces of a template. Where its lines break there is nothing in Chinese, and a space in English."""

    def __init__(self, zh: template.NodeList, en: template.NodeList) -> None:
        self.zh, self.en = zh, en

    def render(self, context: template.Context) -> SafeString:
        """The piece that is in force."""
        piece, between = (self.en, " ") if language.current() == "en" else (self.zh, "")
        text = piece.render(context)
        return mark_safe(between.join(filter(None, (line.strip() for line in text.splitlines()))))


@register.simple_tag
def asset(name: str) -> str:
    """The address of one of the site's own files."""
    return built.address(name)


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon, for the eye alone."""
    return mark_safe(icons.icon(name))


@register.simple_tag
def mark() -> SafeString:
    """The sign of the house."""
    return mark_safe(icons.mark())


@register.simple_tag
def query(request: HttpRequest, **changed: Any) -> str:
    """This page's query with some parameters changed; None or '' takes one out."""
    wanted = request.GET.copy()
    for name, value in changed.items():
        wanted.pop(name, None)
        if value not in (None, ""):
            wanted[name] = str(value)
    return f"?{wanted.urlencode()}" if wanted else "?"


@register.simple_tag
def portion(part: float | None, whole: float | None, kind: str = "") -> SafeString:
    """A bar that is filled by a share; the number stands beside it."""
    share = 0 if not whole or part is None else min(100.0, max(part / whole * 100, 0.8 if part else 0))
    return format_html(
        '<svg class="bar" aria-hidden="true" width="100%"><rect class="{}" width="{}%" height="100%"/></svg>',
        kind,
        f"{share:.1f}",
    )


@register.simple_tag
def portions(*parts: Any) -> SafeString:
    """A bar of several parts: number, class, number, class …"""
    pairs = [(int(number or 0), kind) for number, kind in zip(parts[::2], parts[1::2], strict=True)]
    whole, at, pieces = sum(number for number, _ in pairs), 0.0, []
    for number, kind in pairs:
        width = number / whole * 100 if whole else 0
        pieces.append(
            format_html('<rect class="{}" x="{}%" width="{}%" height="100%"/>', kind, f"{at:.2f}", f"{width:.2f}")
        )
        at += width
    return format_html(
        '<svg class="bar" aria-hidden="true" width="100%">{}</svg>', mark_safe("".join(map(str, pieces)))
    )


@register.filter
def count(number: int | None) -> str:
    """197000 -> 197,000."""
    return formats.count(number)


@register.filter
def percent(part: int | None, whole: int | None) -> str:
    """A share of the whole."""
    return formats.percent(part, whole)


@register.filter
def day(at: date | datetime | None) -> str:
    """2022-09-09."""
    return formats.day(at)


@register.filter
def moment(at: datetime | None) -> str:
    """2022-09-09 18:05, local."""
    return formats.moment(at)


@register.filter
def until(at: datetime | None) -> str:
    """2022-09-09 24:00: the end of a day is its own."""
    return formats.until(at)


@register.filter
def ago(at: datetime | None) -> str:
    """3 天前."""
    return formats.ago(at)


@register.filter
def word(pair: Any) -> str:
    """The one in force of something with `zh` and `en`, or of a pair."""
    if pair is None:
        return ""
    zh, en = (pair.zh, pair.en) if hasattr(pair, "zh") else pair
    return language.say(zh, en)
