"""Organisations, each once: one that was entered twice is found by whichever entry, and read of all of them."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from fangxian.access import gate
from fangxian.access.faults import NotHere
from fangxian.access.reader import Reader
from fangxian.access.scope import within
from fangxian.registry import kept_as, records
from fangxian.registry.models import Organisation, Post, Site
from fangxian.store import blocks

_FIELDS = ("kind", "industry", "status", "established")


@dataclass(frozen=True)
class OrganisationPage:
    """An organisation with what all its entries (the kept one first) say. `others`: the entries that another stands
    for; `staff`: how many of the reader's people work or study there, each once; `posts`: theirs (as `staff`)."""

    organisation: Organisation
    entries: tuple[int, ...]
    others: tuple[Organisation, ...]
    sites: tuple[Site, ...]
    staff: int
    posts: Any


@dataclass(frozen=True)
class Entered:
    """An entry as it is held against others."""

    pk: int
    uscc: str
    name: str
    kind: str
    established: date | None
    phone_key: str
    places: list[tuple[str, str]] = field(default_factory=list)


def organisation(reader: Reader, pk: int) -> OrganisationPage:
    """One organisation, of all its entries; of one that another stands for, that other. What the kept entry does not
    say the others say. Raises NotHere."""
    own = Organisation.objects.filter(pk=pk)
    of_it = Q(pk=pk) | Q(kept=pk) | Q(pk__in=own.values("kept")) | Q(kept__in=own.values("kept"))
    entries = sorted(Organisation.objects.filter(of_it), key=lambda one: (one.kept_id is not None, one.pk))
    if not entries:
        raise NotHere.of("organisation")
    found, *others = entries
    gate.opened(reader, kind="organisation", subject=found.pk)
    for name in _FIELDS:
        said = (getattr(one, name) for one in (found, *others))
        setattr(found, name, next((one for one in said if one), getattr(found, name)))
    those = tuple(one.pk for one in entries)
    # What two entries say alike is said once.
    sites = {one.address: one for one in Site.objects.filter(organisation__in=those).order_by("-pk")}
    posts, many = _staff(reader, those)
    return OrganisationPage(found, those, tuple(others), tuple(reversed(sites.values())), many, posts)


def entries(reader: Reader, keys: Sequence[int]) -> list[tuple[Organisation, list[Site]]]:
    """Entries as they are, in this order, each with its sites; noted. Raises NotHere for another area's."""
    if known_to(reader, keys) != set(keys):
        raise NotHere.of("organisation")
    found = Organisation.objects.in_bulk(list(keys))
    for key in keys:
        gate.opened(reader, kind="organisation", subject=key)
    return [(found[key], list(found[key].sites.order_by("pk"))) for key in keys]


def staff(reader: Reader, pk: int) -> Any:
    """The posts of an organisation, of all its entries, that stand, of the reader's people, one of each person;
    `person_id` says whose."""
    return _staff(reader, kept_as.of(Organisation, pk))[0]


def _staff(reader: Reader, those: Collection[int]) -> tuple[Any, int]:
    """The same, and how many."""
    rows = _posts(those).filter(within(reader.areas)).order_by("person_id", "pk")
    pairs = list(rows.values_list("pk", "person_id"))
    first = _first(person for _, person in pairs)
    again = [post for (post, _), once in zip(pairs, first, strict=True) if not once]
    found = Post.objects.seen_by(reader).filter(organisation__in=those, until=None).order_by("person_id")
    return found.exclude(pk__in=again) if again else found, len(pairs) - len(again)


def staff_of(keys: Collection[int]) -> int:
    """How many people work or study at any of some entries, whoever asks: counted, not named."""
    return sum(_first(_posts(keys).values_list("person_id", flat=True)))


def _posts(keys: Collection[int]) -> "QuerySet[Post]":
    return Post.rows.filter(organisation__in=keys, until=None)


def _first(people: Iterable[int]) -> list[bool]:
    """Of each, whether they had not been named before, by whichever record."""
    people = list(people)
    kept, seen, first = records.kept(set(people)), set[int](), []
    for person in people:
        who = kept.get(person, person)
        first.append(who not in seen)
        seen.add(who)
    return first


def counted_sites() -> "QuerySet[Site]":
    """The sites that count: of an organisation of several entries, in each grid those of the first entry that has any
    there."""
    own = Organisation.objects.filter(pk=OuterRef("organisation_id"), kept__isnull=False)
    of_kept = own.filter(kept__sites__area_code=OuterRef("area_code"))
    of_another = own.filter(kept__absorbed__pk__lt=F("pk"), kept__absorbed__sites__area_code=OuterRef("area_code"))
    return Site.objects.exclude(Exists(of_kept) | Exists(of_another))


def counted_in(keys: Iterable[int]) -> Counter[str]:
    """Area -> how many sites of some organisations, of all their entries, count there."""
    return Counter(counted_sites().filter(organisation__in=list(keys)).values_list("area_code", flat=True))


def found_by(wanted: Q, many: int) -> list[Organisation]:
    """The first of the organisations of which an entry is as wanted, by name, each once."""
    found = Organisation.objects.filter(wanted).select_related("kept").order_by("name")[: 2 * many]
    return list({one.as_kept.pk: one.as_kept for one in found}.values())[:many]


def known_to(reader: Reader, keys: Iterable[int]) -> set[int]:
    """Those of the entries all of whose sites the reader covers; of what lies in no area, who covers the district."""
    known = set(Organisation.objects.filter(pk__in=list(keys)).values_list("pk", flat=True))
    return {
        key
        for key, areas in areas_of(known).items()
        if all(reader.covers(area) if area else reader.has_district() for area in areas or {""})
    }


def kept_entries(keys: Collection[int] | None = None) -> dict[int, int]:
    """Entry -> the one that stands for it, of all that another stands for (`keys`: of some)."""
    return kept_as.kept(Organisation, keys)


def all_entries(keys: Collection[int]) -> set[int]:
    """Entries, and all others of the same organisations."""
    return kept_as.with_all(Organisation, keys)


def areas_of(keys: Iterable[int]) -> dict[int, set[str]]:
    """Entry -> the areas of its sites."""
    found: dict[int, set[str]] = {key: set() for key in keys}
    for key, area in Site.objects.filter(organisation__in=list(found)).values_list("organisation_id", "area_code"):
        found[key].add(area)
    return found


def fuller_entry(keys: Collection[int]) -> int:
    """Of some entries, the one to be kept: in business, with more people and fields, the older."""
    said = {one.pk: one for one in Organisation.objects.filter(pk__in=keys)}
    posts = dict.fromkeys(said, 0)
    for key in Post.rows.filter(organisation__in=keys, until=None).values_list("organisation_id", flat=True):
        posts[key] += 1
    fields = {key: sum(bool(getattr(one, name)) for name in _FIELDS) for key, one in said.items()}
    return min(said, key=lambda key: (said[key].status == "closed", -posts[key], -fields[key], key))


def entered() -> Iterator[Entered]:
    """Every entry, with its sites."""
    places: dict[int, list[tuple[str, str]]] = {}
    for key, address, area in blocks.rows(Site.objects.values_list("organisation_id", "address", "area_code")):
        places.setdefault(key, []).append((address, area))
    columns = ("pk", "uscc", "name", "kind", "established", "phone_key")
    for pk, code, name, kind, established, phone in blocks.rows(
        Organisation.objects.order_by("pk").values_list(*columns)
    ):
        yield Entered(pk, code, name, kind, established, phone or "", places.get(pk, []))
