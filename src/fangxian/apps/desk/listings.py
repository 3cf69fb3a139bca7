"""The lists that may leave as files: what each holds, in which order, and how a few rows of it are written.

A file holds what the page shows, masked the same: both are made of the same readings.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from fangxian.access import gate
from fangxian.access.reader import Reader
from fangxian.apps.desk import people, words
from fangxian.apps.desk.areas import asked_area
from fangxian.registry import queries
from fangxian.web.formats import day

Pair = tuple[str, str]


@dataclass(frozen=True)
class Listing:
    """One list. `kind` is of what the gate notes it, `subject` the field that says which each row is.

    A list of what tells of nobody says what it `takes`: its export is noted as a whole.
    """

    name: str
    kind: str
    title: Pair  # with {} where the number of rows stands
    page: str  # the address of the page that shows it, by name
    header: tuple[Pair, ...]
    found: Callable[[HttpRequest, int], Any]  # the rows in their order; the number is the page's own, or 0
    written: Callable[[Reader, Sequence[Any]], Iterator[list[object]]]
    subject: str = "pk"
    takes: str = ""

    @property
    def verb(self) -> str:
        """What it takes."""
        return self.takes or f"{gate.RECORDS[self.kind]}.export"

    @property
    def of_people(self) -> bool:
        """Whether everybody in it can find the export in their record."""
        return not self.takes and gate.RECORDS[self.kind] == "people"


KEY, NAME, ADDRESS = ("编号", "Key"), ("姓名", "Name"), ("住址", "Address")
GRID, VERIFIED, CODE = ("网格", "Grid"), ("最近核实", "Verified"), ("编码", "Code")


def _reader(request: HttpRequest) -> Reader:
    reader: Reader = request.reader  # type: ignore[attr-defined]
    return reader


def _cards(request: HttpRequest, _: int) -> Any:
    return people.narrowed(_reader(request), people.asked_of(request)).order_by("area_code", "pk")


def _of_cards(reader: Reader, cards: Sequence[Any]) -> Iterator[list[object]]:
    known = people.groups_known(reader)
    for card in cards:
        one = people.row_of(reader, card, known)
        groups, status = "、".join(one["groups"]), one["status"][0]
        yield [
            *(one["pk"], one["name"], one["sex"], one["born"], one["address"], one["kind"], status, groups),
            *(card.area_code, day(one["verified_at"])),
        ]


def _of_households(reader: Reader, households: Sequence[Any]) -> Iterator[list[object]]:
    many = queries.members(one.pk for one in households)
    for one in households:
        address = gate.show(reader, "address", one.dwelling.address)
        yield [one.code, address, many.get(one.pk, 0), one.area_code, day(one.verified_at)]


def _of_dwellings(reader: Reader, dwellings: Sequence[Any]) -> Iterator[list[object]]:
    names = queries.area_names(one.area_code for one in dwellings)
    for one in dwellings:
        yield [
            *(one.code, gate.show(reader, "address", one.address), one.building.compound.name),
            *(words.building(one.building.name), words.called("dwelling", one.kind)),
            *(names.get(one.area_code, ""), one.area_code, day(one.verified_at)),
        ]


def _of_compounds(_: Reader, compounds: Sequence[Any]) -> Iterator[list[object]]:
    names = queries.area_names(one.area_code for one in compounds)
    for one in compounds:
        community = names.get(one.area_code, "")
        yield [one.code, one.name, community, one.area_code, one.address, day(one.verified_at)]


def _of_buildings(_: Reader, buildings: Sequence[Any]) -> Iterator[list[object]]:
    for one in buildings:
        yield [words.building(one.name), one.floors, one.units, one.doors, one.area_code]


def _sites(request: HttpRequest, _: int) -> Any:
    kind, name = (request.GET.get(key, "").strip() for key in ("kind", "name"))
    return queries.sites(_reader(request), asked_area(request), kind=kind, name=name)


def _of_sites(_: Reader, sites: Sequence[Any]) -> Iterator[list[object]]:
    for one in sites:
        of = one.organisation.as_kept
        yield [
            *(of.name, words.called("organisation", of.kind), of.industry, one.address),
            *(words.called("state", of.status), of.uscc, one.area_code),
        ]


def _compounds(request: HttpRequest, _: int) -> Any:
    return queries.compounds(_reader(request), asked_area(request), name=request.GET.get("name", "").strip())


def _of_lines(reader: Reader, keys: list[int]) -> Iterator[list[object]]:
    for one in queries.people_by_key(reader, keys):
        status = words.status(one.status)[0]
        yield [one.pk, one.name, words.sex(one.sex), one.born, one.phone, status, day(one.verified_at)]


_LINE = (KEY, NAME, ("性别", "Sex"), ("出生", "Born"), ("电话", "Phone"), ("状态", "State"), VERIFIED)

PEOPLE = Listing(
    *("people", "person", ("{} 人", "{} people"), "desk:people"),
    header=(
        *(KEY, NAME, ("性别", "Sex"), ("出生", "Born"), ADDRESS, ("户籍", "Registered"), ("状态", "State")),
        *(("重点人群", "Key groups"), GRID, VERIFIED),
    ),
    found=_cards,
    written=_of_cards,
)
HOUSEHOLDS = Listing(
    *("households", "household", ("{} 户", "{} households"), "desk:households"),
    header=(("户号", "Code"), ADDRESS, ("人数", "People"), GRID, VERIFIED),
    found=lambda request, _: queries.households(_reader(request), asked_area(request)),
    written=_of_households,
)
DWELLINGS = Listing(
    *("dwellings", "dwelling", ("{} 户门", "{} doors"), "desk:dwellings"),
    header=(
        *(CODE, ("地址", "Address"), ("小区", "Compound"), ("楼栋", "Building"), ("类别", "Kind")),
        *(GRID, ("网格代码", "Grid code"), VERIFIED),
    ),
    found=lambda request, _: queries.dwellings(_reader(request), asked_area(request)),
    written=_of_dwellings,
)
COMPOUNDS = Listing(
    *("compounds", "compound", ("{} 个小区", "{} compounds"), "desk:compounds"),
    header=(
        *(CODE, ("名称", "Name"), ("社区", "Community"), ("社区代码", "Community code")),
        *(("地址", "Address"), VERIFIED),
    ),
    found=_compounds,
    written=_of_compounds,
)
BUILDINGS = Listing(
    *("buildings", "building", ("{} 栋楼", "{} buildings"), "desk:compound"),
    header=(("楼栋", "Building"), ("层", "Floors"), ("单元", "Units"), ("户门", "Doors"), GRID),
    found=lambda request, compound: queries.buildings(_reader(request), compound),
    written=_of_buildings,
)
ORGANISATIONS = Listing(
    *("organisations", "organisation", ("{} 处场所", "{} sites"), "desk:organisations"),
    header=(
        *(("名称", "Name"), ("类别", "Kind"), ("行业", "Industry"), ("地址", "Address"), ("状态", "State")),
        *(("统一社会信用代码", "Credit code"), GRID),
    ),
    found=_sites,
    written=_of_sites,
    subject="stands",
)
STAFF = Listing(
    *("staff", "person", ("{} 名在册人员", "{} who work or study there"), "desk:organisation"),
    header=_LINE,
    found=lambda request, organisation: queries.staff(_reader(request), organisation),
    written=lambda reader, posts: _of_lines(reader, [post.person_id for post in posts]),
    subject="person_id",
)
RESIDENTS = Listing(
    *("residents", "person", ("一户 {} 人", "{} of one door"), "desk:dwelling"),
    header=_LINE,
    found=lambda request, dwelling: queries.residents(_reader(request), dwelling),
    written=lambda reader, people: _of_lines(reader, [person.pk for person in people]),
)
