"""Which language a person at the shell is spoken to in."""

import os


def language() -> str:
    """'zh' where the shell speaks Chinese (FANGXIAN_LANG, else LC_ALL, LC_MESSAGES, LANG), else 'en'."""
    for name in ("FANGXIAN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def said(en: str, zh: str) -> str:
    """The one of two sentences that the person reads."""
    return zh if language() == "zh" else en
