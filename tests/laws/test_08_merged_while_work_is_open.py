"""Law 8 for work that is open: whatever was merged and taken apart in whatever order, a person is asked for once, and
when no merge stands everybody is asked for as if none had ever been made."""

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.merging import Step, histories, take, take_apart
from tests.registering import GRID, OTHER, homes, lay_out, people

from fangxian.fieldwork import actions as fieldwork
from fangxian.fieldwork.models import Line as Asked
from fangxian.fieldwork.models import Task
from fangxian.fieldwork.rules import REMINDER, Line, Spec
from fangxian.lib import clock
from fangxian.outbreak.models import Outbreak
from fangxian.registry import actions as registry
from fangxian.registry.models import Dwelling
from fangxian.registry.queries import records_of

PEOPLE = 4
ROUNDS = ("round/1/1", "round/2/1")
#: What may happen: two are merged, a merge is taken back, all is asked for anew.
steps = histories(PEOPLE, st.tuples(st.just("ask"), st.integers(0, 1), st.just(0)))


class WorkThatIsOpen(TestCase):
    """Random histories of merges, over tasks of two rounds."""

    def district(self) -> list[int]:
        lay_out()
        _, keys = people(*({"newcomer": one, "name": f"张{one}"} for one in range(PEOPLE)))
        homes(
            {"person": keys[0], "dwelling": "D1"}, {"person": keys[1], "dwelling": "D1"},
            {"person": keys[2], "dwelling": "D3", "area_code": OTHER},
            {"person": keys[3], "elsewhere": "江边", "area_code": GRID},
        )  # fmt: skip
        registry.settle_whereabouts(source="test", by="test")
        self.outbreak = Outbreak.objects.create(
            name="疫情", disease="covid_19", legal_basis="infectious_diseases_law", area_code="230108",
            starts_on=clock.now().date(), state=Outbreak.State.ACTIVE,
            proposed_by="wu", approved_by="zheng", approved_at=clock.now(),
        ).pk  # fmt: skip
        for origin in ROUNDS:
            self.ask(origin, keys)
        return keys

    def ask(self, origin: str, keys: list[int]) -> None:
        doors = dict(Dwelling.objects.values_list("code", "pk"))
        due = clock.now() + timedelta(days=1)
        said = (REMINDER, "no_sample", {"round": int(origin.split("/")[1])})
        kind, why, parameters = said
        specs = [
            Spec(kind, "dwelling/1", GRID, doors["D1"], due, why, parameters, (Line(keys[0]), Line(keys[1]))),
            Spec(kind, "dwelling/3", OTHER, doors["D3"], due, why, parameters, (Line(keys[2]),)),
            Spec(kind, "person/4", GRID, None, due, why, parameters, (Line(keys[3]),)),
        ]
        fieldwork.open_tasks(specs, origin=origin, outbreak=self.outbreak, by="test")

    def state(self) -> list[Any]:
        return [
            sorted(Asked.objects.values_list("task__origin", "task__key", "person", "outcome")),
            sorted(Task.rows.values_list("origin", "key", "state", "closed_for")),
        ]

    @settings(max_examples=40, deadline=None)
    @given(steps)
    def test_a_person_is_asked_for_once_and_all_comes_back(self, said: list[Step]) -> None:
        keys = self.district()
        before = self.state()
        for step, one, other in said:
            if step == "ask":
                self.ask(ROUNDS[one], keys)
            else:
                take(step, keys[one], keys[other])
            open_lines = Asked.objects.filter(task__state="open", outcome="").values_list("task__origin", "person")
            asked = sorted((origin, records_of(person)[0]) for origin, person in open_lines)
            assert asked == sorted((origin, kept) for origin in ROUNDS for kept in {records_of(key)[0] for key in keys})
            assert fieldwork.fold(keys, by="test") == 0, "it follows from what stands"
            for task in Task.rows.all():
                waits = Asked.objects.filter(task=task, outcome="").exists()
                assert waits == (task.state == "open"), "a task is open as long as somebody of it is sought"
        take_apart()
        assert self.state() == before
