"""A batch that its sender withdraws, and gives back: its effects go, the file stays sealed as it came. The round is
compared without it; whom it alone had tested stands as before, and if tasks were open the round has to be declared
complete again.
"""

from django.db import transaction

from fangxian.access.reader import Reader
from fangxian.catalogue import actions as catalogue
from fangxian.exchange import results, turns
from fangxian.exchange.results import Compared
from fangxian.exchange.workfolders import inbox
from fangxian.identity import actions as identity
from fangxian.identity import queries as links
from fangxian.lib.fault import Fault
from fangxian.runs import tasks as asking
from fangxian.runs.arrival import arrive, asked_of, write
from fangxian.screening import actions as screening
from fangxian.screening import queries, tubes
from fangxian.screening.queries import DATASET, Arrival, Round


def withdraw(*, round: int, batch: str, by: Reader) -> Arrival:
    """Withdraws a batch; withdrawn before, it stays so (law 7). Raises a Fault for a batch that is not the round's,
    NotAllowed, NotInForce, turns.Taken."""
    found = queries.one(round)
    screening.refuse_unless_allowed(by, found.area_code)
    with turns.turn(), catalogue.job("withdrawal", by=by.account):
        found = queries.one(round)
        screening.refuse_unless_in_force(found.outbreak_id, found.area_code)
        arrival = queries.arrivals(round).filter(batch=batch).first()
        if arrival is None:
            raise Fault(
                en=f"Round {found.number} has no batch {batch}: `fangxian round show` lists those it has.",
                zh=f"第 {found.number} 轮没有批次 {batch}：运行 `fangxian round show` 可查看已有批次。",
            )
        if arrival.state == Arrival.State.WITHDRAWN:
            return arrival
        asked = asked_of(found, without=arrival.number)
        compared = results.compare(asked)
        with transaction.atomic():
            written(found, arrival, compared, by=by)
        results.stands(asked)
    return arrival


def written(found: Round, arrival: Arrival, compared: Compared, *, by: Reader) -> None:
    """Writes what a round is without a batch, and what follows from it. The caller's transaction."""
    screening.taken_back(arrival)
    write(found, compared, by=by.account)
    identity.drop_doubts(links.waiting_rows(DATASET, arrival.batch), dataset=DATASET, batch=arrival.batch)
    screening.withdrawn(found, arrival, changed=len(compared.changes.standings), by=by)
    if found.state == found.State.COMPLETE:
        asking.reopened(found, by=by.account)


def restore(*, round: int, batch: str, by: Reader) -> Arrival:
    """Takes a batch that was withdrawn into its round again: its file as it came, as a batch of its own. Raises as
    `runs.arrival.arrive`, NotAllowed, and a Fault for a batch that was not withdrawn."""
    found = queries.one(round)
    screening.refuse_unless_allowed(by, found.area_code)
    arrival = queries.arrivals(round).filter(batch=batch, state=Arrival.State.WITHDRAWN).first()
    if arrival is None:
        raise Fault(
            en=f"Batch {batch} was not withdrawn from round {found.number}: there is nothing to restore.",
            zh=f"批次 {batch} 未从第 {found.number} 轮撤回：无可恢复。",
        )
    if tubes.from_laboratory(arrival.pk):
        raise Fault(
            en="This batch is what a laboratory found by tube: take its file in again, at the laboratory's page.",
            zh="该批次由实验室按管结果生成：请在实验室页面重新接收结果文件。",
        )
    name, unseal = results.received(found.outbreak_id, batch)
    with inbox(name) as path:
        unseal(path)
        return arrive(round=round, path=path, by=by.account, sender=arrival.sender, outside=arrival.outside)
