"""What may stand in a pack (data/packs) or in a disease's profile (data/diseases), where, and in which form. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fangxian.lib.words import Words


@dataclass(frozen=True)
class Leaf:
    """A single value.

    kind      'text', 'yes', 'whole', 'number', 'word', 'words', 'days' (of a phase, rising), 'hours' (of a day, rising)
    figure    it comes with its source and grade, or says that it needs one
    needed    a file without it is refused
    words     the list of vocabulary.toml (or 'reasons') of which a word or words have to be
    """

    kind: str
    figure: bool = False
    needed: bool = False
    words: str = ""


@dataclass(frozen=True)
class Table:
    """Named parts, each with a form of its own."""

    parts: Mapping[str, "Form"]
    needed: bool = False


@dataclass(frozen=True)
class Many:
    """Any number of parts of one form, each with a name: of the list `words` of vocabulary.toml, where one is said."""

    of: "Form"
    words: str = ""
    needed: bool = False


Form = Leaf | Table | Many


@dataclass(frozen=True)
class Figure:
    """A figure of a file: its value, or None with what it needs; where it comes from; what others did (`seen`)."""

    value: Any
    source: str = ""
    grade: str = ""
    needs: Words | None = None
    seen: tuple["Seen", ...] = ()


@dataclass(frozen=True)
class Seen:
    """What somebody else did, as an example: where, and by which source."""

    value: Any
    where: Words
    source: str
    grade: str


def form_at(path: str) -> Form | None:
    """The form of what stands at a path ('classes.close_contact.phases.home.days'); None where nothing may stand."""
    found: Form | None = PACK
    for name in path.split("."):
        if isinstance(found, Table):
            found = found.parts.get(name)
        elif isinstance(found, Many):
            found = found.of
        else:
            return None
    return found


_TEXT, _NAME = Leaf("text"), Leaf("text", needed=True)
_YES, _WORDS = Leaf("yes"), Leaf("words")
_WHOLE, _KNOWN = Leaf("whole", figure=True), Leaf("whole", figure=True, needed=True)
_SAID = {"zh": _NAME, "en": _NAME, "source": _TEXT, "grade": Leaf("word", words="grades"), "needs_source": Leaf("both")}

_DUTY = Table(
    {
        "evidence": Leaf("word", needed=True, words="evidence"),
        "days": Leaf("days", figure=True),
        "every_hours": _WHOLE,
        "at_hours": Leaf("hours", figure=True),
        "within_hours": _WHOLE,
        "grace_hours": _WHOLE,
        "unmet": _WORDS,
    }
)
_PHASE = Table({"days": _KNOWN, "first_day": _WHOLE, "effect": _TEXT, "duties": Many(_DUTY)})
_CLASS = Table(
    {
        "zh": _NAME,
        "en": _NAME,
        "note": Table(_SAID),
        "used": _YES,
        "clock_start": Leaf("word", figure=True, needed=True, words="starts"),
        "day1_offset": _WHOLE,
        "unfit_home": Leaf("word", words="phases"),
        "violations": Many(_WORDS, "findings"),
        "phases": Many(_PHASE, "phases", needed=True),
        "release": Table(
            {
                "conditions": Leaf("words", needed=True, words="conditions"),
                "by": Leaf("word", words="approval"),
                "confirm": Many(Table(_SAID)),
            },
            needed=True,
        ),
    }
)
_EFFECT = Table(
    {
        "colour": Leaf("word", figure=True, words="colours"),
        "reason": Leaf("word", needed=True, words="reasons"),
        "hours": _WHOLE,
    }
)
_LEVEL = Table(
    {
        "measure_zh": _TEXT,
        "measure_en": _TEXT,
        "clear_days": _WHOLE,
        "after_step_down": _WHOLE,
        "resets_on": Leaf("word", figure=True, words="resets"),
        "then": _NAME,
        "confirm": Many(Table(_SAID)),
    }
)
_OCCUPATION = Table({"zh": _NAME, "en": _NAME, "interval_hours": _KNOWN, "grace_hours": _WHOLE, "unmet": _WORDS})

#: A whole file.
PACK = Table(
    {
        "zh": _NAME,
        "en": _NAME,
        "issued": _NAME,
        "codes_on": Leaf("yes", needed=True),
        "day1_offset": _KNOWN,
        "hold_hours": _KNOWN,
        "classes": Many(_CLASS),
        "effects": Many(_EFFECT),
        "rounds": Many(_WORDS, "rounds"),
        "levels": Many(_LEVEL, "levels"),
        "occupations": Many(_OCCUPATION),
        "deadlines": Many(_WHOLE),
        "figures": Many(Many(Leaf("number", figure=True))),
        "absent": Many(Table(_SAID)),
    }
)

_NUMBER = Leaf("number", figure=True)
_THRESHOLD = Table(
    {
        "cases": _KNOWN,
        "cases_high": _WHOLE,
        "hospitalised": _WHOLE,
        "deaths": _WHOLE,
        "days": _WHOLE,
        "report_hours": _WHOLE,
        "scope": Table(_SAID),
    }
)

#: A file of data/diseases.
DISEASE = Table(
    {
        "zh": _NAME,
        "en": _NAME,
        "class": Leaf("word", figure=True, needed=True, words="notifiable"),
        "report_hours": _KNOWN,
        "vector": _YES,
        "definition": Table(_SAID),
        "incubation_days": Table(dict.fromkeys(("median", "mean", "low", "high", "longest", "deviation"), _NUMBER)),
        "infectious": Table(_SAID),
        "contact": Table({"followup_days": _WHOLE, "followup_days_low": _WHOLE, "mode": Table(_SAID)}),
        "thresholds": Many(_THRESHOLD),
        "closure": Table({"class_percent": _WHOLE, "days": _WHOLE}),
        "zones": Table({"radius_metres": _WHOLE, "breteau_target": _NUMBER, "areas": Table(_SAID)}),
        "test": Table(_SAID),
    }
)
