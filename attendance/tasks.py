"""Jobs of the attendance app."""

import logging
from collections.abc import Callable
from datetime import datetime

from celery import shared_task
from django.utils import timezone

from attendance.queries.first_day.n_overdue import schools_with_overdue_n
from attendance.queries.first_day.untold import schools_that_write
from attendance.queries.permits.in_force import schools_in_their_day
from attendance.services.first_day import alerts
from attendance.services.first_day.n_codes import write_overdue
from attendance.services.permits import place_permits
from attendance.services.save_keys import drop_old_keys
from attendance.services.tallies import recount
from schools import clock
from schools.models import School
from schools.wording import count_words

log = logging.getLogger(__name__)


@shared_task(name="attendance.tasks.recount_tallies")
def recount_tallies() -> str:
    """Prove last night's tallies equal to the marks, and mend what is not."""
    wrong = sum(found.weeks_wrong for found in recount(mend=True))
    if wrong:
        log.error("Tallies differed from the marks in %d weeks and were mended", wrong)
    return f"{wrong} weeks differed"


@shared_task(name="attendance.tasks.place_agreed_codes")
def place_agreed_codes() -> str:
    """Put the codes agreed ahead on today's registers of every school, until its afternoon closes."""
    now = clock.now()
    schools = schools_in_their_day(now)
    placed, failed = _place_all(schools, now)
    return _outcome(f"{count_words(placed, 'mark')} placed", failed, len(schools))


def _place_all(schools: list[School], now: datetime) -> tuple[int, int]:
    """How many marks were placed, and for how many schools it failed: that stops no other school."""
    placed = failed = 0
    for school in schools:
        try:
            placed += place_permits(school=school, on=now.date(), at=now)
        except Exception:
            log.exception("The codes agreed ahead could not be placed for %s", school.slug)
            failed += 1
    return placed, failed


@shared_task(name="attendance.tasks.write_overdue_n")
def write_overdue_n() -> str:
    """Write O for each N whose last school day is over, at every school that names somebody for it.

    It asks what is overdue now and remembers no day, so that what a dead job left is written by the next run.
    """
    now = clock.now()
    schools = schools_with_overdue_n(now)
    written, failed = _write_all(schools, now)
    return _outcome(f"{count_words(written, 'N code')} became O", failed, len(schools))


def _write_all(schools: list[School], now: datetime) -> tuple[int, int]:
    """How many marks were written, and for how many schools it failed: that stops no other school."""
    written = failed = 0
    for school in schools:
        try:
            written += write_overdue(school=school, at=now)
        except Exception:
            log.exception("O could not be written for the overdue N codes of %s", school.slug)
            failed += 1
    return written, failed


@shared_task(name="attendance.tasks.queue_alerts")
def queue_alerts() -> None:
    """Queue the messages about today's absences without a reason, at every school that writes of itself."""
    _queue_at_schools("alerts.automatic", alerts.queue_alerts)


@shared_task(name="attendance.tasks.queue_reminders")
def queue_reminders() -> None:
    """Queue the reminders of absences that still have no reason, at every school that sends reminders."""
    _queue_at_schools("reminders.automatic", alerts.queue_reminders)


def _queue_at_schools(switch: str, queue: Callable[..., int]) -> None:
    """Each run asks what is unexplained now, so that it needs no slot. A fault of a school stops no other."""
    now = clock.now()
    queued = 0
    for school in schools_that_write(switch, now):
        try:
            queued += queue(school=school, at=now)
        except Exception:
            log.exception("Messages about absences could not be queued for %s", school.slug)
    if queued:
        log.info("%s queued", count_words(queued, "message"))


@shared_task(name="attendance.tasks.drop_save_keys")
def drop_save_keys() -> str:
    """Forget the keys of saves that no page sends again."""
    return f"{drop_old_keys(at=timezone.now())} keys dropped"


def _outcome(words: str, failed: int, of: int) -> str:
    """What a run did, and at how many schools it failed."""
    return f"{words}; failed: {failed} of {of} schools" if failed else words
