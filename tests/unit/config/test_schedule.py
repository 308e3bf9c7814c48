"""The table of jobs: each slot once, whatever the clocks, two beats or an outage do."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from random import Random
from typing import get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.schedule import CATCH_UP_ONCE, FRESH, JOBS, Job, skip_after
from config.slots import Every, slots_between
from tests.unit.config.test_slots import CHANGES

AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
NIGHT = datetime(2026, 11, 23, 2, 40, tzinfo=UTC)
RECOUNT = next(job for job in JOBS if job.name == "recount tallies")
EXPORT = next(job for job in JOBS if job.name == "export registers")


class Table:
    """The table of runs as the database keeps it: one row a slot, and who asks first has it."""

    def __init__(self) -> None:
        self.taken: Counter[datetime] = Counter()
        self.last: datetime | None = None

    def tick(self, job: Job, at: datetime) -> None:
        """One beat asks once."""
        slot = job.due(at, last=self.last)
        if slot is not None and slot != self.last:
            self.taken[slot] += 1
            self.last = slot


def test_every_job_has_a_task_that_says_what_it_did_a_plain_time_and_what_a_missed_run_means() -> None:
    assert len({job.name for job in JOBS}) == len({job.task for job in JOBS}) == len(JOBS)
    for job in JOBS:
        module, _, name = job.task.rpartition(".")
        task = getattr(import_module(module), name)
        assert task.name == job.task
        assert get_type_hints(task.run)["return"] is str
        assert job.when.words.startswith("every")
        assert job.if_missed.words
        assert job.missed_words.endswith(".")
        assert job.lease > timedelta(0)


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_through_every_change_of_the_clocks_each_slot_runs_exactly_once(job: Job) -> None:
    """Two beats tick just before, at and just after each slot of the day of each change, 2024 to 2035."""
    for day in CHANGES:
        change = datetime.combine(day, time(1), tzinfo=UTC)
        around = min(60 * job.when.reach, 2 * AN_HOUR) if job.when.reach < AN_HOUR else 9 * A_DAY
        start, end = change - around, change + around
        table, expected = Table(), slots_between(job.when, start, end)
        for slot in expected:
            for seconds in (-1, -1, 0, 0, 4, 9):
                table.tick(job, slot + timedelta(seconds=seconds))
        assert [slot for slot in table.taken if slot > start] == expected
        assert set(table.taken.values()) == {1}


@given(
    st.sampled_from([job for job in JOBS if job.when.reach >= timedelta(minutes=1)]),
    st.sampled_from(CHANGES),
    st.integers(0, 10**6),
)
@settings(deadline=None, max_examples=30)
def test_however_two_beats_tick_no_slot_is_left_out_or_taken_twice(job: Job, day: date, seed: int) -> None:
    at = start = datetime.combine(day, time(0), tzinfo=UTC) + timedelta(minutes=50)
    chance = Random(seed)
    table = Table()
    table.tick(job, at)
    while at < start + AN_HOUR:
        at += timedelta(seconds=chance.randint(1, 20))
        for _ in range(chance.randint(1, 3)):
            table.tick(job, at)

    assert [slot for slot in table.taken if slot > start] == slots_between(job.when, start, at)
    assert set(table.taken.values()) <= {1}


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_after_a_day_of_outage_the_newest_slot_runs_once_and_no_older_one(job: Job) -> None:
    stopped, back = NIGHT - timedelta(days=1, hours=5), NIGHT + timedelta(minutes=1)
    table = Table()
    for moment in slots_between(job.when, stopped - job.when.reach, stopped):
        table.tick(job, moment)
    before = sum(table.taken.values())
    for seconds in range(0, 30, 3):
        table.tick(job, back + timedelta(seconds=seconds))

    missed = slots_between(job.when, stopped, back + timedelta(seconds=27))
    now = [slot for slot in table.taken if slot > stopped]
    assert set(now) <= set(missed)
    assert sum(table.taken.values()) - before == len(now)
    # Once for the outage; what runs each ten seconds has had new slots since.
    assert len(now) == len(slots_between(job.when, back, back + timedelta(seconds=27))) + bool(
        slots_between(job.when, stopped, back)
    )


def test_a_heavy_job_of_the_night_is_not_caught_up_in_the_morning() -> None:
    last = NIGHT - A_DAY
    assert RECOUNT.due(NIGHT + 3 * AN_HOUR, last=last) == NIGHT
    assert RECOUNT.due(NIGHT + 6 * AN_HOUR, last=last) is None


def test_the_weekly_export_is_caught_up_days_later() -> None:
    sunday = datetime(2026, 11, 22, 3, 10, tzinfo=UTC)
    assert EXPORT.due(sunday + 4 * A_DAY, last=sunday - 7 * A_DAY) == sunday


def test_a_job_that_never_ran_here_begins_with_a_fresh_slot() -> None:
    assert RECOUNT.due(NIGHT + FRESH, last=None) == NIGHT
    assert RECOUNT.due(NIGHT + FRESH + timedelta(seconds=1), last=None) is None


def test_a_clock_that_is_set_back_repeats_nothing() -> None:
    job = Job("wake", Every(minutes=1), "wake", CATCH_UP_ONCE, "Nothing.")
    assert job.due(NIGHT, last=NIGHT + AN_HOUR) is None


def test_the_rule_of_a_missed_run_says_itself() -> None:
    assert skip_after(30).words == "skipped when more than 30 minutes late"
    assert not skip_after(30).still_runs(timedelta(minutes=31))
