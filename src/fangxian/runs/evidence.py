"""A department's file of evidence, from its bytes to facts; withdrawn, and its doubtful rows decided.

The same file twice changes nothing (law 7). A run that was killed is finished by the same command (law 10): what lies
sealed is found again, and the facts are written in one transaction with the catalogue.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from fangxian.access.faults import NotAllowed
from fangxian.access.reader import Reader
from fangxian.catalogue import actions as catalogue
from fangxian.catalogue import queries
from fangxian.catalogue.queries import Batch
from fangxian.contracts import Section, library
from fangxian.evidence import actions as evidence
from fangxian.evidence.queries import of_batch
from fangxian.exchange import evidence as exchange
from fangxian.exchange import turns, usual
from fangxian.healthcode import queries as codes
from fangxian.identity import actions as identity
from fangxian.identity import queries as links
from fangxian.lib import clock
from fangxian.lib.fault import Fault
from fangxian.linkage.settings import CURRENT
from fangxian.outbreak.queries import active
from fangxian.runs.preview import Stopped, committed

#: What one may do who brings evidence in, and who decides whose a row is.
VERB = "batches.load"
#: What is evidence of people, of which we know what a row means.
DATASETS = tuple(exchange.MEANINGS)
#: With what the names of their acts begin, where one waits for a second person.
_ACT = "evidence/"
Say = Callable[[str], None]


def is_kept_here(dataset: str) -> bool:
    """Whether a dataset is kept under an outbreak's key: evidence of people, or the installation's own that says so."""
    return library.is_under_outbreak(dataset)


def hand(account: str) -> Reader:
    """Whoever has the shell, or the clock, where no account brings evidence in."""
    return Reader(account, areas=("",), roles=("shell",), may=frozenset({VERB}))


def arrive(
    *, outbreak: int, dataset: str, path: Path, by: Reader, sender: str = "", mapping: Section | None = None,
    short: int = 0, say: Say = lambda _: None,
) -> Batch:  # fmt: skip
    """Takes a file in; answers the batch it became, or was. `short`: it waits with fewer than so many per cent of the
    usual rows (0: never). Raises a Fault for a file that cannot be read and a dataset that is no evidence of people,
    usual.Stopped for one that is unlike those before (sealed, and of which nothing is known yet), preview.Stopped for
    one that would change the codes of many (law 11; the same), NotAllowed, NotInForce, turns.Taken."""
    _allowed(by)
    _refuse_other(dataset)
    _refuse_lying_open(dataset)
    evidence.refuse_unless_active(outbreak)
    with turns.turn(), catalogue.job("evidence", by=by.account) as run:
        tell = catalogue.telling(run, say, about=path.name)
        came = exchange.arrived(outbreak, dataset, path, sender=sender, mapping=mapping, say=tell)
        if not queries.is_promoted(dataset, came.name):
            _refuse_unusual(outbreak, dataset, came, short, by)
            tell("write")
            _enter(outbreak, dataset, came, by)
    return _batch(dataset, came.name)


def waiting() -> list[tuple[str, str, str]]:
    """(dataset, batch, who brought it) of what a second person let through and that is not in yet, under outbreaks in
    force; without what waits, or was refused, for the codes that it would change."""
    held_back, in_force = codes.held_back(_ACT), {one.pk for one in active()}
    unlike = [(one.batch.dataset_id, one.batch.name, one.asked_by) for one in queries.confirmed()]
    found = [one for one in unlike if is_kept_here(one[0]) and _act(*one[:2]) not in held_back]
    for act, by in codes.let_through(_ACT):
        dataset, _, name = act.removeprefix(_ACT).partition("/")
        found.append((dataset, name, by))
    return [
        one
        for one in dict.fromkeys(found)
        if exchange.outbreak_of(one[1]) in in_force and not queries.is_promoted(*one[:2])
    ]


def let_in() -> None:
    """Brings in what a second person let through, under outbreaks that are in force; what would change the codes of
    many as well waits for another. The caller holds the turn."""
    for dataset, name, by in waiting():
        outbreak = exchange.outbreak_of(name)
        with suppress(Stopped):
            _enter(outbreak, dataset, exchange.again(outbreak, dataset, name), hand(by))


@transaction.atomic
def withdraw(*, dataset: str, batch: str, by: Reader) -> int:
    """Takes back what a batch made known: its facts are withdrawn, its questions dropped, its file stays sealed;
    answers how many facts. Withdrawn before, it stays so. Raises as `arrive`."""
    _allowed(by)
    found, outbreak = _batch(dataset, batch), exchange.outbreak_of(batch)
    evidence.refuse_unless_active(outbreak)
    gone = evidence.withdraw_batch(outbreak=outbreak, batch=_source(dataset, batch), by=by.account)
    identity.drop_doubts(links.waiting_rows(dataset, batch), dataset=dataset, batch=batch)
    catalogue.withdrawn(found, by=by.account)
    return gone


def restore(*, dataset: str, batch: str, by: Reader) -> Batch:
    """Takes a withdrawn batch in again, its rows linked to the registry as it is now. Raises as `arrive`."""
    _allowed(by)
    outbreak = exchange.outbreak_of(batch)
    evidence.refuse_unless_active(outbreak)
    with turns.turn(), catalogue.job("evidence", by=by.account):
        stop = queries.stop_of(dataset, batch)
        if stop is not None and stop.state == stop.State.WAITING:
            raise Fault(
                en=f"This batch waits for a second person: see /batches/stops/{stop.pk}/.",
                zh=f"该批次待另一人确认：见 /batches/stops/{stop.pk}/。",
            )
        if not queries.is_promoted(dataset, batch):
            _enter(outbreak, dataset, exchange.again(outbreak, dataset, batch), by)
    return _batch(dataset, batch)


def outcome(batch: Batch) -> dict[str, int]:
    """What became of a batch's usable rows: facts, in_review, unknown."""
    dataset, name = batch.dataset_id, batch.name
    facts, unknown = of_batch(exchange.outbreak_of(name), _source(dataset, name))
    return {"facts": facts, "in_review": len(links.waiting_rows(dataset, name)), "unknown": unknown}


