"""The schedule at work: a slot runs once, by whoever takes it, and word that is lost loses nothing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from io import StringIO
from signal import SIGTERM
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.models.functions import Now
from django.utils import timezone

from config import tasks
from config.due_jobs import due_jobs, run_due_jobs, run_job
from config.management.commands import drain
from config.tasks import run_scheduled, tick
from schools.models import JobRun
from schools.queries.jobs import last_beat, last_runs
from schools.services.jobs import beat, job_slot
from tests.databases import Addresses
from tests.integration.config.counted_jobs import A_MINUTE, ALERT, JOBS, RECOUNT, RUNS

NIGHT = datetime(2026, 11, 23, 2, 40, 4, tzinfo=UTC)
SLOT, A_DAY = NIGHT.replace(second=0), timedelta(days=1)


@pytest.fixture(autouse=True)
def counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test counts from nothing, on the jobs that count."""
    RUNS.clear()
    monkeypatch.setattr(tasks, "JOBS", JOBS)
    monkeypatch.setattr(tasks, "database_now", lambda: NIGHT)


def outcomes() -> dict[str, str]:
    return {run.name: run.outcome for run in last_runs()}


def test_two_beats_and_many_workers_at_once_run_each_slot_once(own_database: Addresses) -> None:
    """Eight workers on connections of their own ask in the same instant, twice over."""

    def ask(_: int) -> int:
        try:
            return run_due_jobs(at=NIGHT, jobs=JOBS)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as workers:
        ran = sum(workers.map(ask, range(16)))

    assert ran == 2
    assert RUNS == {"alert": 1, "recount": 1, "fail": 1}
    assert JobRun.objects.count() == 3


def test_the_loop_outlives_the_loss_of_the_database_and_a_fault_of_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    met: list[str] = []

    def work() -> None:
        met.append("again")
        if len(met) > 3:
            raise KeyboardInterrupt
        raise OperationalError("The connection was lost") if len(met) == 1 else KeyError("a fault of ours")

    monkeypatch.setattr(drain, "connection", SimpleNamespace(close=lambda: met.append("closed")))
    with pytest.raises(KeyboardInterrupt):
        drain.again_and_again(work, lambda: None)

    assert met == ["again", "closed", "again", "again"]


def test_a_wish_to_stop_waits_for_the_message_in_hand_and_for_no_pause() -> None:
    stop = drain.Stop()
    stop.rest(0)
    stop.ask(SIGTERM, None)
    with pytest.raises(SystemExit):
        stop.rest(60)
    with pytest.raises(SystemExit):
        stop.ask(SIGTERM, None)


def test_a_wish_to_stop_ends_a_round_after_the_message_in_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, told = drain.Stop(), []

    def drains(*_: object, stopping: Callable[[], bool], **__: object) -> None:
        told.append(stopping())
        stop.ask(SIGTERM, None)
        told.append(stopping())

    monkeypatch.setattr(drain, "drain_all", drains)
    drain.drain_round(stop)
    assert told == [False, True]


@pytest.mark.django_db
class TestSlots:
    """With the database's own table of runs."""

    def test_what_a_task_says_is_kept_and_a_failure_stops_no_other(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        assert run_due_jobs(at=NIGHT, jobs=JOBS) == 2

        assert outcomes() == {"alert": "2 alerts queued", "fail": "failed: KeyError", "recount": "done"}
        assert "The job fail failed" in caplog.text
        assert run_due_jobs(at=NIGHT + timedelta(seconds=10), jobs=JOBS) == 0

    def test_a_day_of_outage_is_caught_up_once_and_not_repeated(self) -> None:
        run_due_jobs(at=NIGHT - A_DAY, jobs=JOBS)
        back = NIGHT + timedelta(hours=6)

        assert [run_due_jobs(at=back + timedelta(seconds=n), jobs=JOBS) for n in (0, 10, 20)] == [2, 0, 0]
        assert RUNS["recount"] == RUNS["alert"] == 2
        assert [run.slot for run in last_runs()] == [
            "2026-11-23 08:40:00",
            "2026-11-23 08:40:00",
            "2026-11-23 02:40:00",
        ]

    def test_word_that_redis_lost_is_sent_again_and_word_that_comes_twice_runs_once(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sent: list[str] = []
        monkeypatch.setattr(run_scheduled, "apply_async", lambda args, **_: sent.extend(args))
        tick()
        tick()
        assert sorted(sent) == ["alert", "alert", "fail", "fail", "recount", "recount"]
        assert not JobRun.objects.exists()

        for name in ("alert", "alert", "recount", "recount"):
            run_scheduled(name)
        assert RUNS == {"alert": 1, "recount": 1}
        sent.clear()
        tick()
        assert sent == ["fail"]
        assert last_beat("scheduler") is not None

    def test_a_job_at_work_does_not_start_beside_itself_and_a_dead_one_is_taken_up(self) -> None:
        with job_slot("alert", slot=SLOT - A_MINUTE, lease=A_MINUTE):
            assert due_jobs(at=NIGHT, jobs=[ALERT]) == []
            JobRun.objects.update(lease_until=Now() - timedelta(seconds=1))
            assert due_jobs(at=NIGHT, jobs=[ALERT]) == [(ALERT, SLOT)]

        with job_slot("recount", slot=SLOT):
            assert due_jobs(at=NIGHT, jobs=[RECOUNT]) == []
            JobRun.objects.update(lease_until=Now() - timedelta(seconds=1))
            ((job, slot),) = due_jobs(at=NIGHT + timedelta(hours=1), jobs=[RECOUNT])
            assert run_job(job, slot=slot)
        assert (RUNS["recount"], JobRun.objects.get(name="recount").attempts) == (1, 2)

    def test_the_drain_leaves_fresh_slots_to_the_workers(self) -> None:
        spare = timedelta(seconds=30)
        assert run_due_jobs(at=NIGHT, spare=spare, jobs=JOBS) == 0
        assert run_due_jobs(at=NIGHT + timedelta(seconds=26), spare=spare, jobs=JOBS) == 2

    def test_without_redis_the_drain_runs_what_no_worker_took(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(drain, "database_now", lambda: NIGHT + timedelta(seconds=40))
        monkeypatch.setattr(drain, "run_due_jobs", partial(run_due_jobs, jobs=JOBS))
        drain.run_late_jobs()

        assert RUNS == {"alert": 1, "recount": 1, "fail": 1}

    def test_a_tick_asks_the_database_once_however_many_jobs_there_are(
        self, django_assert_num_queries: Any
    ) -> None:
        with django_assert_num_queries(1):
            due_jobs(at=NIGHT)

    def test_the_command_prints_each_job_with_its_last_and_next_run_in_london(self) -> None:
        with job_slot("recount tallies", slot=datetime(2026, 7, 1, 2, 40, tzinfo=UTC)) as run:
            assert run is not None
            run.outcome = "0 weeks differed"
        printed = StringIO()
        call_command("schedule", stdout=printed)

        told = printed.getvalue()
        assert "recount tallies: every day at 02:40 UTC" in told
        assert "due Wed 01 Jul 2026 03:40:00: 0 weeks differed" in told
        assert "export registers: every Sunday at 03:10 UTC\n  last    never\n  next    Sun" in told
        assert "missed  caught up once, however many were missed." in told

    def test_a_silent_part_fails_its_health_check(self) -> None:
        with pytest.raises(CommandError, match="No sign of life of the drain"):
            call_command("alive", "drain")
        beat("drain", at=timezone.now())
        call_command("alive", "drain")
