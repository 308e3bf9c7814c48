"""Planning a visit, changing its plan, and calling it off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.roles import Permission
from attendance.forms.visits import PLAN_FIELDS, CancelForm, PlanForm, new_plan, plan_of
from attendance.models import Visit
from attendance.queries.visits.pages import tell_lead_url
from attendance.queries.visits.reached import (
    MOST_CANDIDATES,
    get_visit_for,
    pupils_to_visit,
    visitors_for,
)
from attendance.services.visits.openings import open_home, open_plan
from attendance.services.visits.plans import ASK_LEAD, cancel_visit, change_plan, plan_visit
from schools import clock
from schools.access import get_pupil_for
from schools.forms.refusals import add_refusal
from schools.middleware import SchoolRequest
from schools.models import Pupil
from schools.names import number_in, words_in


@require_http_methods(["GET", "POST"])
def visit_new(request: SchoolRequest, school: str) -> HttpResponse:
    """Plan a visit to a pupil's home; first choose whom."""
    asked = number_in(request.GET.get("pupil", ""))
    if asked is None:
        return _choose_pupil(request)
    who = get_pupil_for(request.rights, Permission.VISIT_WORK, asked)
    now = clock.now()
    first = new_plan(key=uuid4(), visitor=request.user, now=now)

    def act(form: PlanForm) -> Visit:
        return plan_visit(
            rights=request.rights, pupil_id=who.pk, facts=form.facts(), key=form.form_key, at=now
        )

    return _plan(request, who, first, act, now=now, said="Planned. The visit’s page is made for your phone.")


@require_http_methods(["GET", "POST"])
def visit_plan(request: SchoolRequest, school: str, visit: int) -> HttpResponse:
    """Change what is planned, while nobody has set out."""
    now = clock.now()
    row = open_plan(rights=request.rights, visit_id=visit)

    def act(form: PlanForm) -> Visit:
        return change_plan(rights=request.rights, visit_id=visit, facts=form.facts(), at=now)

    return _plan(request, row.pupil, plan_of(row), act, now=now, said="The plan was changed.", visit=row)


def _plan(
    request: SchoolRequest,
    who: Pupil,
    first: dict[str, Any],
    act: Callable[[PlanForm], Visit],
    *,
    now: datetime,
    said: str,
    visit: Visit | None = None,
) -> HttpResponse:
    people = visitors_for(request.rights.school, who, on=now.date())
    form = PlanForm(request.POST if request.method == "POST" else None, people=people, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            made = act(form)
        except ValidationError as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, said)
            return redirect("visit", request.rights.school.slug, made.pk)
    home = open_home(rights=request.rights, pupil=who, at=now)
    context = {
        "form": form,
        "who": who,
        "home": home,
        "visit": visit,
        "ask_lead": ASK_LEAD if home.asks_lead else "",
        "lead_url": tell_lead_url(request.rights, who),
    }
    return render(request, "attendance/visit_plan.html", context, status=422 if form.errors else 200)


def _refuse(form: forms.Form, refusal: ValidationError) -> None:
    """Put what the service says of the plan beside the fields in which it was typed."""
    if hasattr(refusal, "error_dict"):
        refusal = ValidationError(
            {PLAN_FIELDS.get(name, name): said for name, said in refusal.message_dict.items()}
        )
    add_refusal(form, refusal)


def _choose_pupil(request: SchoolRequest) -> HttpResponse:
    words = words_in(request.GET.get("q", ""))
    candidates = pupils_to_visit(request.rights, words, on=clock.today())
    context = {"words": words, "candidates": candidates, "more": len(candidates) == MOST_CANDIDATES}
    return render(request, "attendance/visit_whom.html", context)


@require_http_methods(["GET", "POST"])
def visit_cancel(request: SchoolRequest, school: str, visit: int) -> HttpResponse:
    """Call a visit off, with the reason."""
    row = get_visit_for(request.rights, visit)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_visit(rights=request.rights, visit_id=visit, why=form.cleaned_data["why"], at=clock.now())
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The visit was called off.")
            return redirect("visit", school, visit)
    context = {"form": form, "visit": row}
    return render(request, "attendance/visit_cancel.html", context, status=422 if form.errors else 200)
