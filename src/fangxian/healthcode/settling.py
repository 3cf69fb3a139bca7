"""What, where the evidence at hand shows it, answers an appeal at once (即提即解): checks by the names of
appeal_classes.toml's `settled_by`. Each answers the references that show it; none: it does not.
"""

from collections.abc import Callable, Iterable, Mapping

from fangxian.evidence.queries import by_key, latest
from fangxian.healthcode import grounds
from fangxian.healthcode.models import Restriction
from fangxian.programme.queries import closed
from fangxian.screening import queries as screening

#: Reasons that a negative test of one's own since answers; against being a contact or having been somewhere it says
#: nothing.
_ANSWERED_BY_A_TEST = frozenset(
    {"pool_positive", "suspect_test", "round_untested", "test_overdue", "fever_drugs", "symptoms"}
)
_UNTESTED = frozenset({"round_untested", "test_overdue"})
_TEST = "test"

Check = Callable[[Restriction], tuple[str, ...]]


def settled(restriction: Restriction, checks: Iterable[str]) -> tuple[str, ...]:
    """The references of the first check that shows that a restriction need not stand; () where none does."""
    return next((shown for name in checks if (shown := CHECKS[name](restriction))), ())


def negative_test(restriction: Restriction) -> tuple[str, ...]:
    """A test of their own since, against which nothing speaks."""
    if restriction.reason not in _ANSWERED_BY_A_TEST:
        return ()
    fact = latest(restriction.person, _TEST, outbreak=restriction.outbreak_id)
    if fact is not None and not fact.finding and fact.at > restriction.starts_at:
        return (f"fact/{fact.pk}",)
    return tuple(
        grounds.row(one.batch, one.row)
        for one in screening.stands(restriction.outbreak_id, [restriction.person])
        if one.status == "tested" and one.lead in ("", "released") and one.batch and one.row is not None
        and one.sampled_at is not None and one.sampled_at > restriction.starts_at
    )  # fmt: skip


def sampled(restriction: Restriction) -> tuple[str, ...]:
    """A sample since, whatever its result: who is restricted for want of one is free when it is taken (law 14)."""
    if restriction.reason not in _UNTESTED:
        return ()
    fact = latest(restriction.person, _TEST, outbreak=restriction.outbreak_id)
    if fact is not None and fact.at > restriction.starts_at:
        return (f"fact/{fact.pk}",)
    return tuple(
        grounds.row(one.batch, one.row)
        for one in screening.stands(restriction.outbreak_id, [restriction.person])
        if one.batch and one.row is not None and (one.status in ("tested", "pending"))
        and f"round/{one.round}" in restriction.evidence
    )  # fmt: skip


def evidence_withdrawn(restriction: Restriction) -> tuple[str, ...]:
    """All that it rests on was withdrawn: facts, and batches of rounds. What else it may rest on is not for this
    check."""
    return tuple(restriction.evidence) if all(_gone(one) for one in restriction.evidence) else ()


def _gone(reference: str) -> bool:
    kind, *rest = reference.split("/")
    if kind == grounds.FACT:
        found = by_key([int(rest[0])]).get(int(rest[0]))
        return found is None or found.withdrawn_at is not None
    if kind == "row":
        batch = screening.batch(rest[1])
        return batch is None or batch.state == "withdrawn"
    return False


def released(restriction: Restriction) -> tuple[str, ...]:
    """The programme that laid it has ended."""
    kind, *key = restriction.source.split("/")
    if kind != grounds.ENROLMENT or not closed([int(key[0])]):
        return ()
    return (f"{grounds.ENROLMENT}/{key[0]}",)


CHECKS: Mapping[str, Check] = {
    "negative_test": negative_test,
    "sampled": sampled,
    "evidence_withdrawn": evidence_withdrawn,
    "released": released,
}
