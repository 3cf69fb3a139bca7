"""A fault is something a person can mend: it says what is wrong, where, and what to do.

    Fault                the person who runs the command can mend it (exit code 2)

Rooms raise a `Fault` (or their own subclass of it) with one sentence in English and the same sentence in Chinese.
Neither may hold a value of a data row: name the file, the row number, the column, the rule.
"""


class Fault(Exception):
    """One sentence for the person who meets it, in two languages. Never holds a row's values."""

    exit_code = 2

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.en = en
        self.zh = zh

    def sentence(self, language: str) -> str:
        """The sentence in `language` ('zh' or 'en')."""
        return self.zh if language == "zh" else self.en
