"""A slot of a job belongs to one worker at a time, and to nobody else once its work is done."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.db.models.functions import Now
from django.utils import timezone

from schools.models import JobRun
from schools.queries.jobs import database_now, last_runs
from schools.services.jobs import MOST_STARTS, drop_old_runs, job_slot

pytestmark = pytest.mark.django_db
SLOT = datetime(2026, 11, 23, 2, 40, tzinfo=UTC)


def die(**changes: Any) -> None:
    """The worker of the slot died, and its lease is past."""
    JobRun.objects.update(lease_until=Now() - timedelta(seconds=1), finished_at=None, outcome="", **changes)


def test_a_slot_is_taken_once_and_keeps_what_was_done() -> None:
    with job_slot("recount", slot=SLOT) as run:
        assert run is not None
        with job_slot("recount", slot=SLOT) as second:
            assert second is None
        run.outcome = "3 weeks differed"
    with job_slot("recount", slot=SLOT) as third:
        assert third is None

    (state,) = last_runs()
    assert (state.outcome, state.attempts, state.is_finished) == ("3 weeks differed", 1, True)


def test_a_run_whose_worker_died_is_taken_up_after_its_lease_and_the_dead_one_changes_nothing() -> None:
    with job_slot("recount", slot=SLOT) as frozen:
        assert frozen is not None
        assert last_runs()[0].is_at_work
        die()
        assert last_runs()[0].outcome == "failed: its worker died"
        with job_slot("recount", slot=SLOT) as heir:
            assert heir is not None
            assert heir.attempts == 2
            heir.outcome = "all of it"
        frozen.outcome = "half of it"

    assert JobRun.objects.get().outcome == "all of it"


def test_a_run_that_kills_its_worker_is_not_begun_for_ever() -> None:
    with job_slot("recount", slot=SLOT):
        die(attempts=MOST_STARTS)
        with job_slot("recount", slot=SLOT) as heir:
            assert heir is None


def test_an_error_ends_the_slot_and_is_told() -> None:
    with pytest.raises(KeyError), job_slot("recount", slot=SLOT):
        raise KeyError("a word that is not kept")

    (state,) = last_runs()
    assert (state.outcome, state.has_failed) == ("failed: KeyError", True)


def test_a_database_that_went_away_ends_no_slot_before_the_third_start() -> None:
    outcomes = []
    for _ in range(MOST_STARTS):
        with pytest.raises(OperationalError), job_slot("recount", slot=SLOT):
            raise OperationalError("The connection was lost")
        kept = JobRun.objects.get()
        outcomes.append((kept.attempts, kept.outcome))
        JobRun.objects.filter(finished_at=None).update(lease_until=Now() - timedelta(seconds=1))

    assert outcomes == [(1, ""), (2, ""), (3, "failed: OperationalError")]


def test_a_slot_given_back_waits_a_minute_and_no_whole_lease() -> None:
    with pytest.raises(OperationalError), job_slot("recount", slot=SLOT):
        raise OperationalError("The connection was lost")

    left = JobRun.objects.values_list("lease_until", flat=True).get()
    assert left is not None
    assert timedelta(0) < left - database_now() <= timedelta(minutes=1)


def test_the_last_run_is_that_of_the_newest_slot_of_each_job_in_one_statement(
    django_assert_num_queries: Any,
) -> None:
    for name in ("drain", "recount"):
        for minute in (41, 40):
            with job_slot(name, slot=SLOT.replace(minute=minute)):
                pass
    with django_assert_num_queries(1):
        found = [(run.name, run.slot, f"{run.due_at:%H:%M}") for run in last_runs()]

    assert found == [("drain", "2026-11-23 02:41:00", "02:41"), ("recount", "2026-11-23 02:41:00", "02:41")]


def test_old_runs_are_forgotten_and_the_newest_five_hundred_of_a_job_stay() -> None:
    at = timezone.now()
    rows = [JobRun(name="drain", slot=f"2026-11-23 02:{n:05}", started_at=at) for n in range(510)]
    old = JobRun(name="gone", slot="2026-10-23 02:40:00", started_at=at - timedelta(days=31))
    JobRun.objects.bulk_create([*rows, old])

    assert drop_old_runs(at=at) == 11
    assert JobRun.objects.order_by("slot").values_list("slot", flat=True)[0] == "2026-11-23 02:00010"
