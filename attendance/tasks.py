"""Jobs of the attendance app."""

import logging
from collections.abc import Callable
from functools import partial

from celery import shared_task
from django.utils import timezone

from attendance.queries.bulletins.due import schools_with_bulletin
from attendance.queries.first_day.n_overdue import schools_with_overdue_n
from attendance.queries.first_day.untold import schools_that_write
from attendance.queries.lines.held import schools_to_look_at
from attendance.queries.permits.in_force import schools_in_their_day
from attendance.services import lines
from attendance.services.bulletins import queue_bulletins
from attendance.services.first_day import alerts
from attendance.services.first_day.n_codes import write_overdue
from attendance.services.pattern_sweeps import sweep_patterns as sweep_patterns_of
from attendance.services.permits import place_permits
from attendance.services.save_keys import drop_old_keys
from attendance.services.sweeps import sweep_school, sweep_week
from attendance.services.tallies import recount
from schools import clock
from schools.models import School
from schools.queries.known import schools_by_urn
from schools.services.jobs import outcome_words
from schools.wording import count_words

log = logging.getLogger(__name__)


@shared_task(name="attendance.tasks.recount_tallies")
def recount_tallies() -> str:
    """Prove last night's tallies equal to the marks, and mend what is not."""
    wrong = sum(found.weeks_wrong for found in recount(schools_by_urn(None), mend=True))
    if wrong:
        log.error("Tallies differed from the marks in %d weeks and were mended", wrong)
    return f"{wrong} weeks differed"


@shared_task(name="attendance.tasks.sweep_schools")
def sweep_schools() -> str:
    """Look at the lines of each pupil of every school as of today, where no sweep has done it."""
    on, at = clock.today(), timezone.now()

    def sweep(*, school: School) -> int:
        return int(sweep_school(school=school, on=on, at=at) is not None)

    return _at_each(
        schools_by_urn(None),
        sweep,
        done=("school swept", "schools swept"),
        fault="The lines of %s could not be swept",
    )


@shared_task(name="attendance.tasks.sweep_weeks")
def sweep_weeks() -> str:
    """Count who moved over a line of absence in the last school week, and tell those who follow figures."""
    on, at = clock.today(), timezone.now()

    def sweep(*, school: School) -> int:
        return int(sweep_week(school=school, on=on, at=at) is not None)

    return _at_each(
        schools_by_urn(None),
        sweep,
        done=("week swept", "weeks swept"),
        fault="The week of %s could not be swept",
    )


@shared_task(name="attendance.tasks.sweep_patterns")
def sweep_patterns() -> str:
    """Look for patterns in the marks of each pupil of every school as of today, where no look has done it."""
    on, at = clock.today(), timezone.now()

    def sweep(*, school: School) -> int:
        return int(sweep_patterns_of(school=school, on=on, at=at) is not None)

    return _at_each(
        schools_by_urn(None),
        sweep,
        done=("school looked at", "schools looked at"),
        fault="The patterns of %s could not be looked for",
    )


@shared_task(name="attendance.tasks.look_again")
def look_again() -> str:
    """Look again at the lines of pupils whose marks, roll or calendar changed since the last look."""
    on, at = clock.today(), timezone.now()

    def look(*, school: School) -> int:
        return lines.look_again(school=school, on=on, at=at).looked_at

    return _at_each(
        schools_to_look_at(),
        look,
        done=("pupil looked at again", "pupils looked at again"),
        fault="The lines of %s could not be looked at again",
    )


@shared_task(name="attendance.tasks.place_agreed_codes")
def place_agreed_codes() -> str:
    """Put the codes agreed ahead on today's registers of every school, until its afternoon closes."""
    now = clock.now()
    return _at_each(
        schools_in_their_day(now),
        partial(place_permits, on=now.date(), at=now),
        done=("mark placed", "marks placed"),
        fault="The codes agreed ahead could not be placed for %s",
    )


@shared_task(name="attendance.tasks.write_overdue_n")
def write_overdue_n() -> str:
    """Write O for each N whose last school day is over, at every school that names somebody for it.

    It asks what is overdue now and remembers no day, so that what a dead job left is written by the next run.
    """
    now = clock.now()
    return _at_each(
        schools_with_overdue_n(now),
        partial(write_overdue, at=now),
        done=("N code became O", "N codes became O"),
        fault="O could not be written for the overdue N codes of %s",
    )


@shared_task(name="attendance.tasks.queue_alerts")
def queue_alerts() -> str:
    """Queue the messages about today's absences without a reason, at every school that writes of itself."""
    now = clock.now()
    return _at_each(
        schools_that_write("alerts.automatic", now),
        partial(alerts.queue_alerts, at=now),
        done=("message queued", "messages queued"),
        fault="Messages about absences could not be queued for %s",
    )


@shared_task(name="attendance.tasks.queue_reminders")
def queue_reminders() -> str:
    """Queue the reminders of absences that still have no reason, at every school that sends reminders."""
    now = clock.now()
    return _at_each(
        schools_that_write("reminders.automatic", now),
        partial(alerts.queue_reminders, at=now),
        done=("reminder queued", "reminders queued"),
        fault="Reminders of absences could not be queued for %s",
    )


@shared_task(name="attendance.tasks.write_bulletins")
def write_bulletins() -> str:
    """Queue the day's mail to tutors and heads of year of every school whose time for it has come.

    Each run asks who has none yet, so that a missed one is made good by the next of the same day.
    """
    now = clock.now()
    return _at_each(
        schools_with_bulletin(now),
        partial(queue_bulletins, at=now),
        done=("mail queued", "mails queued"),
        fault="The bulletins of %s could not be queued",
    )


@shared_task(name="attendance.tasks.drop_save_keys")
def drop_save_keys() -> str:
    """Forget the keys of saves that no page sends again."""
    return f"{drop_old_keys(at=timezone.now())} keys dropped"


def _at_each(schools: list[School], act: Callable[..., int], *, done: tuple[str, str], fault: str) -> str:
    """Do the same at each school, and say how much was done. A fault at one is logged and stops no other."""
    count = failed = 0
    for school in schools:
        try:
            count += act(school=school)
        except Exception:
            log.exception(fault, school.slug)
            failed += 1
    return outcome_words(count_words(count, *done), failed=failed, of=len(schools))
