"""Of whom the registry was told something since: so that what was worked out of everybody is not worked out again."""

from fangxian.ledger import queries as ledger


def changed_since(event: int) -> set[int] | None:
    """The people who changed, or whose homes did, after an event; None where it is not known by name: a file was
    applied, or places changed. Not to be shown."""
    found: set[int] = set()
    for about, subject, payload in ledger.events_since(event, "registry."):
        if about == "person":
            found.add(int(subject))
        elif "people" in payload:
            found.update(payload["people"])
        else:
            return None
    return found
