"""Why a row may be held: the closed list in `reasons.toml`, each reason with a sentence in two languages."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fangxian.contracts.field import Field


@dataclass(frozen=True)
class Reason:
    """`en` and `zh` may hold `{column}`; `said` puts in the field's own name."""

    code: str
    en: str
    zh: str

    def said(self, field: Field | None) -> tuple[str, str]:
        """The sentence in English and in Chinese, about a field (None where it is about the row)."""
        english, chinese = ("", "") if field is None else (field.name, field.label)
        return self.en.replace("{column}", english), self.zh.replace("{column}", chinese)


@cache
def all_reasons() -> dict[str, Reason]:
    """Every reason by its code."""
    text = (Path(__file__).parent / "reasons.toml").read_text("utf-8")
    return {code: Reason(code, said["en"], said["zh"]) for code, said in tomllib.loads(text).items()}
