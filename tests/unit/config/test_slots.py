"""Slots of jobs, against every change of the clocks from 2024 to 2035."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.slots import Daily, Every, Weekly, latest_slot, moment_of, next_slot, slots_between

LONDON = ZoneInfo("Europe/London")
A_MINUTE, AN_HOUR, A_DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def last_sunday(year: int, month: int) -> date:
    """The last Sunday of a month of 31 days, on which the clocks change (Summer Time Order 2002)."""
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


CHANGES = [last_sunday(year, month) for year in range(2024, 2036) for month in (3, 10)]
near_a_change = st.builds(
    lambda day, days: day + timedelta(days=days), st.sampled_from(CHANGES), st.integers(-1, 1)
)
wall_times = st.builds(time, st.integers(0, 23), st.integers(0, 59))


def first_shown(day: date, wall: time) -> datetime:
    """An oracle that looks at the clock on the wall minute by minute, and knows no rule of changes."""
    at = datetime.combine(day, time(0), tzinfo=UTC) - 2 * AN_HOUR
    while True:
        seen = at.astimezone(LONDON)
        if seen.date() == day and seen.time() >= wall:
            return at
        at += A_MINUTE


def test_the_changes_of_this_test_are_those_of_the_clocks() -> None:
    for day in CHANGES:
        before, after = (datetime.combine(day, time(hour), tzinfo=LONDON).utcoffset() for hour in (0, 3))
        assert before != after
    assert len(CHANGES) == 24


@pytest.mark.parametrize("wall", ["00:30", "00:59", "01:00", "01:30", "01:59", "02:00", "02:30"])
def test_at_every_change_from_2024_to_2035_the_hour_that_moves_is_met_once(wall: str) -> None:
    for day in CHANGES:
        due = first_shown(day, time.fromisoformat(wall))
        assert slots_between(Daily(wall), due - 20 * AN_HOUR, due + 20 * AN_HOUR) == [due]


@given(near_a_change, wall_times)
@settings(deadline=None, max_examples=150)
def test_a_wall_time_is_due_when_the_clock_first_shows_it_or_has_leapt_over_it(day: date, wall: time) -> None:
    assert moment_of(day, wall, LONDON) == first_shown(day, wall)


@given(near_a_change, wall_times)
@settings(deadline=None, max_examples=150)
def test_a_daily_job_has_one_slot_a_day_whatever_the_clocks_do(day: date, wall: time) -> None:
    start, end = (datetime.combine(on, time(0), tzinfo=LONDON) for on in (day - A_DAY, day + 2 * A_DAY))
    slots = slots_between(Daily(f"{wall:%H:%M}"), start - A_MINUTE, end - A_MINUTE)

    assert [slot.astimezone(LONDON).date() for slot in slots] == [day - A_DAY, day, day + A_DAY]


@pytest.mark.parametrize(
    ("day", "wall", "due"),
    [
        (date(2026, 3, 29), "01:30", "2026-03-29 01:00"),
        (date(2026, 3, 29), "02:00", "2026-03-29 01:00"),
        (date(2026, 10, 25), "01:30", "2026-10-25 00:30"),
        (date(2026, 10, 25), "02:00", "2026-10-25 02:00"),
        (date(2026, 7, 1), "09:45", "2026-07-01 08:45"),
    ],
)
def test_a_time_left_out_is_due_at_the_next_and_one_shown_twice_the_first_time(
    day: date, wall: str, due: str
) -> None:
    assert f"{moment_of(day, time.fromisoformat(wall), LONDON):%Y-%m-%d %H:%M}" == due


@given(st.sampled_from(CHANGES), st.integers(1, 60))
@settings(deadline=None, max_examples=30)
def test_what_runs_every_so_often_keeps_its_step_through_a_change(day: date, minutes: int) -> None:
    midnight = datetime.combine(day, time(0), tzinfo=UTC)
    slots = slots_between(Every(minutes=minutes), midnight, midnight + 4 * AN_HOUR)
    gaps = {later - earlier for earlier, later in pairwise(slots)}

    assert gaps == {timedelta(minutes=minutes)}


seconds = st.integers(0, 12 * 365 * 24 * 60 * 60)
instants = seconds.map(lambda since: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=since))
rules = st.one_of(
    st.builds(Every, minutes=st.integers(1, 90)),
    st.builds(Every, seconds=st.integers(1, 59)),
    st.builds(lambda wall: Daily(f"{wall:%H:%M}"), wall_times),
    st.builds(lambda wall: Daily(f"{wall:%H:%M}", UTC), wall_times),
    st.builds(
        lambda wall, day: Weekly(f"{wall:%H:%M}", LONDON, day),
        wall_times,
        st.sampled_from(["Sunday", "Monday"]),
    ),
)


@given(rules, instants)
@settings(deadline=None)
def test_there_is_always_a_slot_behind_and_one_ahead_and_none_between(
    when: Every | Daily, at: datetime
) -> None:
    behind, ahead = latest_slot(when, at), next_slot(when, at)

    assert behind <= at < ahead
    assert slots_between(when, behind, ahead) == [ahead]
    assert latest_slot(when, ahead) == ahead


def test_a_weekly_job_runs_on_its_day_alone() -> None:
    slots = slots_between(
        Weekly("03:10", UTC, "Sunday"), datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC)
    )
    assert [f"{slot:%a %d %H:%M}" for slot in slots] == ["Sun 01 03:10", "Sun 08 03:10", "Sun 15 03:10"]


def test_a_rule_says_itself_in_plain_words() -> None:
    rules = (
        Every(minutes=1),
        Every(minutes=15),
        Every(seconds=10),
        Daily("09:45"),
        Daily("02:10", UTC),
        Weekly("03:10", UTC, "Sunday"),
    )
    assert [when.words for when in rules] == [
        "every minute",
        "every 15 minutes",
        "every 10 seconds",
        "every day at 09:45",
        "every day at 02:10 UTC",
        "every Sunday at 03:10 UTC",
    ]


def test_a_rule_without_sense_is_refused() -> None:
    for make in (Every, lambda: Daily("25:00"), lambda: Weekly("03:10", UTC, "Sonntag")):
        with pytest.raises(ValueError, match=r"needs a step|isoformat|hour must|no day of"):
            make()
