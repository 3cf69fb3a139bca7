"""One installation of 197,000 people, 100,000 of whom are followed: python -m bench.follow_up_run

200,000 results land, then one, then a batch is withdrawn. Says as JSON what each took, in seconds.
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
    from fangxian.lib import clock

    taken: dict[str, float] = {}
    begun = datetime(2022, 9, 8, 10, tzinfo=clock.LOCAL)
    with clock.set_to(begun):
        people, outbreak = _people(), _outbreak()
        _timed(taken, "enrolled", lambda: _enrol(outbreak, people[:FOLLOWED], begun))
    with clock.set_to(datetime(2022, 9, 10, 22, tzinfo=clock.LOCAL)):
        _measure(taken, outbreak, people)
    json.dump(taken, sys.stdout)


def _measure(taken: dict[str, float], outbreak: int, people: list[int]) -> None:
    from fangxian.evidence import actions as evidence
    from fangxian.exchange import follow_up
    from fangxian.lib import clock
    from fangxian.programme.models import Obligation

    table = _results(people[:FOLLOWED])
    decided = follow_up.decided

    def watched(*args: Any, **more: Any) -> Any:
        started = time.perf_counter()
        try:
            return decided(*args, **more)
        finally:
            taken["decided"] = taken.get("decided", 0.0) + time.perf_counter() - started

    follow_up.decided = watched
    _timed(taken, "committed", lambda: evidence.apply_batch(table, outbreak=outbreak, batch="b1", by="bench"))
    follow_up.decided = decided
    taken["met"] = Obligation.rows.filter(state="met").count()
    ones = []
    for number in range(SINGLE):
        person, at = people[FOLLOWED - 1 - number], clock.now() - timedelta(minutes=number)
        started, spent = time.perf_counter(), time.process_time()
        evidence.record(outbreak=outbreak, kind="test", person=person, at=at, key=f"one/{number}", by="bench")
        ones.append((time.perf_counter() - started, time.process_time() - spent))
    taken["one"], taken["one_processor"] = sorted(ones)[len(ones) // 2]
    _timed(taken, "withdrawn", lambda: evidence.withdraw_batch(outbreak=outbreak, batch="b1", by="bench"))


def _timed(taken: dict[str, float], name: str, work: Callable[[], object]) -> None:
    started, spent = time.perf_counter(), time.process_time()
    work()
    taken[name] = time.perf_counter() - started
    taken[f"{name}_processor"] = time.process_time() - spent


def _people() -> list[int]:
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
