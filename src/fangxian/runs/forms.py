"""A form of one person, as a pharmacy or a checkpoint types it: whom the registry knows for certain is known at once;
anybody else goes as a file of one row the way of all files, and waits where their rows wait."""

import csv
from collections.abc import Mapping
from datetime import datetime

from fangxian import contracts
from fangxian.access.reader import Reader
from fangxian.evidence import actions as evidence
from fangxian.exchange.workfolders import inbox
from fangxian.registry import queries as registry
from fangxian.runs import evidence as files


def take(
    *, outbreak: int, dataset: str, kind: str, at: datetime, cells: Mapping[str, str], by: Reader, finding: str = ""
) -> None:
    """Takes a form in, once: the same again changes nothing (law 7). Who may is for the form to say.

    cells  field of the dataset's contract -> what was typed; with 'name' and 'id_number'

    Raises NotInForce, evidence.rules.Refused, and turns.Taken while a file is being taken in and nobody is known for
    certain.
    """
    person = registry.holder(cells["id_number"], cells["name"])
    if person is not None:
        key = "/".join([dataset, by.account, *(cells[name] for name in sorted(cells))])
        evidence.record(
            outbreak=outbreak, kind=kind, person=person, at=at, key=key, by=by.account, finding=finding, said=cells
        )
        return
    fields = contracts.load(dataset).fields
    with inbox(f"{dataset}.csv") as path:
        path.touch(0o600)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([one.label for one in fields])
            writer.writerow([cells.get(one.name, "") for one in fields])
        # Who may type the form brings its one row in.
        sender = Reader(by.account, areas=by.areas, roles=by.roles, may=frozenset({files.VERB}))
        files.arrive(outbreak=outbreak, dataset=dataset, path=path, sender=by.account, by=sender)
