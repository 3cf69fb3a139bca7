"""A district small enough to be counted by hand, in the tables: what the pages are tried on.

Street s of `streets`, community c, grid g have codes 230108 · 10s · 10c · 10g. Each community has one compound with two
buildings of `floors` floors, two units, two doors a unit; one household in each door.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fangxian.boards.actions import rebuild
from fangxian.catalogue.models import Batch, Dataset, HeldRow
from fangxian.identity.models import SourceLink
from fangxian.lib import clock
from fangxian.registry import sealing
from fangxian.registry.models import (
    Area,
    Building,
    Compound,
    Dwelling,
    Household,
    KeyGroupMembership,
    Organisation,
    Person,
    Post,
    Residence,
    Site,
)
from fangxian.registry.rules import groups

THEN = datetime(2022, 7, 1, 9, 0, tzinfo=clock.LOCAL)
REGISTER, CENSUS = "household_register/20220630-0a1b2c3d4e5f", "census/20220630-5f4e3d2c1b0a"
GROUPS = "key_groups/20220630-aa11bb22cc33"
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "伟芳娜敏静丽强磊军洋艳勇杰娟涛明超霞平刚"
INITIALS = dict(zip(SURNAMES + GIVEN, "wlzlcyzhzwxshzglhgmlwfnmjlqljyyyjjtmcxpg", strict=True))
STREETS = ("新伟街道", "兴建街道", "哈南街道", "保国街道", "联盟街道", "平新镇")


@dataclass(frozen=True)
class Size:
    """How many of each lie in one of the next larger."""

    streets: int = 2
    communities: int = 2
    grids: int = 2
    floors: int = 3


def build(size: Size = Size()) -> None:
    """Writes the district into the tables."""
    said: dict[str, Any] = {"source": REGISTER, "recorded_at": THEN, "verified_at": THEN, "verified_by": "公安"}
    areas = _areas(size, said)
    Area.objects.bulk_create(areas)
    _homes(size, said, [area for area in areas if area.level == "community"])
    _people(said)
    _organisations(said)
    rebuild()
    _batches()


def _areas(size: Size, said: dict[str, Any]) -> list[Area]:
    areas = [Area(code="230108", name="平房区", level="district", parent_id=None, **said)]
    wide = 0.02
    columns = 3
    for s in range(size.streets):
        x, y = 126.55 + s % columns * wide * 2, 45.58 + s // columns * wide * 1.5
        street = f"230108{100 + s}"
        areas.append(_area(street, STREETS[s % len(STREETS)], "street", "230108", x, y, wide * 2, wide * 1.5, said))
        for c in range(size.communities):
            high = wide * 1.5 / size.communities
            community = f"{street}{100 + c}"
            name = f"{'友协新疆南厂建安'[c % 4 * 2 : c % 4 * 2 + 2]}第{c + 1}社区"
            areas.append(_area(community, name, "community", street, x, y + c * high, wide * 2, high, said))
            for g in range(size.grids):
                broad = wide * 2 / size.grids
                grid = f"{community}{100 + g}"
                areas.append(
                    _area(grid, f"第{g + 1}网格", "grid", community, x + g * broad, y + c * high, broad, high, said)
                )
    return areas


def _area(
    code: str, name: str, level: str, parent: str, x: float, y: float, wide: float, high: float, said: dict[str, Any]
) -> Area:
    ring = [[x, y], [x + wide, y + high * 0.04], [x + wide * 0.98, y + high], [x, y + high], [x, y]]
    middle = {"longitude": x + wide / 2, "latitude": y + high / 2}
    return Area(code=code, name=name, level=level, parent_id=parent, polygon=[ring], **middle, **said)


def _homes(size: Size, said: dict[str, Any], communities: list[Area]) -> None:
    buildings, dwellings = [], []
    for number, community in enumerate(communities):
        compound = Compound.objects.create(
            code=f"C{number:05}",
            name=f"{'阳光康宁东轻哈飞'[number % 4 * 2 : number % 4 * 2 + 2]}小区{number + 1}期",
            area_code=community.code,
            address=f"平房区新疆大街{number * 3 + 1}号",
            longitude=community.longitude,
            latitude=community.latitude,
            **said,
        )
        for b in range(2):
            grid = f"{community.code}{100 + b % size.grids}"
            buildings.append(
                Building(
                    compound=compound, name=f"{b + 1}号楼", area_code=grid, floors=size.floors, units=2,
                    longitude=community.longitude, latitude=community.latitude, **said,
                )
            )  # fmt: skip
    Building.objects.bulk_create(buildings)
    for building in Building.objects.select_related("compound").order_by("pk"):
        for unit in (1, 2):
            for floor in range(1, size.floors + 1):
                for side in (1, 2):
                    room = f"{floor}{side:02}"
                    address = f"{building.compound.address}{building.compound.name}{building.name}{unit}单元{room}室"
                    dwellings.append(
                        Dwelling(
                            code=f"D{building.pk:05}{unit}{room}", building=building, area_code=building.area_code,
                            kind="flat", unit=str(unit), floor=floor, room=room, address=address, door=address, **said,
                        )
                    )  # fmt: skip
    Dwelling.objects.bulk_create(dwellings, batch_size=500)


def _people(said: dict[str, Any]) -> None:
    """Two to four people behind each door but every seventh; every fifth household rents and is in no register."""
    people, residences, memberships = [], [], []
    number = 0
    doors = list(Dwelling.objects.order_by("pk"))
    Household.objects.bulk_create(
        [Household(code=f"H{door.pk:06}", dwelling=door, **said) for door in doors if door.pk % 7], batch_size=500
    )
    households = {household.dwelling_id: household for household in Household.objects.all()}
    for door in doors:
        if door.pk % 7 == 0:
            continue
        rents = door.pk % 5 == 0
        for member in range(2 + door.pk % 3):
            number += 1
            name = (
                SURNAMES[(door.pk if member != 1 else door.pk * 3 + 1) % 20]
                + GIVEN[number % 20]
                + GIVEN[number // 20 % 20] * (number % 3 > 0)
            )
            born = date(1950 + (number * 7 + member * 23) % 70, 1 + number % 12, 1 + number % 28)
            source = CENSUS if rents else REGISTER
            people.append(
                Person(
                    pk=number, name=name, initials="".join(INITIALS[one] for one in name), sex=str(1 + number % 2),
                    born=born, number_kind="resident", area_code=door.area_code,
                    number_sealed=sealing.number().close(f"230108{born:%Y%m%d}{number % 1000:03}0"),
                    phone_sealed=sealing.phone().close(f"1390451{number % 10000:04}") if number % 4 else None,
                    status="away" if number % 11 == 0 else "present",
                    **said | {"source": source},
                )
            )  # fmt: skip
            kinds = ["lives"] if rents else ["registered", "lives"]
            for kind in kinds:
                residences.append(
                    Residence(
                        person_id=number, dwelling=door, household=households[door.pk], area_code=door.area_code,
                        kind=kind, tenure="tenant" if rents else "owner",
                        relation=("户主", "配偶", "子女", "子女")[member] if not rents else "",
                        since=date(2022, 3, 1) if rents else date(2008, 5, 1), **said | {"source": source},
                    )
                )  # fmt: skip
            if number % 13 == 0:
                kind = ("living_alone", "disabled", "mental_disorder", "dialysis", "pregnant")[number // 13 % 5]
                memberships.append(
                    KeyGroupMembership(
                        person_id=number, area_code=door.area_code, group=kind, sensitivity=groups()[kind].sensitivity,
                        since=date(2021, 1, 1), **said | {"source": GROUPS},
                    )
                )  # fmt: skip
    Person.rows.bulk_create(people, batch_size=500)
    Residence.objects.bulk_create(residences, batch_size=500)
    KeyGroupMembership.rows.bulk_create(memberships, batch_size=500)
    SourceLink.objects.bulk_create(
        [
            SourceLink(
                dataset=person.source.split("/")[0], batch=person.source.split("/")[1], row=person.pk, person=person.pk,
                method="newcomer", settings="people-2", by="system", at=THEN,
            )
            for person in people
        ],
        batch_size=500,
    )  # fmt: skip


def _organisations(said: dict[str, Any]) -> None:
    kinds = (("企业", "制造业"), ("学校", "教育"), ("个体工商户", "零售业"), ("医院", "卫生"))
    grids = list(Area.objects.filter(level="grid").order_by("code"))
    people = list(Person.rows.order_by("pk")[: len(grids) * 6])
    for number, grid in enumerate(grids):
        kind, industry = kinds[number % 4]
        organisation = Organisation.objects.create(
            uscc=f"91230108MA{number:07}X"[:18], name=f"平房区{grid.name}{industry}{kind}{number + 1}", kind=kind,
            industry=industry, status="存续", established=date(2010, 1, 1), **said,
        )  # fmt: skip
        Site.objects.create(
            organisation=organisation, area_code=grid.code, address=f"新疆大街{number + 1}号",
            longitude=grid.longitude, latitude=grid.latitude, **said,
        )  # fmt: skip
        Post.rows.bulk_create(
            [
                Post(
                    organisation=organisation, person=person, area_code=person.area_code,
                    post="员工", since=date(2020, 1, 1), **said,
                )
                for person in people[number * 6 : number * 6 + 6]
            ]
        )  # fmt: skip


def _batches() -> None:
    sent = {
        "household_register": ("户籍", "公安", 1200, 20, 6, 4),
        "census": ("实有人口", "统计", 1500, 64, 12, 24),
        "key_groups": ("重点人群", "民政", 90, 4, 0, 2),
    }
    names = {"household_register": REGISTER, "census": CENSUS}
    for code, (label, sender, rows, repaired, duplicate, held) in sent.items():
        dataset = Dataset.objects.create(code=code, label=label, sender=sender)
        batch = Batch.objects.create(
            dataset=dataset, name=names.get(code, GROUPS).split("/")[1], file=f"{sender}-{label}.csv", sha256="0a" * 32,
            sender=sender, received_at=THEN, contract="1.0.0", rows=rows, repaired=repaired, duplicate=duplicate,
            accepted=rows - repaired - duplicate - held, held=held, state="promoted",
        )  # fmt: skip
        reasons = ("unreadable", "no_identity", "total")
        HeldRow.objects.bulk_create(
            [HeldRow(batch=batch, row=10 + n * 7, reason=reasons[n % 3], column="id_number") for n in range(held)]
        )
