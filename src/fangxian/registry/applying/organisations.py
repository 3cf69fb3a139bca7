"""Organisations, where they are found, and who works or studies there."""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from fangxian.registry import sealing
from fangxian.registry.applying import keyed
from fangxian.registry.counts import Counts, Stamp
from fangxian.registry.models import Organisation, Person, Post, Site
from fangxian.store import blocks, bulk

_FIELDS = ["name", "kind", "industry", "status", "established", "phone_key"]


def organisations(table: pa.Table, stamp: Stamp) -> Counts:
    """uscc, name, kind, industry, status, established, address, area_code, longitude, latitude, and phone (as
    terms.phones keys it), which may be left out."""
    index = sealing.organisation_phone()
    lines = [line | {"phone_key": index(line.get("phone"))} for line in table.to_pylist()]
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


def posts(table: pa.Table, stamp: Stamp, *, day: date, whole: bool, spared: Collection[int] = ()) -> Counts:
    """uscc, person, post, since, until; rows of organisations that nobody registered are passed over by the caller.

    Another post at the same place ends the one before, as of `day`. `whole`: whoever the file no longer lists has left,
    but for those in `spared`, whom a row in doubt may mean.
    """
    organisations = dict(Organisation.objects.values_list("uscc", "pk"))
    areas = dict(blocks.rows(Person.rows.values_list("pk", "area_code")))
    standing, past = _posts()
    counts, listed = Counts(), set()
    new: list[tuple[Any, ...]] = []
    verified: list[tuple[int, datetime]] = []
    ended: list[tuple[int, date, datetime]] = []
    for line in _once(table.to_pylist()):
        who, post = (organisations[line["uscc"]], line["person"]), line["post"] or ""
        until, learnt = line["until"], stamp.at if line["until"] else None
        if until and (*who, until) in past:
            counts.unchanged += 1
        elif who in standing and who not in listed and (until or standing[who][1] != post):
            ended.append((standing[who][0], until or day, stamp.at))
            if not until:
                new.append((*who, areas[line["person"]], post, line["since"], None, None))
        elif who in standing and not until:
            verified.append((standing[who][0], stamp.at))
        else:
            new.append((*who, areas[line["person"]], post, line["since"], until, learnt))
        listed.add(who)
    if whole:
        ended += [
            (pk, day, stamp.at) for who, (pk, _) in standing.items() if who not in listed and who[1] not in spared
        ]
    columns = ["organisation_id", "person_id", "area_code", "post", "since", "until", "ended_recorded_at"]
    keyed.insert(Post, columns, new, stamp)
    bulk.update(Post, ["verified_at"], verified)
    bulk.update(Post, ["until", "ended_recorded_at"], ended)
    counts.unchanged += len(verified)
    counts.inserted, counts.ended = len(new), len(ended)
    return counts


def _posts() -> tuple[dict[tuple[int, int], tuple[int, str]], set[tuple[int, int, date]]]:
    """(organisation, person) -> (post's key, post) of those that stand; (organisation, person, until) of the others."""
    standing, past = {}, set()
    rows = Post.rows.values_list("pk", "organisation_id", "person_id", "post", "until").order_by("pk")
    for pk, organisation, person, post, until in blocks.rows(rows):
        if until is None:
            standing[organisation, person] = (pk, post)
        else:
            past.add((organisation, person, until))
    return standing, past


def _once(lines: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each post of a person at an organisation once: the one that lasts first, then those that ended."""
    seen = set()
    for line in sorted(lines, key=lambda line: line["until"] is not None):
        what = (line["uscc"], line["person"], line["until"])
        if what not in seen:
            seen.add(what)
            yield line
