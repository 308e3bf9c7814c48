"""The school's calendar: its years, each to look at and to change.

It stands here and not with the school because a day that closes may hold marks.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from attendance.services.calendar_changes import CalendarEffect, MarksAtStake, change_calendar
from schools import clock
from schools.calendar import academic_year_of, like_year, year_name
from schools.forms.calendar import CalendarForm, ClosureForm, YearForm
from schools.middleware import SchoolRequest
from schools.models import School
from schools.queries.calendar_pages import (
    A_YEAR,
    nearest_year,
    year_lines,
    year_page,
    year_spec,
    years_to_add,
)
from schools.services.closures import close_days, open_days
from schools.services.years import remove_year, set_year
from schools.wording import day_words

YEARS_AROUND = 10


@require_safe
def calendar(request: SchoolRequest, school: str) -> HttpResponse:
    """The years of the calendar, and which may come next."""
    today = clock.today()
    years = year_lines(request.rights.school, today)
    context = {"years": years, "missing": years_to_add(years, today), "usual": A_YEAR}
    return render(request, "attendance/calendar.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_year(request: SchoolRequest, school: str, year: int) -> HttpResponse:
    """A year to look at, and the form that closes the school on days of it."""
    now = clock.now()
    ours = request.rights.school
    _check_near(year)
    form = ClosureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        change = partial(close_days, rights=request.rights, facts=form.facts(), at=now)
        effect = _changed(form, change, school=ours)
        if effect:
            messages.success(request, f"Saved. {effect.words}")
            return redirect("calendar_year", school, academic_year_of(form.facts().starts_on))
    page = year_page(ours, year, now.date())
    if page is None:
        raise Http404
    context = {"page": page, "form": form, "usual": A_YEAR}
    return render(request, "attendance/calendar_year.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_dates(request: SchoolRequest, school: str, year: int) -> HttpResponse:
    """The half terms of a year: those that stand, or a draft like the nearest year."""
    ours = request.rights.school
    _check_near(year)
    standing = year_spec(ours, year)
    near = None if standing else nearest_year(ours, year)
    like = year_spec(ours, near) if near else None
    draft = standing or (like_year(like, begins=year) if like else None)
    form = YearForm(request.POST or None, year=year, draft=draft)
    if request.method == "POST" and form.is_valid():
        change = partial(set_year, rights=request.rights, year=form.spec(), at=clock.now())
        effect = _changed(form, change, school=ours)
        if effect:
            messages.success(request, f"The year {year_name(year)} is saved. {effect.words}")
            return redirect("calendar_year", school, year)
    context = {
        "form": form,
        "year": year,
        "name": year_name(year),
        "is_new": standing is None,
        "like": year_name(near) if near else "",
    }
    return render(request, "attendance/calendar_dates.html", context, status=422 if form.errors else 200)


@require_POST
def calendar_remove(request: SchoolRequest, school: str, year: int) -> HttpResponseRedirect:
    """Take a year that was never used out of the calendar."""
    _check_near(year)
    change = partial(remove_year, rights=request.rights, year=year, at=clock.now())
    try:
        effect = change_calendar(change, school=request.rights.school, is_agreed=False)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    except MarksAtStake:
        messages.error(request, f"Marks stand in {year_name(year)}, so the year stays.")
    else:
        messages.success(request, f"The year {year_name(year)} is taken out. {effect.words}")
        return redirect("calendar", school)
    return redirect("calendar_year", school, year)


@require_POST
def closure_remove(request: SchoolRequest, school: str, closure: int) -> HttpResponseRedirect:
    """Open the school on days on which it was closed."""
    ours = request.rights.school
    was = open_days(rights=request.rights, closure_id=closure, at=clock.now())
    kind, day = str(was.get_kind_display()), day_words(was.starts_on)
    messages.success(request, f"{kind[0].upper()}{kind[1:]} on {day} is taken out of the calendar.")
    return redirect("calendar_year", ours.slug, academic_year_of(was.starts_on))


def _changed(form: CalendarForm, change: Callable[[], object], *, school: School) -> CalendarEffect | None:
    """The effect of a change that was made; None where it was not, and the form says why."""
    try:
        return change_calendar(change, school=school, is_agreed=form.cleaned_data["is_agreed"])
    except ValidationError as refusal:
        form.add_error(None, refusal)
    except MarksAtStake as stake:
        form.ask_to_agree(stake.effect.marks)
    return None


def _check_near(year: int) -> None:
    """404 for a year so far from now that no calendar has it."""
    if abs(year - clock.today().year) > YEARS_AROUND:
        raise Http404
