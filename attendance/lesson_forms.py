"""What people send to a lesson and to a follow-up, checked and turned into plain values."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from attendance.queries.lesson_registers import LessonRow
from attendance.services.lessons import LessonChange

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
