"""Jobs of the sealed record. None of them opens the door: they read clocks, with no child and no words."""

import logging

from celery import shared_task

from safeguarding.queries.clocks import unread_concerns
from safeguarding.queries.emergencies import overdue_reviews
from safeguarding.services.emergencies import tell_of_overdue_review
from safeguarding.services.escalation import escalate
from schools import clock
from schools.wording import count_words

log = logging.getLogger(__name__)


@shared_task(name="safeguarding.tasks.tell_of_overdue_reviews")
def tell_of_overdue_reviews() -> str:
    """Tell leads and heads of openings in an emergency that nobody reviewed in time, once a day each."""
    now, told = clock.now(), 0
    for row in overdue_reviews(at=now):
        try:
            told += tell_of_overdue_review(clock_row=row, at=now)
        except Exception:
            log.exception("An overdue review could not be told of at %s", row.school.slug)
    return count_words(told, "overdue review told of", "overdue reviews told of")


@shared_task(name="safeguarding.tasks.tell_of_unread_concerns")
def tell_of_unread_concerns() -> str:
    """Tell the leads again, then the head, of concerns that nobody has read in time."""
    now, told = clock.now(), 0
    for row in unread_concerns(at=now):
        try:
            told += escalate(clock_row=row, at=now)
        except Exception:
            log.exception("An unread concern could not be told of at %s", row.school.slug)
    return count_words(told, "unread concern told of", "unread concerns told of")
