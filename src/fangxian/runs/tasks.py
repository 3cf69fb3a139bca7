"""What a round asks of grid workers: all calls from rounds to `fieldwork` stand here.

Only a round that was declared complete asks anything (law 14): one reminder a dwelling, its people as lines, of whom
nothing is there or in doubt; one verification for each who is in no register.
"""

from fangxian.exchange.results import Changes
from fangxian.screening.queries import Round


def opened(found: Round, *, by: str) -> int:
    """Opens the tasks of a round that is complete; answers how many are new."""
    return 0


def followed(found: Round, changes: Changes, *, by: str) -> None:
    """Cancels what a comparison has settled since, unless it is done."""


def reopened(found: Round, *, by: str) -> None:
    """Cancels what is not done of a round that is not complete any more."""
