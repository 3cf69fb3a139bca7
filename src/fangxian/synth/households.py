"""Invents households: who lives together, how old they are and how they are related. Vectorised."""

from dataclasses import dataclass

import numpy as np

from fangxian.synth import streams
from fangxian.synth.wordlists import FEMALE, MALE

#: Ages are as of this day.
TODAY = np.datetime64("2022-09-01")
HEAD, SPOUSE, CHILD, SECOND, TWIN, FATHER, MOTHER, OTHER, GRANDCHILD = range(9)
#: Kind of household -> (weight among the registered, among people from elsewhere, youngest and oldest head, roles).
KINDS: dict[str, tuple[float, float, int, int, tuple[int, ...]]] = {
    "young alone": (9, 42, 19, 45, (HEAD,)),
    "old alone": (10, 2, 58, 94, (HEAD,)),
    "old couple": (15, 4, 56, 88, (HEAD, SPOUSE)),
    "young couple": (7, 14, 22, 40, (HEAD, SPOUSE)),
    "couple": (11, 6, 42, 60, (HEAD, SPOUSE)),
    "one child": (18, 14, 26, 50, (HEAD, SPOUSE, CHILD)),
    "grown child": (10, 1, 47, 68, (HEAD, SPOUSE, CHILD)),
    "two children": (4, 4, 29, 48, (HEAD, SPOUSE, CHILD, SECOND)),
    "twins": (0.5, 0.2, 26, 48, (HEAD, SPOUSE, CHILD, TWIN)),
    "three generations": (3, 0.5, 28, 48, (HEAD, SPOUSE, CHILD, FATHER, MOTHER)),
    "with grandmother": (3.5, 1, 28, 52, (HEAD, SPOUSE, CHILD, MOTHER)),
    "one parent": (4.5, 2, 25, 56, (HEAD, CHILD)),
    "aged parent": (2, 0, 48, 68, (HEAD, MOTHER)),
    "flat mates": (1.5, 9, 19, 38, (HEAD, OTHER, OTHER)),
    "grandchild": (1, 0.3, 54, 72, (HEAD, SPOUSE, GRANDCHILD)),
}


@dataclass(frozen=True, slots=True)
class Households:
    """People in the order of their households: arrays of one length, one entry a person.

    `birth` is datetime64[D], `first` the index of the household's first person, `age` in years.
    """

    household: np.ndarray
    first: np.ndarray
    role: np.ndarray
    sex: np.ndarray
    birth: np.ndarray
    age: np.ndarray

    def relative(self) -> np.ndarray:
        """For each person the next of the same household (after the last the first); themselves if they live alone."""
        following = np.arange(1, len(self.household) + 1)
        last = np.append(self.household[1:] != self.household[:-1], True)
        return np.where(last, self.first, following)


def draw(rng: np.random.Generator, people: int, *, outside: bool) -> Households:
    """Households of `people` people, registered ones or from elsewhere."""
    kinds = list(KINDS.values())
    sizes = np.array([len(kind[4]) for kind in kinds])
    weights = np.array([kind[1 if outside else 0] for kind in kinds])
    count = int(people / float((sizes * weights).sum() / weights.sum()) * 1.03) + 10
    kind = streams.weighted(rng, weights, count)
    while (total := int(sizes[kind].sum())) < people:
        kind = np.append(kind, streams.weighted(rng, weights, (people - total) // 2 + 10))
    roles = np.full((len(kinds), 5), -1)
    for index, described in enumerate(kinds):
        roles[index, : len(described[4])] = described[4]
    role, days, sex = _members(rng, roles[kind], np.array([[k[2], k[3]] for k in kinds])[kind])
    present = role >= 0
    household = np.repeat(np.arange(len(kind)), present.sum(axis=1))[:people]
    birth = TODAY - days[present][:people].astype("timedelta64[D]")
    first = np.searchsorted(household, household)
    return Households(
        household, first, role[present][:people], sex[present][:people], birth, days[present][:people] // 365
    )


def _members(
    rng: np.random.Generator, role: np.ndarray, heads: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Roles, ages in days and sexes, one row a household and one column a member."""
    count = len(role)
    head = heads[:, 0] + rng.beta(1.3, 1.7, count) * (heads[:, 1] - heads[:, 0])
    old_alone = (role[:, 1] < 0) & (heads[:, 0] > 50)
    male_head = rng.random(count) < np.where(old_alone, 0.32, np.where(role[:, 1] == SPOUSE, 0.74, 0.53))
    spouse = np.maximum(head + rng.normal(np.where(male_head, -1.8, 1.8), 2.6, count), 18.5)
    child = np.minimum(head, np.where((role == SPOUSE).any(axis=1), spouse, head)) - 20 - rng.gamma(4.0, 1.6, count)
    child = np.where(child < 0.05, rng.random(count) * 2.5, child)
    second = np.where(child > 2.5, np.maximum(child - 1.2 - rng.gamma(2.0, 2.0, count), 0.02), child + 1.5)
    grown = {
        HEAD: head,
        SPOUSE: spouse,
        CHILD: child,
        SECOND: second,
        TWIN: child,
        FATHER: np.minimum(head + 22 + rng.gamma(3.0, 1.7, count), 99),
        MOTHER: np.minimum(head + 20 + rng.gamma(3.0, 1.7, count), 100),
        GRANDCHILD: 1 + rng.random(count) * 15,
    }
    years = np.zeros(role.shape)
    for which, age in grown.items():
        years = np.where(role == which, age[:, None], years)
    years = np.where(role == OTHER, np.maximum(head[:, None] + rng.normal(0, 4, role.shape), 18.2), years)
    sex = (rng.random(role.shape) < 0.52).astype(np.int64)
    sex = np.where(role == HEAD, male_head[:, None], sex)
    sex = np.where(role == SPOUSE, ~male_head[:, None], sex)
    sex = np.where(role == OTHER, male_head[:, None] ^ (rng.random(role.shape) < 0.15), sex)
    sex = np.where(role == FATHER, MALE, np.where(role == MOTHER, FEMALE, sex))
    twin = (role == TWIN).any(axis=1)
    column = np.where(role == CHILD, sex, 0).sum(axis=1)
    alike = twin & (rng.random(count) < 0.65)
    sex = np.where((role == TWIN) & alike[:, None], column[:, None], sex)
    days = np.floor(years * 365.25).astype(np.int64) + 1
    return role, days, sex.astype(np.int64)
