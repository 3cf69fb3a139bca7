"""The two desks at which records that may be one are decided: people, and organisations. What differs between them: how
two stand side by side, and the words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fangxian.access import gate
from fangxian.access.faults import NotHere
from fangxian.access.reader import Reader
from fangxian.apps.review import words
from fangxian.identity.events import ORGANISATION, PERSON
from fangxian.registry import queries
from fangxian.web.formats import count, day
from fangxian.web.language import say


@dataclass(frozen=True)
class Beside:
    """Two records side by side: which is to be kept, each field with what both say, and what more a merge would do."""

    kept: int
    fields: list[dict[str, Any]]
    facts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Desk:
    """One of the desks. `urls`: how the names of its pages begin; `record`: the page of a record; `look` answers None
    where one of the two is not the reader's; words are (zh, en)."""

    kind: str
    urls: str
    record: str
    look: Callable[[Reader, Any], Beside | None]
    said: Mapping[str, tuple[str, str]]

    def note(self, reader: Reader, records: Sequence[int], **details: Any) -> None:
        """Notes that two records are looked at."""
        gate.listed(reader, kind=self.kind, subjects=list(records), **details)

    def words(self) -> dict[str, str]:
        """The words in the language of the page."""
        return {name: say(*both) for name, both in self.said.items()}

    def page(self, name: str = "") -> str:
        """The name of a page of this desk: '' is the list."""
        return f"review:{self.urls}-{name}" if name else f"review:{self.urls}"


#: Field of two people -> the comparison that says how it agrees.
_OF_PEOPLE = {"name": "name", "number": "number", "sex": "", "born": "born", "phone": "phone", "address": "place"}


def _people(reader: Reader, one: Any) -> Beside | None:
    both = [one.first, one.second]
    gate.listed(reader, kind="person", subjects=both, pair=one.pk)
    lines = queries.people_by_key(reader, both)
    if len(lines) < len(both):
        return None
    numbers = queries.numbers_by_key(reader, both)
    fields = []
    for name, comparison in _OF_PEOPLE.items():
        said = [
            numbers.get(line.pk, "") if name == "number" else words.sex(line.sex) if name == "sex"
            else getattr(line, name)
            for line in lines
        ]  # fmt: skip
        fields.append(_field(name, said, comparison, one))
    names = queries.area_names(line.area_code for line in lines)
    areas = [names.get(line.area_code, line.area_code) for line in lines]
    return Beside(queries.fuller(both), [*fields, _field("area", areas, "", one)])


def _organisations(reader: Reader, one: Any) -> Beside | None:
    both = [one.first, one.second]
    try:
        entries = queries.organisation_entries(reader, both)
    except NotHere:
        return None
    areas = queries.area_names(site.area_code for _, sites in entries for site in sites)
    rows: list[tuple[str, Sequence[object], str]] = [
        ("own_name", [of.name for of, _ in entries], "own_name"),
        ("uscc", [of.uscc for of, _ in entries], "code"),
        ("kind", [words.organisation(of.kind) for of, _ in entries], ""),
        ("industry", [of.industry for of, _ in entries], ""),
        ("state", [words.state(of.status) for of, _ in entries], ""),
        ("established", [day(of.established) for of, _ in entries], ""),
        ("site", ["；".join(site.address for site in sites) for _, sites in entries], "site"),
        ("phone", [_phone(of) for of, _ in entries], "phone"),
        ("area", ["；".join(areas.get(one.area_code, one.area_code) for one in sites) for _, sites in entries], ""),
        ("staff", [count(queries.staff_of([of.pk])) for of, _ in entries], ""),
    ]
    together = queries.staff_of(queries.all_organisations(both))
    facts = [
        say(f"在册人员合计 {count(together)} 人", f"{count(together)} people work or study there, counted once"),
        say("清单、汇总中只列一次", "Lists and counts have it once"),
    ]
    kept = queries.fuller_entry(both)
    return Beside(kept, [_field(name, said, how, one) for name, said, how in rows], facts)


def _phone(of: Any) -> str:
    # The phone itself is not kept, only by what two are found to have the same.
    return say("已登记", "on record") if of.phone_key else ""


def _field(name: str, said: Sequence[object], comparison: str, one: Any) -> dict[str, Any]:
    level, bits = next(((level, bits) for field, level, bits in one.weights if field == comparison), ("", None))
    how = words.agreed(f"{comparison}:{level}")[0] if level else None
    return {"field": words.field(name), "said": said, "how": how, "bits": bits}


DESKS = {
    PERSON: Desk(
        PERSON, "twice", "desk:person", _people,
        {
            "title": ("重复登记", "Registered twice"),
            "under": (
                "底账中可能是同一人的两份档案：由人来定，可以撤回。",
                "Two records that may be one person's: a person decides, and it can be taken back.",
            ),
            "nothing": ("没有疑似重复登记的人。", "Nobody seems to be registered twice."),
            "none_left": ("没有待核对的重复登记了。", "Nobody waits who may be registered twice."),
            "question": ("是同一人吗？", "Are they one person?"),
            "same": ("同一人，保留档案", "One person: keep record"),
            "two": ("不是同一人", "They are two"),
            "elsewhere": ("其中一人不在您的辖区内。", "One of them is not in your areas."),
            "choose": ("请选择保留哪一份，或“不是同一人”。", "Choose which is kept, or that they are two."),
            "back": (
                "二人重新各自独立，合并期间的来源、管控、任务随各自档案，重新待核。",
                "They are two people again, each with their own sources, restrictions and tasks, and wait to be "
                "decided.",
            ),
            "done": ("已撤回，二人重新待核。", "Taken back: they wait to be decided again."),
        },
    ),
    ORGANISATION: Desk(
        ORGANISATION, "doubles", "desk:organisation", _organisations,
        {
            "title": ("法人重复登记", "Organisations entered twice"),
            "under": (
                "底账中可能是同一法人的两份档案：由人来定，可以撤回；分公司、分店不算同一法人。",
                "Two records that may be one organisation's: a person decides, and it can be taken back. A branch is "
                "another organisation.",
            ),
            "nothing": ("没有疑似重复登记的法人。", "No organisation seems to be entered twice."),
            "none_left": ("没有待核对的法人重复登记了。", "No organisation waits that may be entered twice."),
            "question": ("是同一法人吗？", "Are they one organisation?"),
            "same": ("同一法人，保留档案", "One organisation: keep record"),
            "two": ("不是同一法人", "They are two"),
            "elsewhere": ("其中一家不在您的辖区内。", "One of them is not in your areas."),
            "choose": ("请选择保留哪一份，或“不是同一法人”。", "Choose which is kept, or that they are two."),
            "back": (
                "二者重新各自独立，场所、在册人员随各自档案，重新待核。",
                "They are two organisations again, each with its own sites and staff, and wait to be decided.",
            ),
            "done": ("已撤回，二者重新待核。", "Taken back: they wait to be decided again."),
        },
    ),
}  # fmt: skip