def said(*, doubt: int, by: Reader) -> Mapping[str, str]:
    """What a doubtful row says as it was written. The caller masks and notes it. Raises as identity.actions.waiting."""
    one = identity.waiting(doubt=doubt, by=by)
    with turns.turn():
        return exchange.said(exchange.outbreak_of(one.batch), one.dataset, one.batch, one.row)


def same(*, doubt: int, person: int, by: Reader) -> None:
    """The row is this person's, and what it says is known of them. Raises as identity.actions.decide."""
    one = identity.waiting(doubt=doubt, by=by)
    outbreak = exchange.outbreak_of(one.batch)
    with turns.turn():
        fact = exchange.row_as_fact(outbreak, one.dataset, one.batch, one.row, person)
        with transaction.atomic():
            identity.decide(doubt=doubt, person=person, settings=CURRENT, by=by)
            source = _source(one.dataset, one.batch)
            evidence.apply_batch(fact, outbreak=outbreak, batch=source, by=by.account)


def nobody(*, doubt: int, by: Reader) -> None:
    """The row is none of its candidates'. Raises as identity.actions.decide."""
    identity.decide(doubt=doubt, person=None, settings=CURRENT, by=by)


@transaction.atomic
def undo(*, doubt: int, by: Reader) -> None:
    """Takes a decision back: the row waits again, and what it said is known of nobody. Raises as
    identity.actions.undecide."""
    row = links.linked_by_hand(doubt)
    one = identity.undecide(doubt=doubt, by=by)
    if row is not None:
        outbreak, source = exchange.outbreak_of(one.batch), _source(one.dataset, one.batch)
        evidence.withdraw_batch(outbreak=outbreak, batch=source, by=by.account, rows=[one.row])


