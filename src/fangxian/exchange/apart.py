"""What somebody said of two people, that they are two, holds for later batches: nobody is asked again, and no row of
one is linked to the other.

A row that is linked to somebody, or may be somebody, of whom this was said, is held against both. It is his whom it
plainly means: whose name and birth date it bears, with more of number, telephone and door than the other's. Where it
means neither more than the other, the doubt stays (law 13).
"""

from collections.abc import Collection, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from fangxian.exchange.people import Resolved
from fangxian.identity import queries as identity
from fangxian.registry.reading import likeness

#: By what a link is made that follows from what somebody said.
METHOD = "apart"
_AGREED = "name:same;born:same"


def kept(found: Resolved) -> Resolved:
    """A batch as it was resolved, with what was said of two people held to."""
    said = identity.said_to_be_two()
    if not said:
        return found
    claims = _claims(found, said)
    if not claims:
        return found
    everybody = {one for claimed in claims.values() for one in _with_others(claimed, said)}
    known = likeness.known(everybody)
    rows = found.lines.filter(pc.is_in(found.lines["row"], pa.array(list(claims), pa.int64())))
    meant: dict[int, int] = {}
    for line in rows.select(_LIKE).to_pylist():
        person = _meant(_row(line), claims[line["row"]], said, known)
        if person is not None:
            meant[line["row"]] = person
    owned = {row: one for row, one in meant.items() if (rest := claims[row] - {one}) and rest <= said.get(one, set())}
    return Resolved(_linked(found.lines, owned), _fewer(found.doubts, owned, meant, said))


_LIKE = ["row", "name", "born", "number", "phone", "dwelling"]


def _row(line: dict[str, Any]) -> likeness.Row:
    phone = str(line["phone"]) if line["phone"] else None
    return likeness.Row(line["name"], line["born"], line["number"], phone, line["dwelling"])


def _claims(found: Resolved, said: Mapping[int, Collection[int]]) -> dict[int, set[int]]:
    """Row -> those whose it is or may be, of the rows in which somebody is concerned of whom this was said."""
    people = pa.array(list(said), pa.int64())
    linked = found.lines.filter(pc.is_in(found.lines["person"], people)).select(["row", "person"]).to_pylist()
    claims = {one["row"]: {one["person"]} for one in linked}
    concerned = set(found.doubts.filter(pc.is_in(found.doubts["person"], people))["row"].to_pylist())
    for one in found.doubts.to_pylist() if concerned else ():
        if one["row"] in concerned:
            # A newcomer of the same batch, of whom nothing was said, is counted as somebody else.
            claims.setdefault(one["row"], set()).add(-1 if one["person"] is None else one["person"])
    return claims


def _with_others(claimed: Collection[int], said: Mapping[int, Collection[int]]) -> set[int]:
    return {*claimed, *(other for one in claimed for other in said.get(one, ()))}


def _meant(
    row: likeness.Row,
    claimed: Collection[int],
    said: Mapping[int, Collection[int]],
    known: Mapping[int, likeness.Known],
) -> int | None:
    """Whom a row plainly means, of those who claim it and those who are not they; None where two are as alike."""
    alike = {one: known[one].likeness(row) for one in _with_others(claimed, said) if one in known}
    most = max(alike.values(), default=0)
    best = [one for one, how in alike.items() if how == most]
    return best[0] if most and len(best) == 1 else None


def _linked(lines: pa.Table, owned: Mapping[int, int]) -> pa.Table:
    """The lines, those in `owned` as their person's."""
    if not owned:
        return lines
    rows, persons = lines["row"].to_pylist(), lines["person"].to_pylist()
    changed = [owned.get(row, person) != person for row, person in zip(rows, persons, strict=True)]
    new: dict[str, Any] = {"person": None, "newcomer": None, "method": METHOD, "score": None, "agreed": _AGREED}
    for name, value in {**new, "reason": None}.items():
        before = lines[name].to_pylist()
        column = [
            (owned[row] if name == "person" else value) if now else was
            for row, now, was in zip(rows, changed, before, strict=True)
        ]
        place = lines.column_names.index(name)
        lines = lines.set_column(place, name, pa.array(column, lines.schema.field(name).type))
    return lines


def _fewer(
    doubts: pa.Table, owned: Mapping[int, int], meant: Mapping[int, int], said: Mapping[int, Collection[int]]
) -> pa.Table:
    """The doubts without those that were settled; and whom somebody said that the row is not gives way to whom it
    means."""
    left, asked = [], {(one["row"], one["person"]) for one in doubts.select(["row", "person"]).to_pylist()}
    for one in doubts.to_pylist():
        person = meant.get(one["row"])
        if one["row"] in owned:
            continue
        if person is not None and one["person"] in said.get(person, ()):
            if (one["row"], person) in asked:
                continue
            asked.add((one["row"], person))
            one |= {"person": person, "score": None, "agreed": _AGREED}
        left.append(one)
    return pa.Table.from_pylist(left, schema=doubts.schema)
