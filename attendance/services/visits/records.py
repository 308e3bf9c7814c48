"""Writing a home visit down, once, and adding words later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.audit import acting
from accounts.roles import Permission
from attendance.home_visits import times_problems
from attendance.models import Visit, VisitNote
from attendance.queries.visits.reached import get_visit_for
from attendance.services.first_day.escalations import escalate
from schools.access import Rights
from schools.wording import time_words

TELL_LEAD = "lead"
# What happens next where nobody saw the child: one of these, in words of their own besides.
UNSEEN_STEPS = {
    "police": "Police welfare check",
    TELL_LEAD: "The DSL is told",
    "visit": "Another visit",
}


@dataclass(frozen=True)
class Found:
    """What was found at a home. `unseen_step` names what happens next where the child was not seen."""

    set_out_at: datetime | None
    arrived_at: datetime | None
    left_at: datetime | None
    who_seen: str
    child_seen: bool
    child_spoken_to: bool
    child_voice: str
    conditions: str
    unseen_step: str
    next_step: str
    next_on: date | None

    @property
    def next_words(self) -> str:
        """The next step as it is kept."""
        named = "" if self.child_seen else UNSEEN_STEPS.get(self.unseen_step, "")
        return ": ".join(part for part in (named, self.next_step) if part)


@transaction.atomic
def write_visit(*, rights: Rights, visit_id: int, found: Found, at: datetime) -> Visit:
    """Write down what was found, once. The same person's second press changes nothing.

    Raises ValidationError where it was written by somebody else or called off, without the times at the
    home, and for what is missing: a child who was spoken to said something, and one who was not seen needs a
    named next step. "The DSL is told" tells the lead in the same transaction.
    """
    rights.check(Permission.VISIT_WORK)
    acting(rights.user, at=at)
    visit = get_visit_for(rights, visit_id, lock=True)
    if visit.cancelled_at is not None:
        raise ValidationError("This visit was called off. Plan another one")
    if visit.written_by is not None and visit.written_at is not None:
        if visit.written_by == rights.user and _says_the_same(visit, found):
            return visit
        when = time_words(timezone.localtime(visit.written_at))
        raise ValidationError(
            f"{visit.written_by.full_name} wrote this visit down at {when}. Add your words as a note"
        )
    problems = _problems(visit, found, at)
    if problems:
        raise ValidationError(problems)
    columns = _columns(found) | {"written_by": rights.user, "written_at": at}
    for name, value in columns.items():
        setattr(visit, name, value)
    visit.save(update_fields=list(columns))
    if not found.child_seen and found.unseen_step == TELL_LEAD:
        words = ". ".join(part for part in ("Not seen on a home visit", found.next_step) if part)
        escalate(rights=rights, pupil_id=visit.pupil_id, words=words, at=at, was_sought=True)
    return visit


@transaction.atomic
def add_note(*, rights: Rights, visit_id: int, words: str, at: datetime) -> VisitNote:
    """Add words to a visit that was written down; ValidationError without words, or before it was."""
    rights.check(Permission.VISIT_WORK)
    acting(rights.user, at=at)
    visit = get_visit_for(rights, visit_id, lock=True)
    if visit.written_at is None:
        raise ValidationError("Write the visit down first")
    if not words:
        raise ValidationError({"words": "Write the words to add"})
    return VisitNote.objects.create(
        visit=visit, school=rights.school, pupil=visit.pupil, words=words, made_by=rights.user, made_at=at
    )


def _columns(found: Found) -> dict[str, object]:
    return {
        "set_out_at": found.set_out_at,
        "arrived_at": found.arrived_at,
        "left_at": found.left_at,
        "who_seen": found.who_seen,
        "child_seen": found.child_seen,
        "child_spoken_to": found.child_spoken_to,
        "child_voice": found.child_voice,
        "conditions": found.conditions,
        "next_step": found.next_words,
        "next_on": found.next_on,
    }


def _says_the_same(visit: Visit, found: Found) -> bool:
    return all(getattr(visit, name) == value for name, value in _columns(found).items())


def _problems(visit: Visit, found: Found, at: datetime) -> dict[str, str]:
    """What is missing or cannot be, a sentence for each field."""
    problems = times_problems(found.set_out_at, found.arrived_at, found.left_at, visit.safe_at, at=at)
    if "safe_at" in problems:
        said = problems.pop("safe_at")
        problems.setdefault("left_at", f"You said that you were safe before this. {said}")
    for name, words in (("arrived_at", "Give the time at the door"), ("left_at", "Give the time of leaving")):
        if getattr(found, name) is None:
            problems.setdefault(name, words)
    if visit.set_out_at is not None and found.set_out_at is None:
        problems["set_out_at"] = "Give the time of setting out"
    if found.child_spoken_to and not found.child_seen:
        problems["child_spoken_to"] = "A child who was spoken to at home was seen. Correct one of the two"
    if found.child_spoken_to and not found.child_voice:
        problems["child_voice"] = "Write what the child said, in their own words"
    if not found.child_seen and found.unseen_step not in UNSEEN_STEPS:
        problems["unseen_step"] = "Nobody saw the child. Say what happens next"
    if not found.next_words:
        problems["next_step"] = "Say what happens next, and who does it"
    return problems
