"""The timetable: lessons of a group or a teacher, one lesson, and the bell with its weeks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from schools import clock
from schools.calendar import monday_of
from schools.forms.timetable import (
    EndLessonForm,
    LessonForm,
    NewLessonForm,
    PeriodForm,
    RotationForm,
    ViewForm,
)
from schools.middleware import SchoolRequest
from schools.models import Lesson
from schools.names import number_in
from schools.queries.cover import staff_choices
from schools.queries.rotation import rotation_on, week_on
from schools.queries.timetable import get_lesson, grid, groups_with_lessons, period_lines
from schools.services.rotation import set_rotation
from schools.services.timetable import (
    LessonWords,
    add_lesson,
    change_lesson,
    end_lesson,
    remove_period,
    save_period,
)
from schools.timetable import WEEKDAYS
from schools.wording import count_words, time_words


@require_http_methods(["GET", "POST"])
def timetable(request: SchoolRequest, school: str) -> HttpResponse:
    """The lessons of a group or a teacher in one week, and a form that adds one."""
    now = clock.now()
    ours = request.rights.school
    groups, staff = groups_with_lessons(ours, on=now.date()), staff_choices(ours)
    asked = ViewForm(request.GET, groups=groups, staff=staff)
    asked.is_valid()
    chosen = asked.cleaned_data
    on = chosen.get("on") or now.date()
    this_week = week_on(ours, on)
    week = chosen.get("week") or this_week
    periods = period_lines(ours)
    form = NewLessonForm(
        request.POST or None,
        groups=groups,
        periods=list(dict.fromkeys(line.code for line in periods)),
        staff=staff,
        initial={"group_id": chosen.get("group"), "staff_id": chosen.get("staff"), "from_on": on, "week": 0},
    )
    if request.method == "POST" and form.is_valid() and _added(request, form, now):
        return HttpResponseRedirect(request.get_full_path())
    context = {
        "asked": asked,
        "chosen": chosen,
        "on": on,
        "week": week,
        "this_week": this_week,
        "weeks": rotation_on(ours, on).all_weeks,
        "weekdays": WEEKDAYS,
        "rows": grid(ours, on=on, week=week, group=chosen.get("group"), staff=chosen.get("staff")),
        "periods": periods,
        "form": form,
    }
    return render(request, "schools/timetable.html", context, status=422 if form.errors else 200)


def _added(request: SchoolRequest, form: NewLessonForm, at: datetime) -> bool:
    try:
        lesson = add_lesson(
            rights=request.rights,
            group_id=form.cleaned_data["group_id"],
            words=form.words(),
            from_on=form.cleaned_data["from_on"],
            at=at,
        )
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(request, f"{lesson.group.name}: lesson added on {WEEKDAYS[lesson.weekday]}.")
    return True


@require_http_methods(["GET", "POST"])
def lesson(request: SchoolRequest, school: str, lesson: int) -> HttpResponse:
    """One lesson: changed from a day on, or ended with a last day."""
    now = clock.now()
    found = get_lesson(request.rights, lesson)
    asked = request.POST.get("form", "")
    form = _lesson_form(request, found, request.POST if asked == "change" else None, now)
    end = EndLessonForm(
        request.POST if asked == "end" else None, initial={"last_on": now.date()}, auto_id="end_%s"
    )
    if asked == "change" and form.is_valid() and _changed(request, found, form, now):
        return redirect("timetable_lesson", school, found.pk)
    if asked == "end" and end.is_valid():
        end_lesson(rights=request.rights, lesson_id=lesson, last_on=end.cleaned_data["last_on"], at=now)
        messages.success(request, f"{found.group.name}: last day saved.")
        return redirect("timetable", school)
    failed = end if end.errors else form
    context = {
        "lesson": found,
        "when": f"{WEEKDAYS[found.weekday]}, {found.period}, "
        f"{time_words(found.starts)} to {time_words(found.ends)}",
        "form": form,
        "end": end,
        "failed": failed,
    }
    return render(request, "schools/lesson.html", context, status=422 if failed.errors else 200)


def _lesson_form(request: SchoolRequest, found: Lesson, posted: Any, now: datetime) -> LessonForm:
    ours = request.rights.school
    codes = dict.fromkeys([found.period, *(line.code for line in period_lines(ours))])
    initial = {name: getattr(found, name) for name in LessonWords.__dataclass_fields__}
    return LessonForm(
        posted,
        periods=list(codes),
        staff=staff_choices(ours),
        initial=initial | {"from_on": max(now.date(), found.from_on)},
    )


def _changed(request: SchoolRequest, found: Lesson, form: LessonForm, at: datetime) -> bool:
    try:
        change_lesson(
            rights=request.rights,
            lesson_id=found.pk,
            words=form.words(),
            from_on=form.cleaned_data["from_on"],
            at=at,
        )
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(request, f"{found.group.name}: lesson changed.")
    return True


@require_http_methods(["GET", "POST"])
def periods(request: SchoolRequest, school: str) -> HttpResponse:
    """The bell: when periods start and end, and how many weeks the timetable has."""
    now = clock.now()
    ours = request.rights.school
    asked = request.POST.get("form", "")
    rotation = rotation_on(ours, now.date())
    initial = {"weeks": rotation.weeks, "first": 1, "from_monday": monday_of(now.date())}
    form = PeriodForm(request.POST if asked == "period" else None, on=now.date())
    weeks = RotationForm(request.POST if asked == "weeks" else None, initial=initial)
    told = ""
    if asked == "period" and form.is_valid():
        told = _ring(request, form, now)
    elif asked == "weeks" and weeks.is_valid():
        told = _count_weeks(request, weeks, now)
    elif asked == "remove":
        removed = remove_period(
            rights=request.rights,
            period_id=number_in(request.POST.get("period", "")) or 0,
            at=now,
        )
        told = f"{removed.code} removed. Its lessons keep their times."
    if told:
        messages.success(request, told)
        return redirect("periods", school)
    failed = weeks if weeks.errors else form
    context = {
        "periods": period_lines(ours),
        "form": form,
        "weeks": weeks,
        "rotation": rotation,
        "week": week_on(ours, now.date()),
        "failed": failed,
    }
    return render(request, "schools/periods.html", context, status=422 if failed.errors else 200)


def _ring(request: SchoolRequest, form: PeriodForm, at: datetime) -> str:
    try:
        changed = save_period(rights=request.rights, at=at, **form.cleaned_data)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return ""
    return f"{form.cleaned_data['code']} saved. {count_words(changed, 'lesson')} moved with it."


def _count_weeks(request: SchoolRequest, form: RotationForm, at: datetime) -> str:
    try:
        set_rotation(school=request.rights.school, by=request.user, at=at, **form.cleaned_data)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return ""
    return "Weeks saved."
