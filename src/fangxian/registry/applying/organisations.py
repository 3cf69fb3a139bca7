"""Organisations, where they are found, and who works or studies there."""

from datetime import date

import pyarrow as pa

from fangxian.registry.applying import keyed
from fangxian.registry.counts import Counts, Stamp
from fangxian.registry.models import Organisation, Person, Post, Site
from fangxian.store import bulk

_FIELDS = ["name", "kind", "industry", "status", "established"]


def organisations(table: pa.Table, stamp: Stamp) -> Counts:
    """uscc, name, kind, industry, status, established, address, area_code, longitude, latitude."""
    lines = table.to_pylist()
    counts, keys = keyed.apply(
        Organisation, "uscc", _FIELDS, ((line["uscc"], *(line[name] for name in _FIELDS)) for line in lines), stamp
    )
    there = set(Site.objects.values_list("organisation_id", "address"))
    found = {(keys[line["uscc"]], line["address"]): line for line in lines if line["address"]}
    keyed.insert(
        Site,
        ["organisation_id", "address", "area_code", "longitude", "latitude"],
        [
            (*site, line["area_code"] or "", line["longitude"], line["latitude"])
            for site, line in found.items()
            if site not in there
        ],
        stamp,
    )
    return counts


def posts(table: pa.Table, stamp: Stamp, *, day: date, whole: bool) -> Counts:
    """uscc, person, post, since, until; rows of organisations that nobody registered are passed over by the caller.

    `whole`: whoever the file no longer lists has left, as of `day`.
    """
    organisations = dict(Organisation.objects.values_list("uscc", "pk"))
    areas = dict(Person.rows.values_list("pk", "area_code").iterator(20_000))
    standing = {
        (organisation, person): pk
        for pk, organisation, person in Post.rows.filter(until=None).values_list("pk", "organisation_id", "person_id")
    }
    counts, new, seen = Counts(), [], set()
    ended: list[tuple[int, date]] = []
    for line in table.to_pylist():
        who = (organisations[line["uscc"]], line["person"])
        if who in seen:
            continue
        seen.add(who)
        if who not in standing:
            new.append((*who, areas[line["person"]], line["post"], line["since"], line["until"]))
        elif line["until"]:
            ended.append((standing[who], line["until"]))
        else:
            counts.unchanged += 1
    if whole:
        ended += [(pk, day) for who, pk in standing.items() if who not in seen]
    keyed.insert(Post, ["organisation_id", "person_id", "area_code", "post", "since", "until"], new, stamp)
    bulk.update(Post, ["until"], ended)
    counts.inserted, counts.ended = len(new), len(ended)
    return counts
