"""The round by the clock: samples hour by hour, people at the sample that first reached them."""

from datetime import datetime, timedelta

from fangxian.measures.coverage import by_hour

MORNING = datetime(2022, 9, 9, 8, 30)
HOUR = timedelta(hours=1)


def at(hours: float, **changes):
    return {"sampled_at": MORNING + hours * HOUR} | changes


def test_samples_are_counted_by_clock_hour_without_gaps(laid_out) -> None:
    counted = by_hour(laid_out(samples=[at(0), at(0.4), at(0.6), at(3)]))
    assert counted.unit == "hour"
    assert [(hour.start.hour, hour.samples) for hour in counted.counts] == [(8, 2), (9, 1), (10, 0), (11, 1)]


def test_a_person_is_reached_at_the_first_sample_that_gave_a_result(laid_out) -> None:
    people = [("", "tested")] * 3 + [("", "untested")]
    samples = [
        at(0, person_row=1, outcome="invalid"),
        at(1, person_row=1),
        at(2, person_row=1),
        at(0, person_row=2, outcome="positive"),
        at(2, person_row=3, outcome="suspect"),
    ]
    counted = by_hour(laid_out(people, samples=samples))
    assert [(hour.people, hour.cumulative) for hour in counted.counts] == [(1, 1), (1, 2), (1, 3)]
    assert (counted.everybody, counted.reached) == (4, 3)
    assert counted.share(counted.counts[-1]) == 0.75


def test_rejected_rows_are_no_samples(laid_out) -> None:
    rejected = at(5, outcome=None) | {"class": "rejected"}
    assert sum(hour.samples for hour in by_hour(laid_out(samples=[at(0), rejected])).counts) == 1


def test_what_cannot_be_drawn_is_counted_beside(laid_out) -> None:
    people = [("", "tested")] * 2
    samples = [
        at(0, person_row=1),
        at(0, person_row=2, sampled_at=None),
        at(-48, in_window=False),
        at(900, in_window=None),
    ]
    counted = by_hour(laid_out(people, samples=samples))
    assert (counted.without_time, counted.outside_window, counted.misdated) == (1, 1, 1)
    assert len(counted.counts) == 1
    assert counted.reached - counted.counts[-1].cumulative == 1


def test_more_than_three_days_are_counted_by_day(laid_out) -> None:
    counted = by_hour(laid_out(samples=[at(0), at(30), at(80)]))
    assert counted.unit == "day"
    assert [(day.start.day, day.samples) for day in counted.counts] == [(9, 1), (10, 1), (11, 0), (12, 1)]
    assert all(day.start.hour == 0 for day in counted.counts)


def test_three_days_are_still_counted_by_hour(laid_out) -> None:
    assert by_hour(laid_out(samples=[at(0), at(40), at(71)])).unit == "hour"


def test_a_few_misdated_samples_do_not_stretch_the_span(laid_out) -> None:
    samples = [at(n % 10) for n in range(3000)] + [at(-24 * 365), at(24 * 40)]
    counted = by_hour(laid_out(samples=samples))
    assert counted.unit == "hour"
    assert len(counted.counts) == 10
    assert counted.misdated == 2


def test_a_quiet_evening_is_part_of_the_round(laid_out) -> None:
    samples = [at(n % 10) for n in range(3000)] + [at(-9), at(16)]
    counted = by_hour(laid_out(samples=samples))
    assert counted.misdated == 0
    assert len(counted.counts) == 26


def test_people_first_reached_by_a_misdated_sample_stand_in_the_first_hour(laid_out) -> None:
    samples = [at(n % 10) for n in range(3000)] + [at(-24 * 365, person_row=1)]
    counted = by_hour(laid_out([("", "tested")], samples=samples))
    assert counted.counts[0].people == 1
    assert counted.counts[-1].cumulative == counted.reached == 1


def test_no_sample_with_a_time_gives_no_hours(laid_out) -> None:
    counted = by_hour(laid_out([("", "tested")], samples=[at(0, sampled_at=None, person_row=1)]))
    assert counted.counts == ()
    assert (counted.without_time, counted.reached) == (1, 1)


def test_an_empty_round_is_counted_too(laid_out) -> None:
    counted = by_hour(laid_out())
    assert (counted.counts, counted.everybody, counted.reached) == ((), 0, 0)
