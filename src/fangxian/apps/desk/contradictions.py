"""What sources say of people and what does not stand: on a person's page who says what, and whose word stands and why;
of a dataset and a field everybody of whom that is so."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.desk import held_words, sources, words
from fangxian.apps.desk.told import VERB
from fangxian.catalogue import queries as catalogue
from fangxian.registry import queries as registry
from fangxian.registry.queries import Contradicted, area_names
from fangxian.web.language import say
from fangxian.web.paging import page

#: Whose rows say that somebody is of a key group.
_OF_GROUPS = "key_groups"


@dataclass(frozen=True)
class Row:
    """A contradiction in words: of which field, what stands and by whose word, what a file says otherwise, and in which
    row (its address, for who may open it), why the one stands. Texts are as the reader may see them."""

    one: Contradicted
    field: str
    stands: str
    whose: str
    says: str
    dataset: str
    file: str
    to: str
    why: str
    area: str


def rows_of(reader: Reader, found: Sequence[Contradicted]) -> list[Row]:
    """Contradictions in words."""
    names = area_names(one.area_code for one in found)
    batches = catalogue.by_source(f"{one.dataset}/{one.batch}" for one in found)
    rows = []
    for one in found:
        batch = batches.get(f"{one.dataset}/{one.batch}")
        rows.append(
            Row(
                one,
                say(*words.FIELDS[one.field]),
                _value(one.field, one.stands),
                sources.whose(one.source),
                _value(one.field, one.says),
                held_words.named(one.dataset),
                batch.file if batch else one.batch,
                sources.address(reader, batch, one.row),
                _why(one),
                names.get(one.area_code, one.area_code),
            )
        )
    return rows


@requires(VERB)
def contradictions(request: HttpRequest) -> HttpResponse:
    """Everybody of whom a dataset says something else of a field than stands, in the reader's areas: for who may read
    people with both words as their role sees them, noted; for others where, and in which row."""
    reader: Reader = request.reader  # type: ignore[attr-defined]
    dataset, field = request.GET.get("dataset", "")[:32], request.GET.get("field", "")
    field = field if field in words.FIELDS else ""
    found = registry.contradictions(reader, dataset=dataset, field=field)
    shown = page(found, ("pk",), request.GET.get("after", ""), whole=found.count())
    named = [one for one in shown.rows if _may_be_named(reader, one.dataset)]
    known = {row.one.pk: row for row in rows_of(reader, registry.contradicted(reader, named))}
    others = _nameless([one for one in shown.rows if one.pk not in known])
    context = {
        "section": "desk:quality",
        "title": " · ".join(filter(None, (dataset and held_words.named(dataset), field and say(*words.FIELDS[field])))),
        "page": shown,
        "rows": [known.get(one.pk) or others[one.pk] for one in shown.rows],
    }
    return render(request, "desk/contradictions.html", context)


def _may_be_named(reader: Reader, dataset: str) -> bool:
    """Whether a reader may know who it is of whom a dataset speaks: that somebody is on a list of a key group says what
    they are."""
    return reader.can("people.read") and (dataset != _OF_GROUPS or reader.shows("groups") != "hidden")


def _nameless(found: Sequence[Any]) -> dict[int, dict[str, Any]]:
    names = area_names(one.person.area_code for one in found)
    batches = catalogue.by_source(f"{one.dataset}/{one.batch}" for one in found)
    rows = {}
    for one in found:
        batch, area = batches.get(f"{one.dataset}/{one.batch}"), one.person.area_code
        rows[one.pk] = {
            "nameless": True,
            "one": one,
            "field": say(*words.FIELDS[one.field]),
            "dataset": held_words.named(one.dataset),
            "file": batch.file if batch else one.batch,
            "area": names.get(area, area),
        }
    return rows


def _value(field: str, value: str) -> str:
    return words.sex(value) if field == "sex" else value


def _why(one: Contradicted) -> str:
    if one.stronger:
        return say("按数据标准更可信", "believed more, by the contracts")
    return say("同样可信，以后到的为准", "as good, and told later")
