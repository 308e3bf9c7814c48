"""The steps that are due, the hand-over, and the pupils whom nobody has seen."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from attendance.forms.first_day_steps import HandOverForm, StepForm
from attendance.queries.first_day.absence_facts import absences_now
from attendance.queries.first_day.hand_overs import hand_over_page
from attendance.queries.first_day.steps import lines_of, step_groups
from attendance.queries.first_day.unseen import unseen_page
from attendance.services.first_day.steps import do_step
from attendance.services.first_day.steps import hand_over as hand_over_all
from schools import clock
from schools.forms.refusals import add_refusal
from schools.middleware import SchoolRequest
from schools.queries.school_days import school_day_now
from schools.wording import count_words, day_words, time_words


@require_safe
def steps(request: SchoolRequest, school: str) -> HttpResponse:
    """What is due for each absence now, overdue first."""
    return _steps(request, clock.now())


@require_POST
def step_done(request: SchoolRequest, school: str) -> HttpResponse:
    """Say in words that a step is done."""
    now = clock.now()
    form = StepForm(request.POST)
    if form.is_valid():
        try:
            row = do_step(rights=request.rights, facts=form.facts(), at=now)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"{row.pupil.known_name}: done.")
            return HttpResponseRedirect(reverse("steps", args=[school]))
    return _steps(request, now, form)


def _steps(request: SchoolRequest, now: datetime, form: StepForm | None = None) -> HttpResponse:
    rights = request.rights
    day = school_day_now(rights.school, now)
    found = absences_now(rights, day)
    lines = lines_of(rights, found, now=now)
    context = {
        "groups": step_groups(lines),
        "count": len(lines),
        "to_hand_over": sum(not pupil.facts.handed_over for pupil in found.unexplained),
        "hand_over_at": time_words(found.plan.hand_over_at),
        "form": form or StepForm(),
        "date_words": day_words(now.date()),
        "as_of": time_words(now),
        "day_problem": day.problem,
    }
    return render(request, "attendance/steps.html", context, status=422 if form else 200)


@require_http_methods(["GET", "POST"])
def hand_over(request: SchoolRequest, school: str) -> HttpResponse:
    """Everybody still unexplained, each given to a person or to the office; `?print=1` for paper."""
    now = clock.now()
    day = school_day_now(request.rights.school, now)
    page = hand_over_page(request.rights, day)
    form = HandOverForm(page.lines, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            count = hand_over_all(rights=request.rights, lines=form.facts(), at=now)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            said = f"{count_words(count, 'pupil')} handed over." if count else "Nothing was changed."
            messages.success(request, said)
            return HttpResponseRedirect(reverse("hand_over", args=[school]))
    context = {
        "page": page,
        "form": form,
        "date_words": day_words(now.date()),
        "day_problem": day.problem,
        "printed_at": now,
    }
    template = "attendance/hand_over_print.html" if "print" in request.GET else "attendance/hand_over.html"
    return render(request, template, context, status=422 if form.errors else 200)


@require_safe
def unseen(request: SchoolRequest, school: str) -> HttpResponse:
    """Absent pupils whom nobody has seen or heard of, worst first."""
    now = clock.now()
    day = school_day_now(request.rights.school, now)
    context = {
        "page": unseen_page(request.rights, day),
        "may_visit": request.rights.reaches_people(Permission.VISIT_WORK),
        "date_words": day_words(now.date()),
        "day_problem": day.problem,
    }
    return render(request, "attendance/unseen.html", context)
