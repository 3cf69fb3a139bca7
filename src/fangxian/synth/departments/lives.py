"""What happens between the two days: who is born, dies, marries, comes, goes and moves; and who is where on each.

The second day is the district as `universe` draws it; the first is made from it backwards, with those who left since.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fangxian.synth import households, people, streams
from fangxian.synth.departments import written
from fangxian.synth.people import People
from fangxian.synth.places import BUNK
from fangxian.synth.universe import Universe

DAY = np.timedelta64(1, "D")
#: The youngest who die, and are left alone, in years; how many are drawn for each who dies, to choose from.
_OLD, _CHOICE = 62, 9
#: Of those who die: who leaves a husband or wife. The oldest who marry.
_WIDOWING, _MARRYING = 0.6, 36


@dataclass(slots=True)
class State:
    """The district on a day: arrays of one entry a person.

    `home` is the dwelling they live in, `seat` the one they are registered at; `household` is that of the register,
    `role` their place in it (synth.households).
    """

    day: np.datetime64
    registered: np.ndarray
    living: np.ndarray
    home: np.ndarray
    seat: np.ndarray
    household: np.ndarray
    role: np.ndarray


@dataclass(frozen=True, slots=True)
class Lives:
    """Everybody of both days: arrays of one entry a person.

    `code` is what the truth calls them; `tenant`: lives here unregistered; `stranger`: lives elsewhere; `changed`: the
    day of what happens to their household, if anything does; `changes` says to whom what happened.
    """

    people: People
    code: pa.Array
    tenant: np.ndarray
    stranger: np.ndarray
    changed: np.ndarray
    changes: dict[str, np.ndarray]
    states: tuple[State, State]

    def age(self, state: State) -> np.ndarray:
        """Whole years on the day, to a day or so."""
        years: np.ndarray = ((state.day - self.people.families.birth) / DAY / 365.25).astype(np.int64)
        return years

    def told(self) -> pa.Table:
        """What happened: person, kind, day."""
        who = np.concatenate([np.flatnonzero(mask) for mask in self.changes.values()])
        kind = np.repeat(list(self.changes), [int(mask.sum()) for mask in self.changes.values()])
        days = np.where(kind == "born", self.people.families.birth[who], self.changed[who])
        return pa.table(
            {"person": self.code.take(pa.array(who)), "kind": pa.array(kind.tolist()), "day": written.dates(days)}
        )


@dataclass(slots=True)
class _Everybody:
    """All who are in one of the states, and who they are, as masks. What is drawn for a household holds for all."""

    rng: np.random.Generator
    people: People
    resident: np.ndarray
    tenant: np.ndarray
    could_die: np.ndarray
    left: np.ndarray
    went: np.ndarray
    doors: np.ndarray

    def struck(self, rate: float) -> np.ndarray:
        household = self.people.families.household
        mask: np.ndarray = (self.rng.random(int(household[-1]) + 1) < rate)[household]
        return mask

    def elsewhere(self) -> np.ndarray:
        """Any dwelling, one for each household."""
        household = self.people.families.household
        found: np.ndarray = self.doors[self.rng.integers(0, len(self.doors), int(household[-1]) + 1)][household]
        return found

    def size(self) -> np.ndarray:
        household = self.people.families.household
        found: np.ndarray = np.bincount(household)[household]
        return found


def draw(seed: int, everyone: Universe) -> Lives:
    """The lives of a district's people."""
    rates, days = written.said()["changes"], written.said()["days"]
    all_of_them = _gathered(seed, everyone, rates)
    rng, families = all_of_them.rng, all_of_them.people.families
    count, universe = len(families.household), len(everyone.people)
    second = _second(all_of_them, everyone, np.datetime64(days["second"]))
    first, changes = _first(all_of_them, second, np.datetime64(days["first"]), rates)
    changes["died"] = _deaths(all_of_them, first, second, round(everyone.residents * rates["deaths"]))
    changes["married"] = _weddings(all_of_them, first, second, changes, round(everyone.residents * rates["marriages"]))
    window = int((second.day - first.day) / DAY)
    changed = first.day + rng.integers(1, window - 1, int(families.household[-1]) + 1) * DAY
    index = np.arange(count)
    code = np.where(all_of_them.resident, "R", np.where(all_of_them.could_die | all_of_them.left, "L", "T"))
    return Lives(
        all_of_them.people,
        pc.binary_join_element_wise(
            pa.array(code.tolist()), pc.utf8_lpad(pa.array(index + 1).cast(pa.string()), 7, "0"), ""
        ),
        all_of_them.tenant | all_of_them.went,
        (index >= everyone.residents + everyone.tenants) & (index < universe),
        changed[families.household],
        changes,
        (first, second),
    )


