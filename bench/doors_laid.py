"""A child of bench.doors with an installation of its own: lays out doors with sensors, or tells what came of them.

`python -m bench.doors_laid lay GRIDS SENSORS` and `python -m bench.doors_laid told` answer in JSON.
"""

import json
import os
import sys
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

DISTRICT, STREET, COMMUNITY = "230108", "230108001", "230108001002"


def main(arguments: Sequence[str]) -> int:
    """One act."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fangxian.project.settings")
    import django

    django.setup()
    said = _lay(int(arguments[1]), int(arguments[2])) if arguments[0] == "lay" else _told()
    print(json.dumps(said))
    return 0


def _lay(grids: int, sensors: int) -> dict[str, Any]:
    """Doors in so many grids of a community, an outbreak, sensors at them; who works in each grid, and the serials."""
    from django.core.management import call_command

    from fangxian.access import actions as access
    from fangxian.access.demo import demo_list
    from fangxian.access.models import Account, Appointment

    call_command("migrate", verbosity=0, interactive=False)
    access.demo_accounts()
    password, _ = demo_list()
    codes = [f"{COMMUNITY}{number:03}" for number in range(1, grids + 1)]
    _doors(codes, sensors)
    workers = []
    for code in codes:
        made = Account(username=f"grid.{code}", name="网格员", demo=True)
        made.set_password(password)
        made.save()
        Appointment.objects.create(account=made, role="grid_worker", area=code, made_by="bench")
        workers.append(made.username)
    return {"password": password, "workers": workers, "serials": _fitted(sensors)}


def _doors(codes: list[str], sensors: int) -> None:
    import pyarrow as pa

    from fangxian.registry import actions

    areas = [DISTRICT, STREET, COMMUNITY, *codes]
    actions.apply_areas(pa.table({"code": areas, "name": areas}), source="areas/1", by="bench")
    compound = {
        "code": "C1",
        "name": "阳光小区",
        "area_code": COMMUNITY,
        "address": "",
        "longitude": None,
        "latitude": None,
    }
    actions.apply_compounds(pa.Table.from_pylist([compound]), source="compounds/1", by="bench")
    rows = [
        {
            "code": f"D{number}", "compound": "C1", "building": str(number % len(codes) + 1), "unit": "1", "floor": 1,
            "room": str(number), "kind": "flat", "area_code": codes[number % len(codes)], "longitude": 126.6,
            "latitude": 45.6, "address": f"阳光小区{number}", "door": f"阳光小区|{number}",
        }
        for number in range(sensors)
    ]  # fmt: skip
    actions.apply_dwellings(pa.Table.from_pylist(rows), source="dwellings/1", by="bench")


def _fitted(sensors: int) -> list[str]:
    from django.db import transaction

    from fangxian.access.queries import reader
    from fangxian.isolation import actions
    from fangxian.isolation.models import Binding
    from fangxian.lib import clock
    from fangxian.outbreak import actions as outbreak
    from fangxian.registry.models import Dwelling
    from fangxian.runs.demo import APPROVER, PROPOSER
    from fangxian.synth.sensors import serials

    proposed = outbreak.propose(
        name="bench", disease="covid_19", legal_basis="infectious_diseases_law", area_code=DISTRICT,
        starts_on=clock.now().date(), by=reader(PROPOSER),
    )  # fmt: skip
    outbreak.approve(outbreak=proposed.pk, by=reader(APPROVER))
    fleet = serials(sensors)
    actions.register(fleet, by="bench")
    fitter, homes = reader("zhao.min"), list(Dwelling.objects.order_by("pk").values_list("pk", flat=True))
    with transaction.atomic():
        for serial, dwelling in zip(fleet, homes, strict=True):
            actions.bind(serial=serial, dwelling=dwelling, consented=True, by=fitter)
    Binding.rows.update(since=clock.now() - timedelta(days=1))
    return fleet


def _told() -> dict[str, Any]:
    """What came: events, which; alerts, each with when its device said it; what was only counted, by why."""
    from fangxian.isolation.models import Alert, DoorEvent, Tally

    return {
        "events": list(DoorEvent.objects.values_list("event", flat=True)),
        "alerts": [(pk, at.timestamp()) for pk, at in Alert.rows.filter(kind="door_opened").values_list("pk", "at")],
        "counted": [list(one) for one in Tally.objects.values_list("why", "count")],
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
