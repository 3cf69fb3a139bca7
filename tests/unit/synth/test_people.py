"""The people of the demo district: numbers that could be real, families that could be, names that are borne."""

from collections import Counter, defaultdict
from datetime import date

import numpy as np
import pytest
from stdnum.cn import ric

from fangxian.synth import households, people, wordlists
from fangxian.synth.people import People

NOBODY = np.empty(0, dtype=np.int64)


@pytest.fixture(scope="module")
def residents() -> People:
    return people.draw(11, "residents", 30_000, outside=False, taken=NOBODY)


@pytest.fixture(scope="module")
def visitors(residents: People) -> People:
    return people.draw(11, "outsiders", 5_000, outside=True, taken=residents.body)


def test_every_number_is_valid_and_nobody_shares_one(residents: People, visitors: People) -> None:
    numbers = [n for one in (residents, visitors) for n in one.number.to_pylist()]
    resident = [number for number in numbers if len(number) == 18]
    assert len(resident) > 0.99 * len(numbers)
    assert len(set(numbers)) == len(numbers)
    assert all(ric.calc_check_digit(number) == number[-1] and ric.get_birth_date(number) for number in resident)


def test_a_number_tells_birth_date_and_sex(residents: People) -> None:
    families = residents.families
    for number, birth, sex in zip(
        residents.number.to_pylist(), families.birth.tolist(), families.sex.tolist(), strict=True
    ):
        if len(number) == 18:
            assert date(int(number[6:10]), int(number[10:12]), int(number[12:14])) == birth
            assert int(number[16]) % 2 == sex


def test_most_numbers_begin_in_the_province(residents: People, visitors: People) -> None:
    def share(who: People, prefix: str) -> float:
        numbers = [n for n in who.number.to_pylist() if len(n) == 18]
        return sum(n.startswith(prefix) for n in numbers) / len(numbers)

    assert share(residents, "23") > 0.85
    assert share(residents, "230108") > 0.45
    assert share(visitors, "230108") < 0.15


def test_a_few_have_a_passport_or_a_permit(visitors: People) -> None:
    others = [number for number in visitors.number.to_pylist() if len(number) != 18]
    assert 0 < len(others) < 0.005 * len(visitors)


def test_children_are_younger_than_who_brings_them_up(residents: People) -> None:
    families = residents.families
    child = np.isin(families.role, (households.CHILD, households.SECOND, households.TWIN))
    years = (families.birth[child] - families.birth[families.first[child]]).astype(int) / 365.25
    assert years.min() > 17.5
    assert np.median(years) < 33


def test_twins_are_born_on_one_day(residents: People) -> None:
    twins = np.flatnonzero(residents.families.role == households.TWIN)
    assert len(twins) > 20
    assert (residents.families.birth[twins] == residents.families.birth[twins - 1]).all()


def test_twins_and_all_others_have_names_of_their_own(residents: People) -> None:
    twins = np.flatnonzero(residents.families.role == households.TWIN).tolist()
    names = residents.name.to_pylist()
    assert sum(names[twin] == names[twin - 1] for twin in twins) < 0.05 * len(twins) + 1


def test_children_bear_the_fathers_surname(residents: People) -> None:
    families, names = residents.families, residents.name.to_pylist()
    child = np.flatnonzero(families.role == households.CHILD).tolist()
    same = 0
    for one in child:
        first = int(families.first[one])
        parents = [first, first + 1] if families.role[first + 1] == households.SPOUSE else [first]
        same += any(names[one][0] == names[parent][0] for parent in parents)
    assert same / len(child) > 0.97


def test_households_are_small_and_ages_are_those_of_an_old_town(residents: People) -> None:
    families = residents.families
    assert 2.1 < len(residents) / (int(families.household[-1]) + 1) < 2.7
    old, young = (families.age >= 60).mean(), (families.age < 15).mean()
    assert 0.17 < old < 0.30
    assert 0.08 < young < 0.17
    assert families.age.max() <= 102
    assert 0.46 < families.sex.mean() < 0.54


def test_one_in_ten_is_called_wang_and_some_have_a_name_of_their_own(residents: People) -> None:
    names = residents.name.to_pylist()
    assert 0.08 < sum(name.startswith("王") for name in names) / len(names) < 0.12
    borne = Counter(names)
    assert borne.most_common(1)[0][1] > 12
    assert sum(times == 1 for times in borne.values()) > 0.4 * len(borne)


def test_names_go_with_the_years() -> None:
    drawn = people.draw(3, "a", 20_000, outside=False, taken=NOBODY)
    by_age: dict[bool, Counter[str]] = defaultdict(Counter)
    families = drawn.families
    for name, age, sex in zip(drawn.name.to_pylist(), families.age.tolist(), families.sex.tolist(), strict=True):
        if sex == wordlists.FEMALE:
            by_age[age > 57][name[1:]] += 1
    assert by_age[True]["淑兰"] > 3 * by_age[False]["淑兰"]
    assert by_age[True]["梓涵"] == 0


def test_families_share_phones(residents: People) -> None:
    carried = residents.carrier != np.arange(len(residents))
    families = residents.families
    assert carried[families.age < 9].all()
    assert carried[(families.age > 25) & (families.age < 60)].mean() < 0.12
    assert (families.household[residents.carrier] == families.household).all()
    assert all(len(str(phone)) == 11 for phone in residents.phone[:2_000].tolist())


def test_every_character_of_our_names_has_a_spelling() -> None:
    vocabularies = [wordlists.surnames(), *wordlists.cohorts().values()]
    characters = {char for vocabulary in vocabularies for word in vocabulary.words for char in word}
    assert characters <= wordlists.spellings().keys()
