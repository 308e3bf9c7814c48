"""The one table of scheduled jobs: name, when, task, and what happens when a run is missed.

`config.due_jobs` runs it. A slot is an instant (`config.slots`); a job that follows the school day runs often
and asks for itself what is due now, so that a second run changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from config.slots import Daily, Every, Weekly, When, latest_slot
from schools.services.jobs import LEASE

# A job that never ran here has missed nothing: it begins with a slot that is fresh.
FRESH = timedelta(minutes=10)
HALF_A_NIGHT = 240


@dataclass(frozen=True)
class IfMissed:
    """Whether the newest missed slot still runs, and for how long after it was due."""

    words: str
    within: timedelta | None = None

    def still_runs(self, late: timedelta) -> bool:
        """Whether a slot that is so late is run after all."""
        return self.within is None or late <= self.within


CATCH_UP_ONCE = IfMissed("caught up once, however many were missed")


def skip_after(minutes: int) -> IfMissed:
    """A slot that is later than this waits for the next one."""
    return IfMissed(f"skipped when more than {minutes} minutes late", timedelta(minutes=minutes))


@dataclass(frozen=True)
class Job:
    """One row of the schedule. `lease` is how long a run may be at work before it counts as dead."""

    name: str
    when: When
    task: str
    if_missed: IfMissed
    missed_words: str
    lease: timedelta = LEASE

    def due(self, at: datetime, *, last: datetime | None) -> datetime | None:
        """The slot to run at this instant, or None; `last` is the newest slot that anybody took.

        Of several missed slots the newest alone runs: a job asks what is due, and does all of it.
        A slot that equals `last` is given too, because its worker may have died.
        """
        slot = latest_slot(self.when, at)
        late = at - slot
        is_past = slot < last if last is not None else late > FRESH
        return None if is_past or not self.if_missed.still_runs(late) else slot


JOBS: tuple[Job, ...] = (
    Job(
        name="send messages",
        when=Every(seconds=10),
        task="integrations.tasks.drain_outbox",
        if_missed=CATCH_UP_ONCE,
        missed_words="Messages wait in the outbox; manage.py drain --loop sends them without a queue.",
        lease=timedelta(seconds=70),
    ),
    Job(
        name="queue alerts",
        when=Every(minutes=1),
        task="attendance.tasks.queue_alerts",
        if_missed=CATCH_UP_ONCE,
        missed_words="Families hear later of an absence without a reason: the next run writes to them all.",
        lease=timedelta(minutes=2),
    ),
    Job(
        name="queue reminders",
        when=Every(minutes=5),
        task="attendance.tasks.queue_reminders",
        if_missed=CATCH_UP_ONCE,
        missed_words="Reminders of absences without a reason go later the same day, or not on that day.",
        lease=timedelta(minutes=10),
    ),
    Job(
        name="ask for receipts",
        when=Every(minutes=10),
        task="integrations.tasks.ask_for_receipts",
        if_missed=CATCH_UP_ONCE,
        missed_words="A message stays at sent, not delivered, until the next run asks about it.",
        lease=timedelta(minutes=10),
    ),
    Job(
        name="write bulletins",
        when=Every(minutes=5),
        task="attendance.tasks.write_bulletins",
        if_missed=CATCH_UP_ONCE,
        missed_words="Tutors and heads of year are told later in the day; the bulletin itself is never late.",
        lease=timedelta(minutes=10),
    ),
    Job(
        name="tell of overdue reviews",
        when=Every(minutes=15),
        task="safeguarding.tasks.tell_of_overdue_reviews",
        if_missed=CATCH_UP_ONCE,
        missed_words="Leads hear later that nobody reviewed an emergency. The page itself is never late.",
        lease=timedelta(minutes=10),
    ),
    Job(
        name="scan held files",
        when=Every(minutes=1),
        task="schools.tasks.scan_held_files",
        if_missed=CATCH_UP_ONCE,
        missed_words="A file that came while the virus scanner was away waits for the next run.",
        lease=timedelta(minutes=5),
    ),
    Job(
        name="drop left over files",
        when=Daily("02:30", UTC),
        task="schools.tasks.drop_left_over_files",
        if_missed=CATCH_UP_ONCE,
        missed_words="Files of saves that failed lie on the disk a day longer. No key opens them.",
    ),
    Job(
        name="clear old sessions",
        when=Daily("02:10", UTC),
        task="accounts.tasks.clear_sessions",
        if_missed=CATCH_UP_ONCE,
        missed_words="Ended sessions stay in their table one more day. They cannot be used.",
    ),
    Job(
        name="drop old runs of jobs",
        when=Daily("02:20", UTC),
        task="schools.tasks.drop_job_runs",
        if_missed=CATCH_UP_ONCE,
        missed_words="The list of runs is longer for a day.",
    ),
    Job(
        name="recount tallies",
        when=Daily("02:40", UTC),
        task="attendance.tasks.recount_tallies",
        if_missed=skip_after(HALF_A_NIGHT),
        missed_words="Nothing is lost: tallies are kept with every mark. The next run proves both nights.",
    ),
    Job(
        name="sweep lines",
        when=Daily("03:20", UTC),
        task="attendance.tasks.sweep_schools",
        if_missed=CATCH_UP_ONCE,
        missed_words="Changed marks are looked at all the same; weeks that rolled on wait for the next run.",
    ),
    Job(
        name="sweep patterns",
        when=Daily("03:40", UTC),
        task="attendance.tasks.sweep_patterns",
        if_missed=CATCH_UP_ONCE,
        missed_words="The list of patterns is of the night before. A pupil's own page looks anew each time.",
    ),
    Job(
        name="sweep the week",
        when=Weekly("04:10", UTC, "Saturday"),
        task="attendance.tasks.sweep_weeks",
        if_missed=CATCH_UP_ONCE,
        missed_words="Nobody is told of the week's movement until the next run. Its page is never late.",
    ),
    Job(
        name="look again at lines",
        when=Every(seconds=30),
        task="attendance.tasks.look_again",
        if_missed=CATCH_UP_ONCE,
        missed_words="What changed waits in its table; the next run looks at all of it.",
        lease=timedelta(minutes=5),
    ),
    Job(
        name="tell of unread concerns",
        when=Every(minutes=1),
        task="safeguarding.tasks.tell_of_unread_concerns",
        if_missed=CATCH_UP_ONCE,
        missed_words="Leads, then the head, hear later of a concern that nobody has read.",
        lease=timedelta(minutes=2),
    ),
    Job(
        name="place agreed codes",
        when=Every(minutes=15),
        task="attendance.tasks.place_agreed_codes",
        if_missed=CATCH_UP_ONCE,
        missed_words="Codes agreed ahead stand on the registers 15 minutes later. No mark is overwritten.",
        lease=timedelta(minutes=10),
    ),
    Job(
        name="write O for overdue N codes",
        when=Every(minutes=5),
        task="attendance.tasks.write_overdue_n",
        if_missed=CATCH_UP_ONCE,
        missed_words="An N stands past its last school day until the next run writes O for all of them.",
        lease=timedelta(minutes=10),
    ),
    Job(
        name="drop keys of saves",
        when=Daily("02:45", UTC),
        task="attendance.tasks.drop_save_keys",
        if_missed=CATCH_UP_ONCE,
        missed_words="Keys of saves are kept one more day. They change nothing.",
    ),
    Job(
        name="take up imports",
        when=Every(minutes=3),
        task="integrations.tasks.take_up_imports",
        if_missed=CATCH_UP_ONCE,
        missed_words="An import whose worker died waits for the next run. Nothing of it is half done.",
    ),
    Job(
        name="drop old uploads",
        when=Daily("02:50", UTC),
        task="integrations.tasks.drop_old_uploads",
        if_missed=CATCH_UP_ONCE,
        missed_words="Files that nobody brought in for a week are kept one more day.",
    ),
    Job(
        name="take up packs",
        when=Every(minutes=3),
        task="reporting.tasks.take_up_documents",
        if_missed=CATCH_UP_ONCE,
        missed_words="A document whose worker died waits for the next run.",
    ),
    Job(
        name="drop packs",
        when=Daily("02:55", UTC),
        task="reporting.tasks.drop_documents",
        if_missed=CATCH_UP_ONCE,
        missed_words="Documents that are a week old are kept one more day.",
    ),
    Job(
        name="export registers",
        when=Weekly("03:10", UTC, "Sunday"),
        task="reporting.tasks.export_registers",
        if_missed=CATCH_UP_ONCE,
        missed_words="The administrator's Today says what is missing. manage.py export_registers makes it.",
    ),
)