def _act(dataset: str, batch: str) -> str:
    """What bringing a batch in is called where it waits for a second person."""
    return f"{_ACT}{_source(dataset, batch)}"


def _enter(outbreak: int, dataset: str, came: exchange.Batch, by: Reader) -> None:
    """Raises preview.Stopped: nothing is written, and what lies sealed goes in once a second person let it through."""
    act = partial(_write, outbreak, dataset, came, by)
    committed(act, name=_act(dataset, came.name), by=by.account)


def _write(outbreak: int, dataset: str, came: exchange.Batch, by: Reader) -> None:
    name = came.name
    with transaction.atomic():
        entry = catalogue.mirror(**came.said, held=came.held, by=by.account)
        identity.link_batch(came.links, dataset=dataset, batch=name, settings=CURRENT, by=by.account)
        identity.doubt_batch(
            {row: (one.reason, one.candidates) for row, one in came.doubts.items()},
            dataset=dataset,
            batch=name,
            by=by.account,
            areas={row: one.area for row, one in came.doubts.items()},
        )
        evidence.apply_batch(came.facts, outbreak=outbreak, batch=_source(dataset, name), by=by.account)
        day = came.said["received_at"].astimezone(clock.LOCAL).date()
        catalogue.promoted(entry, day=day, whole=False, by=by.account)


def _refuse_lying_open(dataset: str) -> None:
    """Raises a Fault for a dataset of which batches lie in the lake without an outbreak's key: its contract said
    otherwise before, and no purge would find them."""
    if (settings.LAKE / dataset).is_dir():
        raise Fault(
            en=f"Batches of '{dataset}' lie in the lake under no outbreak's key, since its contract did not say "
            "underOutbreak when they came: give the contract another name, or remove them first.",
            zh=f"“{dataset}”已有批次存放在疫情密钥之外（当时的数据标准未写 underOutbreak）："
            "请另取数据集名称，或先清除这些批次。",
        )


def _refuse_unusual(outbreak: int, dataset: str, came: exchange.Batch, short: int, by: Reader) -> None:
    """Raises usual.Stopped for a batch that is unlike its sender's others under the outbreak, until a second person
    lets it through."""
    stop = queries.stop_of(dataset, came.name)
    if stop is not None and stop.state == stop.State.CONFIRMED:
        return
    manifest = exchange.manifest(outbreak, dataset, came.name)
    begins = f"{outbreak:03}-"
    read = partial(exchange.manifest, outbreak, dataset)
    off = usual.unusual(manifest, short=short, read=read, begins=begins)
    if off is None:
        return
    with transaction.atomic():
        entry = catalogue.mirror(**came.said, held=came.held, by=by.account)
        day = manifest.received_at.astimezone(clock.LOCAL).date()
        stop = usual.keep(entry, off, day=day, by=by.account, would={})
    raise usual.stopped(manifest, off, stop)


def _source(dataset: str, batch: str) -> str:
    """A batch as facts name it."""
    return f"{dataset}/{batch}"


def _batch(dataset: str, name: str) -> Batch:
    found = queries.batches(dataset).filter(name=name).first()
    if found is None:
        raise Fault(en=f"{dataset} has no batch {name}.", zh=f"{dataset} 没有批次 {name}。")
    return found


def _allowed(by: Reader) -> None:
    if not by.can(VERB):
        raise NotAllowed.of(VERB)


def _refuse_other(dataset: str) -> None:
    if not is_kept_here(dataset):
        known = ", ".join(library.under_outbreak())
        raise Fault(
            en=f"'{dataset}' is no evidence of people; name one of: {known}. Results of a testing round come in with "
            "fangxian round arrive.",
            zh=f"“{dataset}”不是人员佐证数据；请写以下之一：{known}。检测结果请用 fangxian round arrive。",
        )
