"""`{{ code|called:"relation" }}`: what a code of the registry is called, in the reader's language."""

from typing import Any

from django import template

from fangxian.apps.desk import held_words, words

register = template.Library()


@register.filter
def called(code: str, which: str) -> str:
    """The word for a code of one of the lists in `words`; a code that no list knows, as it is."""
    return words.called(which, code)


@register.filter
def dataset(one: Any) -> str:
    """A dataset by its name."""
    return held_words.dataset(one)


@register.filter
def building(name: str) -> str:
    """A building's name as it is said: 3号楼."""
    return words.building(name)
