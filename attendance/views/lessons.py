"""Lessons: the list of a day, and the page that a teacher marks."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import Permission
from attendance.access import get_lesson_for, lessons_visible_to
from attendance.classroom import NOT_EXPECTED
from attendance.forms.lessons import lesson_marks_from_form, lesson_marks_from_json
from attendance.forms.registers import user_from_json
from attendance.models import LessonCode
from attendance.queries.lessons.board import lesson_board, lesson_url
from attendance.queries.lessons.registers import LessonFrame, LessonRow, lesson_frame, lesson_rows
from attendance.services.lessons import (
    LessonChange,
    LessonOutcome,
    save_lesson_marks,
    submit_lesson,
    why_not_now,
)
from attendance.views.marks import somebody_else
from schools import clock
from schools.classroom import fit_for_classroom
from schools.middleware import SchoolRequest
from schools.queries.calendar import day_asked, school_day, why_closed
from schools.wording import day_words


@fit_for_classroom
@require_safe
def lessons(request: SchoolRequest, school: str) -> HttpResponse:
    """The day's lessons by period; `?date=` looks at another day."""
    now = clock.now()
    on = day_asked(request.rights.school, request.GET.get("date", ""), today=now.date())
    meets = school_day(request.rights.school, on) is not None
    periods = lesson_board(request.rights, on=on, now=now) if meets else []
    context = {
        "on": on,
        "today": now.date(),
        "date_words": day_words(on, year=on.year != now.year),
        "day_problem": "" if meets else why_closed(request.rights.school, on),
        "periods": periods,
        "follows_up": request.rights.reaches_people(Permission.LESSON_FOLLOW_UP),
    }
    return render(request, "attendance/lesson_list.html", context)


# Each choice of a row with the ending of its style class.
CHOICES = tuple(
    (css, code.value, str(code.label)) for css, code in zip(("pres", "late", "n"), LessonCode, strict=True)
)


@fit_for_classroom
@require_safe
def lesson(request: SchoolRequest, school: str, on: date, lesson: int) -> HttpResponse:
    """One lesson of a day: its pupils with /, L and N."""
    now = clock.now()
    frame, rows = _lesson(request, Permission.REGISTER_VIEW, lesson, on, now)
    expected = [row for row in rows if not row.elsewhere]
    context = {
        "frame": frame,
        "rows": rows,
        "date_words": day_words(on, year=on.year != now.year),
        "expected": len(expected),
        "marked": sum(bool(row.code) for row in expected),
        "choices": CHOICES,
        "problem": _refusal(request, frame, now),
        "save_url": lesson_url(school, on, lesson, "lesson_save"),
        "submit_url": lesson_url(school, on, lesson, "lesson_submit"),
    }
    return render(request, "attendance/lesson.html", context)


def _lesson(
    request: SchoolRequest, permission: Permission, lesson: int, on: date, now: datetime
) -> tuple[LessonFrame, list[LessonRow]]:
    rights = request.rights
    frame = lesson_frame(rights, get_lesson_for(rights, permission, lesson, on), on)
    rows = lesson_rows(rights, frame, now=now)
    if request.classroom:
        rows = [replace(row, aside=NOT_EXPECTED) if row.aside else row for row in rows]
    return frame, rows


def _refusal(request: SchoolRequest, frame: LessonFrame, now: datetime) -> str:
    """Why this person cannot mark it; empty when they can."""
    if problem := why_not_now(request.rights, frame, now=now):
        return problem
    theirs = lessons_visible_to(request.rights, Permission.REGISTER_SAVE, frame.on)
    if not theirs.filter(pk=frame.lesson.lesson_id).exists():
        return "You can read this lesson. Its teacher, and who covers it, mark it."
    return ""


@fit_for_classroom
@require_POST
def lesson_save(request: SchoolRequest, school: str, on: date, lesson: int) -> HttpResponseBase:
    """Save the changed marks, from the page's script or from the form."""
    now = clock.now()
    frame, rows = _lesson(request, Permission.REGISTER_SAVE, lesson, on, now)
    as_json = request.content_type == "application/json"
    try:
        if as_json:
            if user_from_json(request.body) not in (None, request.user.pk):
                return somebody_else()
            changes = lesson_marks_from_json(request.body)
        else:
            changes = lesson_marks_from_form(request.POST, rows)
            changes += _fill(rows, changes) if request.POST.get("action") == "fill" else []
        outcome = save_lesson_marks(rights=request.rights, frame=frame, changes=changes, at=now)
    except (ValidationError, PermissionDenied) as refusal:
        words = refusal.messages[0] if isinstance(refusal, ValidationError) else str(refusal)
        if as_json:
            return JsonResponse({"message": words}, status=409)
        messages.error(request, words)
        return HttpResponseRedirect(lesson_url(school, on, lesson))
    if as_json:
        return JsonResponse(asdict(outcome) | {"saved_at": f"{now:%H:%M:%S}"})
    _tell(request, outcome)
    if outcome.saved:
        messages.success(request, f"Lesson saved at {now:%H:%M}")
    return HttpResponseRedirect(lesson_url(school, on, lesson))


def _fill(rows: list[LessonRow], chosen: list[LessonChange]) -> list[LessonChange]:
    """Here for every blank row that was not just chosen otherwise, but not for who is elsewhere."""
    taken = {change.pupil_id for change in chosen}
    return [
        LessonChange(row.pupil_id, LessonCode.PRESENT.value, 0)
        for row in rows
        if not row.code and not row.elsewhere and row.pupil_id not in taken
    ]


def _tell(request: SchoolRequest, outcome: LessonOutcome) -> None:
    for conflict in outcome.conflicts:
        messages.warning(request, conflict.words)
    for problem in outcome.problems:
        messages.error(request, problem)


@fit_for_classroom
@require_POST
def lesson_submit(request: SchoolRequest, school: str, on: date, lesson: int) -> HttpResponseBase:
    """Save what the form still holds, and state that the lesson was taken."""
    now = clock.now()
    rights = request.rights
    frame, rows = _lesson(request, Permission.REGISTER_SAVE, lesson, on, now)
    try:
        changes = lesson_marks_from_form(request.POST, rows)
        outcome = save_lesson_marks(rights=rights, frame=frame, changes=changes, at=now)
        _tell(request, outcome)
        if not outcome.conflicts and not outcome.problems:
            submit_lesson(rights=rights, frame=frame, rows=lesson_rows(rights, frame, now=now), at=now)
            messages.success(request, "Lesson taken.")
    except PermissionDenied as refusal:
        messages.error(request, str(refusal))
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    return HttpResponseRedirect(lesson_url(school, on, lesson))
