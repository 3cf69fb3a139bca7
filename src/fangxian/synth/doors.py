"""What a grid worker of the demo finds at a door: drawn from what asked and for whom, the same each time.

The shares describe no real place. Most who were not tested say that they will be; of those in no register nearly all
are visitors, as the rounds are drawn (synth.outsiders), and a few live here.
"""

import hashlib
from collections.abc import Mapping

#: Kind of task -> outcome (with what is typed) -> share. What is missing of the whole was not reached on that day.
_FOUND: Mapping[str, Mapping[tuple[str, tuple[tuple[str, str], ...]], float]] = {
    "reminder": {
        ("will_test", (("when", "明天上午"),)): 0.34,
        ("was_tested", (("where", "外区采样点"),)): 0.24,
        ("not_at_home", ()): 0.12,
        ("moved_away", (("where", "哈尔滨市道里区"),)): 0.05,
        ("not_a_resident", ()): 0.02,
        ("cannot_be_tested", (("cause", "too_ill"),)): 0.04,
        ("cannot_be_tested", (("cause", "in_hospital"),)): 0.03,
        ("refuses", ()): 0.04,
    },
    "whereabouts": {
        ("lives_here", (("note", "在外区上班，就近采样"),)): 0.62,
        ("moved_away", (("where", "哈尔滨市道里区"),)): 0.14,
        ("not_at_home", ()): 0.12,
    },
    "retest": {
        ("was_tested", (("when", "当日"),)): 0.90,
        ("not_at_home", ()): 0.05,
    },
    "verification": {
        ("new_resident", (("tenure", "tenant"),)): 0.04,
        ("not_a_resident", (("note", "来访，已返回"),)): 0.60,
        ("not_at_home", ()): 0.12,
        ("not_found", ()): 0.10,
    },
}


def found(kind: str, key: str) -> tuple[str, dict[str, str]] | None:
    """The outcome at a door and what was typed with it; None where nobody came to it. `key` names the line: the same
    key finds the same."""
    dice = int.from_bytes(hashlib.blake2b(f"{kind}/{key}".encode(), digest_size=8).digest()) / 2**64
    for (outcome, said), share in _FOUND[kind].items():
        if dice < share:
            return outcome, dict(said)
        dice -= share
    return None
