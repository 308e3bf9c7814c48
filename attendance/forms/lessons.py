"""What people send to a lesson and to a follow-up, checked and turned into plain values."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from attendance.lessons import typed_instant
from attendance.models import FollowUpOutcome, LessonFollowUp
from attendance.queries.lessons.registers import LessonRow
from attendance.services.follow_ups import FollowUpFacts
from attendance.services.lessons import LessonChange
from schools.form_fields import TextField
from schools.forms.versioned import VersionedForm

LINE = re.compile(r"(\d{1,17})\.(\d{1,17})\.(\d{4}-\d{2}-\d{2})", re.ASCII)
NO_TIME = {"invalid": "Give a time, such as 10:20"}
MOST_MARKS = 200
MOST_VERSION = 30_000
MOST_ID = 2**62


def lesson_marks_from_json(body: bytes) -> list[LessonChange]:
    """The changed marks of a page's save; ValidationError with a sentence for anything else."""
    try:
        sent = json.loads(body)["marks"]
        if not isinstance(sent, list):
            raise TypeError(sent)
        changes = [_change(item) for item in sent]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValidationError("We could not read that. Reload the page and try again") from error
    if len(changes) > MOST_MARKS:
        raise ValidationError("That is too large to send")
    return changes


def _change(item: Mapping[str, Any]) -> LessonChange:
    pupil, base = int(str(item["pupil"])), int(str(item["base_version"]))
    if not (0 < pupil < MOST_ID and 0 <= base <= MOST_VERSION and isinstance(item["code"], str)):
        raise ValueError(item)
    return LessonChange(pupil, item["code"][:2], base)


def lesson_marks_from_form(posted: Mapping[str, str], rows: Sequence[LessonRow]) -> list[LessonChange]:
    """The marks of the form that works without script: those that differ from what stands or was shown."""
    changes = []
    for row in rows:
        sent = posted.get(f"mark-{row.pupil_id}", "")
        if sent and sent != row.code:
            base = posted.get(f"base-{row.pupil_id}", "")
            known = int(base) if base.isdecimal() and len(base) < 5 else row.version
            changes.append(LessonChange(row.pupil_id, sent[:2], known))
    return changes


def missing_from(text: str) -> tuple[int, int, date] | None:
    """The pupil, lesson and day that a line's button sends ("12.34.2027-03-09"); None for anything else."""
    found = LINE.fullmatch(text)
    if found is None:
        return None
    try:
        return int(found[1]), int(found[2]), date.fromisoformat(found[3])
    except ValueError:
        return None


def clock_box() -> forms.TimeInput:
    """The browser's own box for a time of day."""
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class FollowUpForm(VersionedForm):
    """What is known of a pupil who was missing; an outcome settles it."""

    found_at = forms.TimeField(required=False, label="Found at", widget=clock_box(), error_messages=NO_TIME)
    found_where = TextField(max_length=120, required=False, label="Where")
    parent_told_at = forms.TimeField(
        required=False,
        label="Parent told at",
        widget=clock_box(),
        error_messages=NO_TIME,
        help_text="Leave it empty until a parent was told",
    )
    outcome = forms.ChoiceField(
        required=False,
        choices=[("", "Not known yet"), *FollowUpOutcome.choices],
        help_text="With an outcome it is settled and leaves the list",
    )
    words = TextField(max_length=300, required=False, label="In your words")

    @classmethod
    def of(cls, row: LessonFollowUp, version: str, data: Any = None) -> FollowUpForm:
        """The form of a follow-up as it stands."""
        shown = {
            "found_at": _clock(row.found_at),
            "found_where": row.found_where,
            "parent_told_at": _clock(row.parent_told_at),
            "words": row.words,
            "version": version,
        }
        return cls(data, initial=shown)

    def facts(self, row: LessonFollowUp, *, now: datetime) -> FollowUpFacts:
        """What was typed; a time that was not touched keeps its day, a new one is of today."""
        sent = self.cleaned_data
        return FollowUpFacts(
            found_at=_moment(sent["found_at"], row.found_at, now),
            found_where=sent["found_where"],
            parent_told_at=_moment(sent["parent_told_at"], row.parent_told_at, now),
            outcome=sent["outcome"],
            words=sent["words"],
        )


def _clock(at: datetime | None) -> time | None:
    return timezone.localtime(at).time() if at else None


def _moment(typed: time | None, standing: datetime | None, now: datetime) -> datetime | None:
    if typed is None:
        return None
    if standing is not None and f"{timezone.localtime(standing):%H:%M}" == f"{typed:%H:%M}":
        return standing
    return typed_instant(typed, now=now)
