"""What a dataset's rows look like: a few of them, masked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fangxian.access.faults import NotHere
from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.desk import dataset_words, held_words
from fangxian.contracts import library
from fangxian.runs import samples


@requires("batches.read")
def sample(request: HttpRequest, name: str) -> HttpResponse:
    """Some rows of the last delivery."""
    if name not in library.every():
        raise NotHere.of("dataset")
    reader: Reader = request.reader  # type: ignore[attr-defined]
    contract = library.load(name)
    found = samples.sample(name, by=reader)
    labels = [(one.name, dataset_words.label(one)) for one in contract.fields]
    context = {
        "section": "desk:data",
        "name": name,
        "called": held_words.called(name, contract.label),
        "sample": found,
        "rows": [[(label, row[field]) for field, label in labels] for row in found.rows] if found else [],
    }
    return render(request, "desk/sample.html", context)
