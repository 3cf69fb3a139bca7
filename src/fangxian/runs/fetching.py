"""What a library has of a round, taken in as a batch: the city's by the round's window; the national one's by the
numbers of those of whom nothing is there.

A fetch that was stopped goes on where it was, and only what is whole is taken in, by the number of rows that the
library announced. While it is under way its pages lie open in the work folder, its owner's alone; the purge of the
outbreak removes what a fetch left that nobody finished.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from fangxian.access.reader import Reader
from fangxian.access.roles import purposes
from fangxian.exchange import results
from fangxian.exchange.workfolders import fetching
from fangxian.intake.library import Upstream, fetch, numbers, window
from fangxian.intake.library.fetching import Progress
from fangxian.intake.library.patience import Patience
from fangxian.intake.library.publishing import manifest_of
from fangxian.lib.fault import Fault
from fangxian.runs.arrival import arrive, local
from fangxian.screening import actions as screening
from fangxian.screening import events, queries
from fangxian.screening.queries import Arrival, Round

Say = Callable[[Progress], None]
#: From when to when, local times.
Window = tuple[datetime, datetime]
#: For what people are asked about elsewhere: of access/purposes.toml.
PURPOSE = "testing_round"


def fetch_round(
    *, round: int, upstream: Upstream, by: Reader, token: str = "", patience: Patience | None = None,
    part: Window | None = None, afresh: bool = False, say: Say = lambda _: None,
) -> Arrival | None:  # fmt: skip
    """Fetches what a library has of a round and takes it in; answers the batch, or None where it has nothing. Fetched
    again, what is new comes as a batch of its own; where nothing is new, nothing changes (law 7).

    part    a part of the round's window, local times; else all of it
    afresh  throws away what a fetch left that was stopped

    Raises a Fault where the library does not give all that it announced, NotAllowed, NotInForce, turns.Taken.
    """
    found = queries.one(round)
    screening.refuse_unless_allowed(by, found.area_code)
    screening.refuse_unless_in_force(found.outbreak_id, found.area_code)
    start, end = part or (local(found.starts_at), local(found.ends_at))
    if upstream.asks == "window":
        questions = window(upstream, start=start, end=end)
    else:
        wanted = _missing(found)
        _asked(found, upstream, len(wanted), by)
        questions = numbers(upstream, wanted, start=start, end=end)
    out = _place(found, upstream, part)
    out.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # What an earlier fetch left whole was not taken in: it may be of yesterday.
    _forget(out)
    try:
        done = fetch(upstream, questions, out, token=token, patience=patience, afresh=afresh, say=say)
        rows = int(done.manifest["rows"])
        taken = None
        if rows:
            outside = upstream.outside
            taken = arrive(round=round, path=out, by=by.account, sender=upstream.name, rows=rows, outside=outside)
    finally:
        _forget(out)
    return taken


def _missing(found: Round) -> list[str]:
    """The numbers of those of a round of whom nothing is there and nothing is in doubt."""
    people = [person for person, *_ in queries.to_remind(found.pk)]
    asked = results.numbers_of(found.outbreak_id, found.snapshot, people)
    if not asked:
        raise Fault(
            en="Nobody of this round is without a sample whose number could be asked for.",
            zh="本轮没有可按证件号码查询的未检人员。",
        )
    return asked


def _asked(found: Round, upstream: Upstream, people: int, by: Reader) -> None:
    """Whose numbers leave for a library: how many, where to, and what for (law 4)."""
    purpose = purposes()[PURPOSE]
    payload = {
        "library": upstream.name,
        "library_zh": upstream.zh,
        "library_en": upstream.en,
        "people": people,
        "purpose": PURPOSE,
        "purpose_zh": purpose.zh,
        "purpose_en": purpose.en,
    }
    screening.told(events.ASKED, found, by=by, **payload)


def _place(found: Round, upstream: Upstream, part: Window | None) -> Path:
    piece = f"-{part[1]:%m%d%H%M%S}" if part else ""
    return fetching(found.outbreak_id) / f"round-{found.number:02}-{upstream.name}{piece}.csv"


def _forget(out: Path) -> None:
    for path in (out, manifest_of(out)):
        path.unlink(missing_ok=True)
