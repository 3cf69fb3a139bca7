"""Who and what may be registered twice: the registry as it stands, held against itself beside the database."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from fangxian.exchange import snapshots
from fangxian.exchange.workfolders import workfolder
from fangxian.identity import queries as identity
from fangxian.lake import engines
from fangxian.linkage import organisations as linkage
from fangxian.linkage.organisations import Double, Entry
from fangxian.pipelines.resolve import twins
from fangxian.pipelines.resolve.twins import Said, Twins
from fangxian.registry.queries import entered_organisations, kept_organisations, kept_records

#: Why two are not taken for one by themselves: together with a third they would be contradicted.
CONTRADICTED = "contradicts_a_third"


def found() -> list[Twins]:
    """The pairs of whom nobody has said that they are one, or that they are two; the surest first. Called by one at a
    time (exchange.turns): it works in their folder."""
    with workfolder() as workdir, engines.open_engine(workdir=workdir) as engine:
        people = workdir / "people.parquet"
        if not snapshots.people(engine, people):
            return []
        pairs, said = twins.find(engine, people)
    return _contradicted(_open(pairs, kept_records(), identity.said_to_be_two()), said)


def organisations() -> list[Double]:
    """The same of organisations."""
    entries = (
        Entry(one.pk, one.uscc, one.name, one.kind, one.established, one.phone_key, tuple(one.places))
        for one in entered_organisations()
    )
    return _open(linkage.doubles(entries), kept_organisations(), identity.said_to_be_two("organisation"))


def _open[Pair: (Twins, Double)](
    pairs: Iterable[Pair], kept: Mapping[int, int], two: Mapping[int, Collection[int]]
) -> list[Pair]:
    """The pairs as of the records that are kept, each once."""
    open_ones: dict[tuple[int, int], Pair] = {}
    for one in pairs:
        first, second = sorted((kept.get(one.first, one.first), kept.get(one.second, one.second)))
        if first != second and second not in two.get(first, ()):
            open_ones.setdefault((first, second), replace(one, first=first, second=second))
    return list(open_ones.values())


def _contradicted(pairs: list[Twins], said: Mapping[int, Said]) -> list[Twins]:
    """The pairs; of those of whom nothing speaks against it, the ones that would join people who contradict each other
    say so."""
    groups = _groups((one.first, one.second) for one in pairs if not one.reason)
    bad = {one for those in groups if _contradict([said[one] for one in those if one in said]) for one in those}
    return [replace(one, reason=CONTRADICTED) if not one.reason and one.first in bad else one for one in pairs]


def _contradict(those: Collection[Said]) -> bool:
    return any(len({getattr(one, name) for one in those} - {None}) > 1 for name in ("born", "sex", "number"))


def _groups(pairs: Iterable[tuple[int, int]]) -> list[set[int]]:
    """Who hangs together, by pairs."""
    group: dict[int, set[int]] = {}
    for first, second in pairs:
        together = group.get(first, {first}) | group.get(second, {second})
        group.update(dict.fromkeys(together, together))
    found: dict[int, set[int]] = {}
    for one in group.values():
        found[id(one)] = one
    return list(found.values())
