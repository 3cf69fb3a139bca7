"""Who may say who is who: one verb, in one's own areas."""

from fangxian.access.faults import NotAllowed, NotHere
from fangxian.access.reader import Reader
from fangxian.registry.queries import known_to

#: What one may do who says whose a row is.
VERB = "links.review"


def allowed(by: Reader) -> None:
    """Raises NotAllowed for who may not."""
    if not by.can(VERB):
        raise NotAllowed.of(VERB)


def covers(by: Reader, *people: int) -> None:
    """Raises NotHere for people outside the reader's areas."""
    if known_to(by, people) != set(people):
        raise NotHere.of("person")
