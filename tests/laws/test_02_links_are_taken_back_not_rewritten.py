"""Law 2 for people: whatever is linked, taken back, restored or decided, no link that was ever made is rewritten."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.registering import people

from fangxian.access.reader import Reader
from fangxian.identity import actions, queries
from fangxian.identity.models import SourceLink
from fangxian.lib.fault import Fault

STEWARD = Reader("wu", ("230108",), ("data_steward",), frozenset({"links.review"}), (), 1, "data_quality")
WHERE = {"dataset": "census", "batch": "1"}
ROWS, PEOPLE = (1, 2, 3), 3

steps = st.lists(
    st.one_of(
        st.tuples(st.just("link"), st.sampled_from(ROWS), st.integers(0, PEOPLE - 1)),
        st.tuples(st.just("unlink"), st.sampled_from(ROWS), st.just(0)),
        st.tuples(st.just("relink"), st.sampled_from(ROWS), st.just(0)),
    ),
    max_size=14,
)


class Referee:
    """Keeps every link that was made, in words: [person, stands]."""

    def __init__(self) -> None:
        self.made: dict[int, list[list[Any]]] = {row: [] for row in ROWS}

    def standing(self) -> dict[int, int]:
        return {row: links[-1][0] for row, links in self.made.items() if links and links[-1][1]}

    def take(self, step: str, row: int, person: int) -> bool:
        """Whether the step does something."""
        links = self.made[row]
        stands = bool(links) and links[-1][1]
        if step == "link" and not stands and person not in [who for who, _ in links]:
            links.append([person, True])
        elif step == "unlink" and stands:
            links[-1][1] = False
        elif step == "relink" and links and not stands:
            links.append([links[-1][0], True])
        else:
            return False
        return True


class Links(TestCase):
    """Random histories of links, against a referee."""

    @settings(max_examples=40, deadline=None)
    @given(steps)
    def test_links_are_added_and_never_rewritten(self, said: list[tuple[str, int, int]]) -> None:
        _, keys = people(*({"newcomer": number, "name": f"张{number}"} for number in range(PEOPLE)))
        referee, evidence = Referee(), dict[int, tuple[Any, ...]]()
        for step, row, who in said:
            moved = referee.take(step, row, keys[who])
            assert self.done(step, row, keys[who]) == moved
            now = {one[0]: one[1:] for one in SourceLink.objects.values_list("pk", *EVIDENCE)}
            assert {pk: now.get(pk) for pk in evidence} == evidence, "a link that was made is as it was made"
            evidence = now
        assert queries.linked_rows("census", "1") == referee.standing()
        for row, links in referee.made.items():
            history = queries.history_of("census", "1", row)
            assert [[one.person, one.undone_at is None] for one in history] == links

    def done(self, step: str, row: int, person: int) -> bool:
        if step == "link":
            rows = [(row, person, "exact", 1.0, "number:same")]
            return bool(actions.link_batch(rows, settings="people-2", by="load", **WHERE))
        try:
            (actions.unlink if step == "unlink" else actions.relink)(row=row, by=STEWARD, **WHERE)
        except Fault:
            return False
        return True


#: What says why a row is somebody's: everything but whether that is still believed.
EVIDENCE = ("dataset", "batch", "row", "person", "method", "score", "agreed", "settings", "by", "at")
