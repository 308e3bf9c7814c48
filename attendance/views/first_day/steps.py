"""The steps that are due, the hand-over, and the pupils whom nobody has seen."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from attendance.forms.first_day_steps import HandOverForm, StepForm
from attendance.queries.first_day.absence_facts import absences_now
from attendance.queries.first_day.hand_overs import LINES_ON_PAGE, hand_over_page
from attendance.queries.first_day.steps import lines_of, step_groups
from attendance.queries.first_day.unseen import unseen_page
from attendance.services.first_day.steps import do_step, print_hand_over
from attendance.services.first_day.steps import hand_over as hand_over_all
from schools import clock
from schools.forms.refusals import add_refusal
from schools.middleware import SchoolRequest
from schools.queries.school_days import SchoolDayNow, school_day_now
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
    if request.method == "POST":
        return _hand_over(request, day)
    if "print" in request.GET:
        context = {"page": print_hand_over(rights=request.rights, day=day), "printed_at": now}
        return render(request, "attendance/hand_over_print.html", context | _day_words(day))
    page = hand_over_page(request.rights, day)
    shown = Paginator(page.lines, LINES_ON_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "shown": shown, "form": HandOverForm(list(shown))}
    return render(request, "attendance/hand_over.html", context | _day_words(day))


def _hand_over(request: SchoolRequest, day: SchoolDayNow) -> HttpResponse:
    """Hand over the pupils whom the form names; those whom somebody else handed over meanwhile are shown."""
    page = hand_over_page(request.rights, day)
    form = HandOverForm(HandOverForm.sent_lines(page.lines, request.POST), request.POST)
    status = 422
    if form.is_valid():
        try:
            done = hand_over_all(rights=request.rights, lines=form.facts(), at=day.moment.now)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            said = (
                f"{count_words(done.count, 'pupil')} handed over." if done.count else "Nothing was changed."
            )
            messages.success(request, said)
            if not done.clashes:
                return HttpResponseRedirect(reverse("hand_over", args=[request.rights.school.slug]))
            left = {pupil.pupil_id for pupil in done.clashes}
            page = hand_over_page(request.rights, day)
            form = form.about_clashes(line for line in page.lines if line.pupil_id in left)
            status = 409
    context = {"page": page, "form": form} | _day_words(day)
    return render(request, "attendance/hand_over.html", context, status=status)


def _day_words(day: SchoolDayNow) -> dict[str, str]:
    return {"date_words": day_words(day.on), "day_problem": day.problem}


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
