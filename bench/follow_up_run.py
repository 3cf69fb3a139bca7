"""One installation of 197,000 people, 100,000 of whom are followed: python -m bench.follow_up_run

Their first stage begins; 200,000 results land, then single ones; the batch is withdrawn. Says as JSON
what each took, in seconds.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

PEOPLE, FOLLOWED = 197_000, 100_000
AREA = "230108"
SINGLE = 20


def main() -> None:
    """Prepares, measures, prints."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fangxian.project.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from fangxian.evidence import actions as evidence
    from fangxian.lib import clock
    from fangxian.programme import actions as programme

    taken: dict[str, float] = {}
    with clock.set_to(datetime(2022, 9, 8, 10, tzinfo=clock.LOCAL)):
        people, outbreak = inhabited(), _outbreak()
        followed = people[: FOLLOWED + 2 * SINGLE]
        _timed(taken, "enrolled", lambda: _enrol(outbreak, followed, clock.now()))
    with clock.set_to(datetime(2022, 9, 9, 0, 1, tzinfo=clock.LOCAL)):
        _timed(taken, "begun", programme.advance)
    with clock.set_to(datetime(2022, 9, 10, 22, tzinfo=clock.LOCAL)):
        _batch(taken, outbreak, people[:FOLLOWED])
        for name, finding, first in (("one", "", FOLLOWED), ("positive", "positive", FOLLOWED + SINGLE)):
            _singles(taken, name, finding, outbreak, people[first : first + SINGLE])
        _timed(taken, "withdrawn", lambda: evidence.withdraw_batch(outbreak=outbreak, batch="b1", by="bench"))
    json.dump(taken, sys.stdout)


def _batch(taken: dict[str, float], outbreak: int, people: list[int]) -> None:
    from fangxian.evidence import actions as evidence
    from fangxian.exchange import follow_up
    from fangxian.programme.models import Obligation

    table, decided = _results(people), follow_up.decided

    def watched(*args: Any, **more: Any) -> Any:
        found: list[Any] = []
        _timed(taken, "decided", lambda: found.append(decided(*args, **more)))
        return found[0]

    follow_up.decided = watched
    _timed(taken, "committed", lambda: evidence.apply_batch(table, outbreak=outbreak, batch="b1", by="bench"))
    follow_up.decided = decided
    taken["met"] = Obligation.rows.filter(state="met").count()


def _singles(taken: dict[str, float], name: str, finding: str, outbreak: int, people: list[int]) -> None:
    """One result each of people of whom nothing has come, the last of whom has their colour on their card."""
    from fangxian.boards.models import PersonCard
    from fangxian.evidence import actions as evidence
    from fangxian.lib import clock

    ones = []
    for number, person in enumerate(people):
        started, spent = time.perf_counter(), time.process_time()
        evidence.record(
            outbreak=outbreak, kind="test", person=person, at=clock.now() - timedelta(minutes=number),
            key=f"{name}/{number}", by="bench", finding=finding,
        )  # fmt: skip
        ones.append((time.perf_counter() - started, time.process_time() - spent))
    taken[name], taken[f"{name}_processor"] = sorted(ones)[len(ones) // 2]
    colours = set(PersonCard.rows.filter(pk__in=people).values_list("colour", flat=True))
    assert colours == {"red" if finding else "yellow"}, colours


def _timed(taken: dict[str, float], name: str, work: Callable[[], object]) -> None:
    started, spent = time.perf_counter(), time.process_time()
    work()
    taken[name] = time.perf_counter() - started
    taken[f"{name}_processor"] = time.process_time() - spent


def inhabited() -> list[int]:
    """The keys of the district's people, with their cards and their codes."""
    from fangxian.boards import actions as boards
    from fangxian.healthcode import actions as healthcode
    from fangxian.lib import clock
    from fangxian.registry.models import Person
    from fangxian.store import bulk

    keys = bulk.reserve(Person, PEOPLE)
    fields = [
        "id",
        "name",
        "sex",
        "born",
        "status",
        "area_code",
        "initials",
        "said_by",
        "source",
        "recorded_at",
        "verified_by",
        "number_kind",
    ]
    bulk.insert(
        Person,
        fields,
        (
            (pk, "张伟", "1", date(1980, 1, 1), "present", f"{AREA}{pk % 20:03}{pk % 7:03}{pk % 11:03}", "zw", {},
             "bench/1", clock.now(), "", "")
            for pk in keys
        ),
    )  # fmt: skip
    healthcode.rebuild()
    boards.rebuild()
    return list(keys)


def _outbreak() -> int:
    from fangxian.lib import clock
    from fangxian.outbreak import actions
    from fangxian.outbreak.models import Outbreak, ProtocolVersion
    from fangxian.outbreak.protocol import Duty, Effect, PersonClass, Phase, Protocol, Release, Violation

    test = Duty("test", "test", days=(1, 2, 3, 4, 5), grace_hours=24, unmet=("task", "yellow_unmet"))
    contact = PersonClass(
        "close_contact", "密接", "close contact", "last_exposure", (Phase("home", 5, (test,), effect="yellow_home"),),
        day1_offset=1, violations=(Violation("positive", ("task", "red_case")),),
        release=Release(("period_over", "duties_met", "all_negative")),
    )  # fmt: skip
    effects = {"yellow_home": Effect("yellow", "close_contact"), "yellow_unmet": Effect("yellow", "test_overdue", 72)}
    effects["red_case"] = Effect("red", "positive_test", 168)
    protocol = Protocol("bench", "", True, {"close_contact": contact}, effects)
    made = Outbreak.objects.create(
        name="疫情", disease="covid_19", legal_basis="infectious_diseases_law", area_code=AREA,
        starts_on=date(2022, 9, 1), state="active", proposed_by="a", approved_by="b", approved_at=clock.now(),
    )  # fmt: skip
    actions.settings.KEYRING.create(actions.key_name(made.pk))
    ProtocolVersion.objects.create(
        outbreak=made, number=1, pack="bench", pack_digest="", content=protocol.data(), digest="1", state="in_force",
        proposed_by="a", approved_by="b", in_force_from=clock.now(),
    )  # fmt: skip
    return made.pk


def _enrol(outbreak: int, people: list[int], anchor: datetime) -> None:
    from fangxian.programme import actions
    from fangxian.programme.actions import Joining

    joining = [Joining(one, anchor, {"row": one}) for one in people]
    actions.enrol(outbreak=outbreak, person_class="close_contact", people=joining, origin="bench/1", by="bench")


def _results(people: list[int]) -> Any:
    """Two results each, of the first two days; one in a thousand is positive on the second."""
    import pyarrow as pa

    days = (datetime(2022, 9, 9, 9), datetime(2022, 9, 10, 9))
    rows = [(one, day + timedelta(seconds=one % 30_000)) for day in days for one in people]
    return pa.table(
        {
            "person": pa.array([row[0] for row in rows], pa.int64()),
            "kind": ["test"] * len(rows),
            "at": pa.array([row[1] for row in rows], pa.timestamp("us")),
            "row": list(range(1, len(rows) + 1)),
            "finding": ["positive" if at.day == 10 and one % 1000 == 0 else "" for one, at in rows],
        }
    )


if __name__ == "__main__":
    main()
