"""Of what two records may be one: of people, of organisations. What is asked of the registry of each, and in which
words it is refused; all else of a merge is the same (identity.merging)."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from fangxian.access.reader import Reader
from fangxian.identity.events import ORGANISATION, PERSON
from fangxian.registry import actions as registry
from fangxian.registry import queries


@dataclass(frozen=True)
class Subject:
    """One of them. `kept`: record -> the one that stands for it; `stand_for` says so; as the registry has them."""

    kind: str
    hold: Callable[[Collection[int]], None]
    known_to: Callable[[Reader, Iterable[int]], set[int]]
    kept: Callable[[], dict[int, int]]
    kept_among: Callable[[Collection[int]], dict[int, int]]
    all_of: Callable[[Collection[int]], set[int]]
    stand_for: Callable[[Mapping[int, int | None], str], list[int]]
    two: tuple[str, str]  # (zh, en): that they are two
    merged: tuple[str, str]  # that they were merged


_SUBJECTS = (
    Subject(
        PERSON,
        registry.hold,
        queries.known_to,
        queries.kept_records,
        queries.kept_records,
        queries.all_records,
        lambda kept, by: registry.stand_for(kept, by=by),
        ("已有人核定二人并非同一人。", "Somebody decided that they are two people."),
        ("二人已合并：请先撤回合并。", "They were merged: take the merge back first."),
    ),
    Subject(
        ORGANISATION,
        registry.hold_organisations,
        queries.organisations_known_to,
        queries.kept_organisations,
        queries.kept_organisations,
        queries.all_organisations,
        lambda kept, by: registry.organisations_stand_for(kept, by=by),
        ("已有人核定二者并非同一法人。", "Somebody decided that they are two organisations."),
        ("二者已合并：请先撤回合并。", "They were merged: take the merge back first."),
    ),
)
SUBJECTS: Mapping[str, Subject] = {one.kind: one for one in _SUBJECTS}
