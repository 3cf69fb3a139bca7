"""The catalogue of datasets: what each is, whether it is fresh, what its last delivery was worth, who sends it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from fangxian.access.faults import NotHere
from fangxian.access.gate import requires
from fangxian.access.reader import Reader
from fangxian.apps.desk import dataset_quality, dataset_users, dataset_words, held_words
from fangxian.apps.desk.batches import state
from fangxian.apps.desk.dataset_words import Due, Freshness
from fangxian.catalogue import queries as catalogue
from fangxian.catalogue.queries import Batch
from fangxian.contracts import Contract, library
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.outbreak import queries as outbreak
from fangxian.runs import datasets as runs
from fangxian.runs.datasets import Came
from fangxian.web import launcher
from fangxian.web.language import current, say

SECTION = "desk:data"
#: Fields that a row of the list names because they were looked for.
_NAMED = 3


@dataclass(frozen=True)
class Row:
    """A dataset of the list, with its last delivery: a batch, or a file of a testing round (`came`, and the address of
    the round); `found`: the fields that were looked for."""

    contract: Contract
    called: str
    fresh: Freshness
    last: Batch | None
    came: Came | None = None
    round: str = ""
    found: tuple[str, ...] = ()


@requires("batches.read")
def datasets(request: HttpRequest) -> HttpResponse:
    """Every contract: those that ship and the installation's own; looked through for words, narrowed to how they
    stand."""
    asked, chosen = request.GET.get("q", "").strip()[:64], request.GET.get("state", "")
    sending, amiss = runs.sources_by_dataset()
    known, broken = known_contracts()
    reader: Reader = request.reader  # type: ignore[attr-defined]
    latest, stands = catalogue.latest(), standing(reader)
    rows = []
    for contract in known:
        sources = [word for one in sending.get(contract.name, ()) for word in (one.zh, one.en, one.sender)]
        last = latest.get(contract.name)
        found = _looked_for(contract, [*sources, last.sender if last else ""], asked)
        if found is not None:
            rows.append(stands(contract, last, found))
    rows.sort(key=lambda row: list(dataset_words.STATES).index(row.fresh.state))
    counted = {name: sum(row.fresh.state == name for row in rows) for name in dataset_words.STATES}
    context = {
        "section": SECTION,
        "asked": asked,
        "chosen": chosen,
        "whole": len(rows),
        "states": [(name, say(*dataset_words.SHORT[name]), many) for name, many in counted.items() if many],
        "rows": [row for row in rows if chosen in ("", row.fresh.state)],
        "amiss": [fault.sentence(current()) for fault in (*broken, *amiss)],
    }
    return render(request, "desk/datasets.html", context)


@requires("batches.read")
def dataset(request: HttpRequest, name: str) -> HttpResponse:
    """One: what it is, its fields, its deliveries, what was held and why, where it comes from and where it goes."""
    contract = next((one for one in known_contracts()[0] if one.name == name), None)
    if contract is None:
        raise NotHere.of("dataset")
    reader: Reader = request.reader  # type: ignore[attr-defined]
    last = catalogue.latest().get(name)
    about = dataset_words.about().get(name)
    sending, amiss = runs.sources_by_dataset()
    columns = dataset_quality.fields(contract, last)
    context = {
        "section": SECTION,
        "row": standing(reader)(contract, last),
        "purpose": say(about.zh, about.en) if about else dataset_words.described(name)[0],
        "own": about is None,
        "often": dataset_words.often(contract.every_hours),
        "sharing": dataset_words.sharing(contract),
        "state": state(last) if last else None,
        "fields": columns,
        "looked_at": columns[0].looked_at,
        "quality": dataset_quality.over_time(contract),
        "cost": dataset_quality.cost(reader, name),
        "sources": runs.pulling(sending.get(name, [])),
        "amiss": [fault.sentence(current()) for fault in amiss],
        "fills": _fills(reader, about.fills if about else ()),
        "ranks": dataset_words.ranks(name),
        "users": dataset_users.users(reader, [name]),
        "mends": reader.can("batches.settle") and reader.has_district(),
    }
    return render(request, "desk/dataset.html", context)


def known_contracts() -> tuple[list[Contract], list[Fault]]:
    """Every contract, and what is amiss with those that cannot be read."""
    known, broken = [], []
    for name in library.every():
        try:
            known.append(library.load(name))
        except Fault as fault:
            broken.append(fault)
    return known, broken


def standing(reader: Reader) -> Callable[..., Row]:
    """What makes a row of a contract, its last batch and the fields that were looked for."""
    due, of_rounds, now = Due(bool(outbreak.active()), runs.has_open_round()), runs.of_rounds(), clock.now()

    def row(contract: Contract, last: Batch | None, found: tuple[str, ...] = ()) -> Row:
        came = of_rounds.get(contract.name)
        at = last.received_at if last else came.at if came else None
        fresh = dataset_words.freshness(contract, at, now, due=due)
        address = launcher.address(reader, "round", came.round) if came else ""
        return Row(contract, held_words.called(contract.name, contract.label), fresh, last, came, address, found)

    return row


def _looked_for(contract: Contract, senders: list[str], asked: str) -> tuple[str, ...] | None:
    """The fields that hold what was looked for, none if the dataset's own words do; None where nothing does. Every word
    that was asked has to be somewhere."""
    about = dataset_words.about().get(contract.name)
    own = [contract.name, contract.label, contract.owner, *held_words.both(contract.name, contract.label), *senders]
    own += [about.zh, about.en] if about else []
    told = " ".join(own).casefold().replace("_", " ")
    found: dict[str, None] = {}
    for word in asked.casefold().replace("_", " ").split():
        if word in told:
            continue
        fields = [one for one in contract.fields if word in dataset_words.headings(one)]
        if not fields:
            return None
        found |= dict.fromkeys(dataset_words.label(one) for one in fields)
    return tuple(found)[:_NAMED]


def _fills(reader: Reader, fills: tuple[str, ...]) -> list[tuple[str, str]]:
    """What is filled: its words, and the address of its page where the reader may open it."""
    found = []
    for name in fills:
        zh, en, page, verb = dataset_words.FILLS[name]
        found.append((say(zh, en), reverse(page) if page and reader.can(verb) else ""))
    return found
