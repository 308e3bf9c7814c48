"""Following up a pupil who is in school and not in their lesson, until it is settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from accounts.audit import acting
from accounts.roles import Permission
from attendance.models import FollowUpOutcome, LessonCode, LessonFollowUp, LessonMark
from attendance.queries.lessons.follow_ups import follow_up_for, version_of_follow_up
from schools.access import Rights, get_pupil_for
from schools.services.stale import check_version
from schools.wording import time_words


@dataclass(frozen=True)
class FollowUpFacts:
    """What became of it; without an outcome it stays open."""

    found_at: datetime | None = None
    found_where: str = ""
    parent_told_at: datetime | None = None
    outcome: str = ""
    words: str = ""


@transaction.atomic
def open_follow_up(
    *, rights: Rights, pupil_id: int, lesson_id: int, on: date, at: datetime
) -> LessonFollowUp:
    """Say in one's own name that one looks for a pupil who was marked N in a lesson.

    A second press by the same person opens the same one. 404 for a pupil out of reach or without a mark in
    that lesson; raises ValidationError where somebody else looks already, or the mark is N no more.
    """
    rights.check(Permission.LESSON_FOLLOW_UP)
    pupil = get_pupil_for(rights, Permission.LESSON_FOLLOW_UP, pupil_id)
    acting(rights.user, at=at)
    mark = LessonMark.objects.filter(school=rights.school, pupil=pupil, lesson_id=lesson_id, date=on).first()
    if mark is None:
        raise Http404
    if mark.code != LessonCode.ABSENT:
        raise ValidationError(f"{pupil.known_name} is marked {mark.get_code_display()} in this lesson now")
    row, made = LessonFollowUp.objects.select_related("opened_by").get_or_create(
        pupil=pupil,
        lesson_id=lesson_id,
        date=on,
        defaults={"school": rights.school, "opened_by": rights.user, "opened_at": at},
    )
    if not made and row.opened_by != rights.user:
        since = time_words(timezone.localtime(row.opened_at))
        raise ValidationError(f"{row.opened_by.full_name} is looking for {pupil.known_name} since {since}")
    return row


@transaction.atomic
def write_follow_up(
    *, rights: Rights, follow_up_id: int, facts: FollowUpFacts, version: str, at: datetime
) -> LessonFollowUp:
    """Write down what is known, and settle it once there is an outcome.

    `version` is what the page saw (`version_of_follow_up`). 404 out of reach; raises StaleError where
    somebody wrote meanwhile, and ValidationError for one that is settled, for times to come, and for the
    outcome "other" without words.
    """
    rights.check(Permission.LESSON_FOLLOW_UP)
    acting(rights.user, at=at)
    LessonFollowUp.objects.select_for_update().filter(school=rights.school, pk=follow_up_id).first()
    row = follow_up_for(rights, follow_up_id)
    if row.settled_at is not None and row.settled_by is not None:
        when = time_words(timezone.localtime(row.settled_at))
        raise ValidationError(f"{row.settled_by.full_name} settled this at {when}. Nothing was changed")
    check_version(version, version_of_follow_up(row), standing=_standing(row, facts))
    _check(facts, at)
    row.found_at, row.found_where = facts.found_at, facts.found_where
    row.parent_told_at, row.words = facts.parent_told_at, facts.words
    if facts.outcome:
        row.outcome, row.settled_by, row.settled_at = facts.outcome, rights.user, at
    row.save()
    return row


def _check(facts: FollowUpFacts, at: datetime) -> None:
    for name in ("found_at", "parent_told_at"):
        told = getattr(facts, name)
        if told is not None and told > at:
            raise ValidationError({name: "Give a time that is not still to come"})
    if facts.outcome == FollowUpOutcome.OTHER and not facts.words:
        raise ValidationError({"words": "Say what came of it"})


def _standing(row: LessonFollowUp, facts: FollowUpFacts) -> dict[str, str]:
    """What stands now and differs from what was sent."""
    found = time_words(timezone.localtime(row.found_at)) if row.found_at else ""
    told = time_words(timezone.localtime(row.parent_told_at)) if row.parent_told_at else ""
    lines = {
        "Found": (found, row.found_at != facts.found_at),
        "Where": (row.found_where, row.found_where != facts.found_where),
        "Parent told": (told, row.parent_told_at != facts.parent_told_at),
        "In words": (row.words, row.words != facts.words),
    }
    return {label: value for label, (value, differs) in lines.items() if differs}
