"""A contract proposed from a sample: how each column may be read, what share of its cells fit, and what is known of it.

What is proposed is for a person to finish: `fangxian contract check` says what is still amiss.
"""

import re
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fangxian import contracts
from fangxian.contracts import Field, library
from fangxian.contracts.headings import fold
from fangxian.intake.sampling import Sample, sample
from fangxian.pipelines.vetting import ONCE, SELF_NAMED
from fangxian.terms import addresses, dates, divisions, documents, phones, resident_id, uscc

#: A term is proposed if so many of the cells fit it.
ENOUGH = 0.8
#: A column of at most so many different words, each of which comes back, is a category.
FEW_WORDS, TIMES = 12, 5
_PERSONAL = frozenset({"name", "id_number", "phone", "birth_date", "sex", "address"})
_SEX = frozenset({"男", "女", "男性", "女性", "M", "F", "male", "female"})
_NAME = re.compile(r"[\u3400-\u9fff·]{2,15}|[A-Za-z .'-]{3,40}")
#: Of a short text nothing but its heading says that it is somebody's name.
_NAMES = re.compile(r"姓名|人名|联系人|户主|法人|name", re.IGNORECASE)
_WHOLE = re.compile(r"-?\d{1,6}")


@dataclass(frozen=True)
class Column:
    """A column as it is proposed. `fits`: the share of its filled cells that the term reads; `filled`: the share of
    cells that hold anything; `like`: 'contract.field' whose heading it bears, '' if none."""

    name: str
    heading: str
    term: str
    fits: float
    filled: float
    classification: str
    like: str = ""
    words: Mapping[str, Sequence[str]] | None = None


def draft(path: Path) -> list[Column]:
    """Proposes a column for each heading of a file. Raises a Fault for a file that is no table."""
    found = sample(path)
    names = _names(found)
    return _called([_column(name, heading, _cells(found, place)) for place, (name, heading) in enumerate(names)])


def _called(columns: Sequence[Column]) -> list[Column]:
    """The columns, where a term goes by one name and stands once (pipelines.vetting) by that name, and once."""
    named = {one.name for one in columns}
    made: list[Column] = []
    for one in columns:
        own_name = one.term if one.term in SELF_NAMED or one.term == "name" else ""
        if own_name and own_name not in named:
            named.add(own_name)
            made.append(replace(one, name=own_name))
        elif one.term in ONCE and any(before.term == one.term for before in made):
            made.append(replace(one, term="code" if one.term in SELF_NAMED else "text"))
        else:
            made.append(one)
    return made


def text_of(columns: Sequence[Column], *, name: str, label: str) -> str:
    """The proposal as an ODCS file, for a person to finish."""
    lines = [_HEAD.format(id=uuid.uuid4(), name=name, label=label)]
    for one in columns:
        like = f"; the heading is that of {one.like}" if one.like else ""
        lines += [
            f"      # {one.fits:.0%} of the cells that hold something are read by this term; {one.filled:.0%} hold "
            f"something{like}.",
            f"      - name: {one.name}",
            f"        businessName: {_quoted(one.heading)}",
            "        logicalType: string",
            f"        required: {str(one.filled >= 1).lower()}",
            f"        classification: {one.classification}",
            f"        description: {_quoted(f'What stands under {one.heading}.')}",
            "        customProperties:",
            "          - property: term",
            f"            value: {one.term}",
        ]
        if one.words:
            lines += ["          - property: values", "            value:"]
            lines += [f"              {code}: [{', '.join(map(_quoted, words))}]" for code, words in one.words.items()]
        lines += ["          - property: synonyms", "            value:", f"              - [{_quoted(one.heading)}]"]
    return "\n".join(lines) + "\n"


def _names(found: Sample) -> list[tuple[str, str]]:
    """(name, heading) of each column that has a heading: the name of a known field that bears it, else its place."""
    taken: Counter[str] = Counter()
    names = []
    for place, heading in enumerate(found.header, 1):
        known = _known().get(fold(heading))
        name = known[1].name if known else f"column_{place}"
        taken[name] += 1
        names.append((name if taken[name] == 1 else f"{name}_{taken[name]}", heading or f"column {place}"))
    return names


def _cells(found: Sample, place: int) -> list[str]:
    return [row[place] for row in found.rows]


