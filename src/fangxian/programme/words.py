"""The room's closed lists, in two languages: reasons.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from fangxian.lib import words
from fangxian.lib.fault import Fault
from fangxian.lib.words import Words


@cache
def reasons() -> Mapping[str, Mapping[str, Words]]:
    """'skipped', 'waivers', 'closed' -> name -> words, in the order of the file."""
    read = tomllib.loads((Path(__file__).parent / "reasons.toml").read_text("utf-8"))
    return {name: words.words_of(said) for name, said in read.items()}


def refuse_unknown(kind: str, reason: str) -> None:
    """Raises a Fault for a reason that is not on its list."""
    if reason not in reasons()[kind]:
        raise Fault(en="Choose the reason from the list.", zh="请从列表中选择原因。")
