"""Amending a mark of a closed register: the change, its reason, and both kept for good (reg 6)."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import acting, log_event
from accounts.models import User
from attendance.code_rules import (
    PupilFacts,
    Sitting,
    arrival_problem,
    arrived_late_problem,
    code_problem,
    presence_problem,
)
from attendance.codes import LATE, LATE_AFTER_CLOSE, PART_TIME, Code, code_of, find_code
from attendance.models import Mark, MarkAmendment, MarkSource
from attendance.queries.pupil_facts import facts_of
from attendance.queries.registers.pages import choice_words, may_set
from attendance.services.mark_outcomes import HERE_REASON, had_words
from attendance.thresholds import SHORTEST_REASON
from schools.calendar import Session
from schools.models import Pupil
from schools.queries.calendar import times_on
from schools.queries.dated_values import value_of

ARRIVED_LATE = "Arrived late"
REASONS = (
    "Reason for absence now known",
    ARRIVED_LATE,
    "Was present: marked absent by mistake",
    "Was absent: marked present by mistake",
    "Wrong code chosen",
    "Other (say what)",
)


def amend_mark(
    pupil: Pupil,
    on: date,
    school_session: Session,
    *,
    letter: str,
    minutes: int | None,
    reason: str,
    base_version: int,
    by: User,
    office: bool,
    at: datetime,
    note: str = "",
) -> Mark:
    """Change a mark and keep what it was, with the reason, the person, their title and the time.

    The note of the old code goes; `note` is that of the new one. Raises
    ValidationError with the sentence for the form: no reason, an unknown or unfit
    code, or a mark that somebody changed since the page was opened.
    """
    if len(reason.strip()) < SHORTEST_REASON:
        raise ValidationError({"reason": "Give a reason for changing this mark"})
    code = _fit_code(letter, pupil, on, school_session, office=office)
    _check_rules(code, pupil, on, school_session, minutes=minutes, office=office, at=at)
    if code.number not in (LATE, LATE_AFTER_CLOSE):
        minutes = None
    with transaction.atomic():
        acting(by, at=at, reason=reason.strip())
        key = {"pupil": pupil, "date": on, "session": school_session.value}
        mark = Mark.objects.select_for_update().filter(**key).first()
        if mark is None or mark.version != base_version:
            raise ValidationError("Somebody changed this mark since you opened this page. Look again")
        if mark.code == code.number and mark.minutes_late == minutes:
            raise ValidationError({"code": f"The mark is already {code.letter}"})
        _check_arrival(mark, code, reason)
        if not (office or code.here):
            _check_overruled(mark)
        Mark.objects.filter(**key).update(
            code=code.number,
            minutes_late=minutes,
            version=mark.version + 1,
            source=MarkSource.OFFICE if office else MarkSource.REGISTER,
            set_by=by,
            set_at=at,
            note=note,
        )
        _log(mark, code, minutes, by=by, reason=reason.strip())
    return Mark.objects.get(**key)


def _check_overruled(was: Mark) -> None:
    """Raise where a teacher overruled the office's code ("Here?"), and the pupil would now be away."""
    overruled = MarkAmendment.objects.filter(
        pupil=was.pupil_id, date=was.date, session=was.session, reason__startswith=HERE_REASON
    ).last()
    if overruled is not None:
        words = had_words(overruled.original)
        raise ValidationError({"code": words[0].upper() + words[1:]})


def _log(was: Mark, code: Code, minutes: int | None, *, by: User, reason: str) -> None:
    log_event(
        "amend",
        by=by,
        school=was.school_id,
        pupil=was.pupil_id,
        tbl="attendance_mark",
        obj=f"{was.pupil_id}/{was.date}/{Session(was.session).name}",
        before={"code": was.code, "minutes": was.minutes_late},
        after={"code": code.number, "minutes": minutes},
        reason=reason,
    )


def _fit_code(letter: str, pupil: Pupil, on: date, school_session: Session, *, office: bool) -> Code:
    """The code that a letter names, when this person may set it and it fits the pupil's session."""
    code = find_code(letter, on)
    if code is None or code.is_administrative:
        raise ValidationError({"code": "Choose a code from the list"})
    letters = () if office else value_of(pupil.school, "register.teacher_codes", on=on)
    if not may_set(code, office=office, letters=letters):
        raise ValidationError({"code": f"The office sets {code.letter}. Choose {choice_words(letters)}"})
    return code


def _check_rules(
    code: Code,
    pupil: Pupil,
    on: date,
    school_session: Session,
    *,
    minutes: int | None,
    office: bool,
    at: datetime,
) -> None:
    """Raise, with the sentence for the form, where a rule of codes forbids this one."""
    agreed_for = [pupil.pk] if code.number == PART_TIME else []
    found = facts_of(pupil.school_id, [pupil.pk], on=on, session=school_session, agreed_for=agreed_for)
    sitting = Sitting(on, school_session, times_on(pupil.school, on))
    if problem := (
        code_problem(code, on, school_session, found.get(pupil.pk, PupilFacts()))
        or presence_problem(code, sitting, at)
        or arrival_problem(code, sitting, minutes=minutes, now=at, office=office)
    ):
        raise ValidationError({"code": problem})


def _check_arrival(was: Mark, code: Code, reason: str) -> None:
    """Raise where an absent pupil is said to have arrived, and would become present as if on time."""
    if reason.startswith(ARRIVED_LATE) and (problem := arrived_late_problem(code_of(was.code), code)):
        raise ValidationError({"code": problem})
