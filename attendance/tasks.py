"""Jobs of the attendance app."""

import logging
from datetime import datetime

from celery import shared_task
from django.utils import timezone

from attendance.queries.permits.in_force import schools_in_their_day
from attendance.services.permits import place_permits
from attendance.services.save_keys import drop_old_keys
from attendance.services.tallies import recount
from schools import clock
from schools.models import School
from schools.services.jobs import job_slot
from schools.wording import count_words

log = logging.getLogger(__name__)
PLACING_MINUTES = 15


@shared_task(name="attendance.tasks.recount_tallies")
def recount_tallies() -> None:
    """Prove last night's tallies equal to the marks, and mend what is not."""
    at = timezone.now()
    with job_slot("attendance.recount_tallies", slot=f"{at:%Y-%m-%d}", at=at) as run:
        if run is None:
            return
        wrong = sum(found.weeks_wrong for found in recount(mend=True))
        run.outcome = f"{wrong} weeks differed"
        if wrong:
            log.error("Tallies differed from the marks in %d weeks and were mended", wrong)


@shared_task(name="attendance.tasks.place_agreed_codes")
def place_agreed_codes() -> None:
    """Put the codes agreed ahead on today's registers of every school, until its afternoon closes."""
    at, now = timezone.now(), clock.now()
    schools = schools_in_their_day(now)
    if not schools:
        return
    minute = at.minute // PLACING_MINUTES * PLACING_MINUTES
    with job_slot("attendance.place_agreed_codes", slot=f"{at:%Y-%m-%d %H}:{minute:02}", at=at) as run:
        if run is None:
            return
        placed, failed = _place_all(schools, now)
        outcome = f"{count_words(placed, 'mark')} placed"
        run.outcome = f"{outcome}; failed: {failed} of {len(schools)} schools" if failed else outcome


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


@shared_task(name="attendance.tasks.drop_save_keys")
def drop_save_keys() -> None:
    """Forget the keys of saves that no page sends again."""
    at = timezone.now()
    with job_slot("attendance.drop_save_keys", slot=f"{at:%Y-%m-%d}", at=at) as run:
        if run is not None:
            run.outcome = f"{drop_old_keys(at=at)} keys dropped"
