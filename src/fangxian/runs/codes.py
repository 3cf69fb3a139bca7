"""What a comparison of a round tells to codes: all calls from rounds to `healthcode` stand here."""

from fangxian.exchange.results import Changes
from fangxian.healthcode import actions as healthcode
from fangxian.healthcode import queries as codes
from fangxian.healthcode.actions import Led
from fangxian.screening import queries
from fangxian.screening.queries import Round


def followed(found: Round, changes: Changes, *, by: str) -> int:
    """Lays and ends what a comparison changed; answers how many restrictions began."""
    batches = dict(queries.arrivals(found.pk).values_list("number", "batch"))
    restricted = codes.restricted_by_round(found.pk)
    led = [
        Led(person, status, lead, until, tuple((batches[number], row) for number, row in changes.leads.get(person, ())))
        for person, status, *_, lead, until in changes.standings
        if lead or person in restricted
    ]
    return healthcode.follow_round(found, led, by=by)
