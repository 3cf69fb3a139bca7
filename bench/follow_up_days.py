"""Thirty days of the demo's outbreak among 197,000 people, in an installation of its own: `python -m
bench.follow_up_days`

Says as JSON how long they took, in seconds, and what there was at their end.
"""

import json
import os
import sys
import time
from datetime import datetime, timedelta

from bench.follow_up_run import AREA, PEOPLE, inhabited

DAYS = 30


def main() -> None:
    """Prepares, lives through the days, rebuilds, prints."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fangxian.project.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from fangxian.lib import clock

    start = datetime(2022, 9, 9, tzinfo=clock.LOCAL)
    with clock.set_to(start):
        people, outbreak = inhabited(), _activated()
    taken = _lived(start, people, outbreak)
    with clock.set_to(start + timedelta(days=DAYS)):
        json.dump({"lived": sum(taken), "longest": max(taken), **_at_the_end(outbreak)}, sys.stdout)


def _activated() -> int:
    """As the demo's two people activate it."""
    from fangxian.access import actions as access
    from fangxian.access.queries import reader
    from fangxian.lib import clock
    from fangxian.outbreak import actions, overlays
    from fangxian.runs.demo import APPROVER, PROPOSER

    access.demo_accounts()
    proposed = actions.propose(
        name="2022 年 9 月平房区新冠疫情", disease="covid_19", legal_basis="infectious_diseases_law", area_code=AREA,
        starts_on=clock.now().date(), pack="CN-9", overlay=overlays.shipped()["demo"], by=reader(PROPOSER),
    )  # fmt: skip
    return actions.approve(outbreak=proposed.pk, by=reader(APPROVER)).pk


def _lived(start: datetime, people: list[int], outbreak: int) -> list[float]:
    from fangxian.runs import follow_up
    from fangxian.synth import outbreak_days

    taken = []
    for day in outbreak_days.draw(start=start, days=DAYS, people=PEOPLE, seed=7):
        began = time.perf_counter()
        follow_up.live(
            day, outbreak=outbreak, people=people, exposed="close_contact", buyers="fever_drug_buyer", by="bench"
        )
        taken.append(time.perf_counter() - began)
    return taken


def _at_the_end(outbreak: int) -> dict[str, int]:
    """What there is, and how much of it stands otherwise than from scratch: things due, restrictions, and codes."""
    from fangxian.evidence.models import Fact
    from fangxian.healthcode import actions as healthcode
    from fangxian.healthcode.models import Restriction, Turn
    from fangxian.programme import actions as programme
    from fangxian.programme.models import Enrolment, Obligation
    from fangxian.runs import follow_up

    programme.overdue()
    programme.advance()
    healthcode.expire()
    found = follow_up.from_scratch(outbreak, by="bench")
    otherwise = found.obligations + found.restrictions + found.codes
    tables = {"enrolments": Enrolment, "obligations": Obligation, "facts": Fact, "restrictions": Restriction}
    counted = {name: table.rows.count() for name, table in (tables | {"turns": Turn}).items()}
    return {"otherwise": otherwise, **counted}


if __name__ == "__main__":
    main()
