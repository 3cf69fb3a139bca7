"""Sampling in a round: tubes, times, sites and what the laboratory says."""

from collections import Counter, defaultdict
from itertools import pairwise

import numpy as np
from tests.unit.synth.conftest import Drawn

from fangxian.synth import schedule, streams


def test_a_tube_is_filled_at_one_site_within_a_while(small: Drawn) -> None:
    tubes: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row, line in zip(small.results(1), small.truth(1), strict=True):
        if row["tube"] and not line["kind"].startswith("row_"):
            tubes[row["tube"]].append(row)
    for rows in tubes.values():
        assert len({row["site"] for row in rows}) == 1
        assert len({row["pool_mode"] for row in rows}) == 1
        stated = {"单采": 1, "5混1": 5, "10混1": 10, "20混1": 20}[rows[0]["pool_mode"]]
        numbers = {(row["name"], row["id_number"], row["phone"], row["sampled_at"]) for row in rows}
        assert len(numbers) <= stated


def test_everybody_in_a_tube_gets_the_same_words(small: Drawn) -> None:
    said: dict[str, set[str]] = defaultdict(set)
    for row, line in zip(small.results(1), small.truth(1), strict=True):
        if "result_words" not in line["kind"] and "row_" not in line["kind"]:
            said[row["tube"]].add(row["result"])
    assert all(len(words) == 1 for words in said.values())


def test_samples_lie_within_the_round(small: Drawn) -> None:
    for row, line in zip(small.results(1), small.truth(1), strict=True):
        if not line["kind"] or line["kind"] == "outsider":
            assert "2022-09-09 06:00:00" <= row["sampled_at"] < "2022-09-09 20:00:00"


def test_mornings_and_evenings_are_busy() -> None:
    rng = streams.generator(1, "examples")
    count = 20_000
    sites = schedule.sites(rng, 10)
    community = rng.integers(0, 10, count)
    sampling = schedule.sample(rng, np.arange(count), np.arange(count) // 2, community, sites, 0.0)
    hours = Counter((sampling.second // 3600).tolist())
    assert min(hours) >= 6
    assert max(hours) <= 19
    assert hours[8] > 2 * hours[12]
    assert hours[18] > 2 * hours[14]


def test_most_of_a_household_comes_together() -> None:
    rng = streams.generator(1, "examples")
    count = 20_000
    sites = schedule.sites(rng, 10)
    sampling = schedule.sample(rng, np.arange(count), np.arange(count) // 2, (np.arange(count) // 2) % 10, sites, 0.0)
    order = np.argsort(sampling.who)
    second = sampling.second[order]
    assert (np.abs(second[::2] - second[1::2]) < 180).mean() > 0.4


def test_nearly_all_are_negative_and_a_few_are_open(small: Drawn) -> None:
    results = Counter(row["result"] for row in small.results(1) + small.results(2))
    assert results["阴性"] / results.total() > 0.98
    assert results["待检"] + results["检测中"] > 0


def test_rounds_come_every_second_or_third_day() -> None:
    days = [schedule.day_of(number) for number in range(1, 14)]
    gaps = {(later - earlier).days for earlier, later in pairwise(days)}
    assert gaps == {2, 3}