def _column(name: str, heading: str, cells: Sequence[str]) -> Column:
    said = [cell for cell in cells if cell]
    filled = len(said) / len(cells) if cells else 0.0
    known = _known().get(fold(heading))
    like = f"{known[0]}.{known[1].name}" if known else ""
    shares = {term: _share(fits, said) for term, fits in _FITS.items() if term != "name" or _NAMES.search(heading)}
    asked = known[1].term if known else ""
    best = max(shares, key=lambda term: (shares[term] >= ENOUGH and term == asked, shares[term])) if said else ""
    if best and shares[best] >= ENOUGH:
        return Column(name, heading, best, shares[best], filled, _class(best, known), like)
    words = _words(said)
    if words:
        return Column(name, heading, "category", 1.0, filled, _class("category", known), like, words)
    return Column(name, heading, "text", 1.0, filled, _class("text", known), like)


def _class(term: str, known: tuple[str, Field] | None) -> str:
    """Who has not said otherwise is personal: better masked than shown."""
    if known and term not in _PERSONAL:
        return known[1].classification
    return "allow" if term in ("uscc", "area", "longitude", "latitude") else "scrub"


def _share(fits: Callable[[str], bool], said: Sequence[str]) -> float:
    return sum(map(fits, said)) / len(said) if said else 0.0


def _words(said: Sequence[str]) -> dict[str, list[str]]:
    """The words of a category, each with a code for a person to rename; {} of what is none."""
    counted = Counter(said)
    if not said or len(counted) > FEW_WORDS or min(counted.values()) < TIMES:
        return {}
    return {f"word_{place}": [word] for place, (word, _) in enumerate(counted.most_common(), 1)}


def _known() -> Mapping[str, tuple[str, Field]]:
    """Folded heading -> (contract, field) of the first contract that knows it."""
    found: dict[str, tuple[str, Field]] = {}
    for name in library.SIDES:
        for one in contracts.load(name).fields:
            for heading in (heading for equals in one.synonyms for heading in equals):
                found.setdefault(heading, (name, one))
    return found


def _is_number(cell: str) -> bool:
    cleaned = resident_id.clean(cell)
    lettered = re.match("[A-Za-z]", cell) is not None and documents.key(cleaned) is not None
    return resident_id.key(cleaned) is not None or lettered


def _is_area(cell: str) -> bool:
    return divisions.level(cell) is not None and divisions.name(cell[:6]) is not None


def _is_degree(low: float, high: float) -> Callable[[str], bool]:
    def fits(cell: str) -> bool:
        return re.fullmatch(r"\d{1,3}[.]\d{2,}", cell) is not None and low <= float(cell) <= high

    return fits


def _quoted(text: str) -> str:
    return f'"{text.replace(chr(92), chr(92) * 2).replace(chr(34), chr(92) + chr(34))}"'


#: Term -> whether a cell is one; where several fit as many, the first.
_FITS: Mapping[str, Callable[[str], bool]] = {
    "id_number": _is_number,
    "uscc": lambda cell: uscc.valid(uscc.clean(cell)),
    "area": _is_area,
    "phone": lambda cell: phones.key(cell) is not None,
    "sex": lambda cell: cell in _SEX,
    "longitude": _is_degree(73, 136),
    "latitude": _is_degree(3, 54),
    "date": lambda cell: dates.date(cell) is not None and len(cell) <= 11,
    "moment": lambda cell: dates.timestamp(cell) is not None,
    "address": lambda cell: addresses.key(cell) is not None,
    "number": lambda cell: _WHOLE.fullmatch(cell) is not None,
    "name": lambda cell: _NAME.fullmatch(cell) is not None,
}

_HEAD = """# A proposal, from a sample. Finish what is marked with ?, give each column a name of its own, then run
# fangxian contract check on it. docs/contracts.md says what each part means.
apiVersion: v3.0.2
kind: DataContract
id: {id}
name: {name}
version: 1.0.0
status: draft
domain: registry
team:
  - {{name: "?", role: owner}}
slaProperties:
  - {{property: frequency, value: 30, unit: d}}
customProperties:
  - {{property: sharing, value: not_shared}}
description:
  purpose: "?"
  usage: "?"
  limitations: "?"
schema:
  - name: {name}
    businessName: {label}
    logicalType: object
    description: "?"
    quality:
      - type: library
        rule: rowCount
        mustBeGreaterThan: 0
        description: A list of nothing is a mistake.
    customProperties:
      - property: key
        value: []
    properties:"""