def _gathered(seed: int, everyone: Universe, rates: dict[str, float]) -> _Everybody:
    """The people of the second day, then those who were there on the first alone: to die, to move out, to go."""
    residents = everyone.residents
    sizes = (
        ("dying", _CHOICE * round(residents * rates["deaths"]) + 1, False),
        ("moved out", round(residents * rates["moves_out"]) + 1, False),
        ("tenants", round(everyone.tenants * rates["tenants_go"]) + 1, True),
    )
    joined = everyone.people
    for name, size, outside in sizes:
        more = people.draw(seed, f"departments/{name}", size, outside=outside, taken=joined.body)
        joined = people.joined(joined, more)
    others = len(everyone.people) - residents - everyone.tenants
    group = np.repeat(np.arange(6), [residents, everyone.tenants, others, *(size for _, size, _ in sizes)])
    return _Everybody(
        streams.generator(seed, "departments/changes"),
        joined,
        resident=group == 0,
        tenant=group == 1,
        could_die=group == 3,
        left=group == 4,
        went=group == 5,
        doors=np.flatnonzero(everyone.places.kind != BUNK),
    )


def _second(them: _Everybody, everyone: Universe, day: np.datetime64) -> State:
    away = np.zeros(len(them.people), dtype=bool)
    away[: everyone.residents] = everyone.register.away
    home = them.elsewhere()
    home[: len(everyone.dwelling)] = everyone.dwelling
    seat = np.where(them.struck(written.said()["register"]["seat_elsewhere"]), them.elsewhere(), home)
    families = them.people.families
    living = (them.resident & ~away) | them.tenant
    return State(day, them.resident.copy(), living, home, seat, families.household, families.role)


def _first(
    them: _Everybody, second: State, day: np.datetime64, rates: dict[str, float]
) -> tuple[State, dict[str, np.ndarray]]:
    born = (them.people.families.birth > day) & second.living
    new = them.struck(rates["moves_in"]) & them.resident & second.living & ~born
    come = them.struck(rates["tenants_come"]) & them.tenant
    moved = them.struck(rates["moves_within"]) & second.living & ~new & ~come & ~born
    before, told = them.elsewhere(), them.struck(written.said()["register"]["moves_told"])
    seated = moved & (second.seat == second.home)
    seat = np.where(seated, before, second.seat)
    # Who does not tell the police stays registered at the old door.
    second.seat = np.where(seated & ~told, before, second.seat)
    state = State(
        day,
        (second.registered & ~new & ~born) | them.left,
        (second.living & ~new & ~born & ~come) | them.left | them.went,
        np.where(moved, before, second.home),
        seat,
        second.household.copy(),
        second.role.copy(),
    )
    changes = {"born": born, "moved_in": new, "moved_out": them.left, "moved_within": moved}
    return state, changes | {"tenant_came": come, "tenant_went": them.went}


def _deaths(them: _Everybody, first: State, second: State, count: int) -> np.ndarray:
    """Some of the old who were there on the first day: alone, or with who is alone on the second. Answers who died."""
    rng, families = them.rng, them.people.families
    old = rng.permutation(np.flatnonzero(them.could_die & (families.age >= _OLD)))[:count]
    died = np.zeros(len(them.people), dtype=bool)
    died[old] = True
    first.registered |= died
    first.living |= died
    first.role[old] = households.HEAD
    alone = them.resident & first.living & second.living & (them.size() == 1) & (families.age >= _OLD)
    for sex in (0, 1):
        mates = rng.permutation(np.flatnonzero(alone & (families.sex != sex)))
        dead = old[(families.sex[old] == sex) & (rng.random(len(old)) < _WIDOWING)][: len(mates)]
        # The oldest with the oldest.
        dead = dead[np.argsort(families.age[dead], kind="stable")]
        left = mates[: len(dead)]
        left = left[np.argsort(families.age[left], kind="stable")]
        first.home[dead], first.seat[dead] = first.home[left], first.seat[left]
        first.household[dead], first.role[dead] = first.household[left], households.SPOUSE
    return died


def _weddings(them: _Everybody, first: State, second: State, changes: dict[str, np.ndarray], count: int) -> np.ndarray:
    """Some young wives and husbands had a household of their own on the first day. Answers who married into another."""
    families = them.people.families
    young = (families.role == households.SPOUSE) & (them.size() == 2) & (families.age <= _MARRYING)
    young &= first.registered & first.living & second.living & ~changes["moved_within"]
    chosen = them.rng.permutation(np.flatnonzero(young))[:count]
    first.household[chosen] = int(families.household[-1]) + 1 + np.arange(len(chosen))
    first.role[chosen] = households.HEAD
    before = them.doors[them.rng.integers(0, len(them.doors), len(chosen))]
    first.home[chosen], first.seat[chosen] = before, before
    married = np.zeros(len(them.people), dtype=bool)
    married[chosen] = True
    return married
