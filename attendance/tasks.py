"""Jobs of the attendance app."""

import logging

from celery import shared_task
from django.utils import timezone

from attendance.services.save_keys import drop_old_keys
from attendance.services.tallies import recount
from schools.services.jobs import job_slot

log = logging.getLogger(__name__)


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


@shared_task(name="attendance.tasks.drop_save_keys")
def drop_save_keys() -> None:
    """Forget the keys of saves that no page sends again."""
    at = timezone.now()
    with job_slot("attendance.drop_save_keys", slot=f"{at:%Y-%m-%d}", at=at) as run:
        if run is not None:
            run.outcome = f"{drop_old_keys(at=at)} keys dropped"
