"""The set-up: the first school, the areas of a school, its facts and hours, and another school."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from schools import clock
from schools.forms.set_up import DatedHoursForm, FirstSchoolForm, NextSchoolForm, SchoolForm
from schools.middleware import SchoolRequest
from schools.queries.calendar import times_on
from schools.queries.set_up_areas import set_up_areas
from schools.services.set_up import (
    SchoolFacts,
    change_hours,
    change_school,
    may_add_school,
    no_school_yet,
    set_up_first_school,
    set_up_next_school,
)

PREFILLED = ("trust_name", *SchoolFacts.__dataclass_fields__)


@require_http_methods(["GET", "POST"])
def first_school(request: HttpRequest) -> HttpResponse:
    """The set-up page of a new installation: one form, and the school is there."""
    if not no_school_yet():
        return redirect("home")
    assert isinstance(request.user, User)
    form = FirstSchoolForm(request.POST or None, initial=_prefilled(request.GET))
    if request.method == "POST" and form.is_valid():
        now = clock.now()
        try:
            school = set_up_first_school(
                trust_name=form.cleaned_data["trust_name"],
                facts=form.facts(),
                times=form.times(),
                by=request.user,
                on=now.date(),
                at=now,
            )
        except ValidationError as refusal:
            form.add_error(None, refusal.messages[0])
        else:
            messages.success(request, f"{school.name} is set up. Bring in its pupils next.")
            return redirect("import_upload", school.slug)
    return render(request, "schools/first_school.html", {"form": form}, status=422 if form.errors else 200)


def _prefilled(query: QueryDict) -> dict[str, str]:
    """Facts that came with the address: what was looked up in the national register of schools."""
    return {name: str(query[name]) for name in PREFILLED if query.get(name)}


@require_http_methods(["GET", "HEAD", "POST"])
def school_new(request: SchoolRequest, school: str) -> HttpResponse:
    """Another school of the trust, with the asker as its administrator."""
    form = NextSchoolForm(request.POST or None, initial=_prefilled(request.GET))
    if request.method == "POST" and form.is_valid():
        try:
            added = set_up_next_school(
                rights=request.rights, facts=form.facts(), times=form.times(), at=clock.now()
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"{added.name} is set up, and you are its administrator.")
            return redirect("setup", added.slug)
    context = {"form": form, "may_add": may_add_school(request.rights)}
    return render(request, "schools/school_new.html", context, status=422 if form.errors else 200)


@require_safe
def setup(request: SchoolRequest, school: str) -> HttpResponse:
    """The areas of the set-up, and what is missing in each."""
    parts = set_up_areas(request.rights)
    missing = sum(area.state.is_missing for _, areas in parts for area in areas if area.state)
    return render(request, "schools/setup.html", {"parts": parts, "missing": missing})


@require_http_methods(["GET", "POST"])
def setup_school(request: SchoolRequest, school: str) -> HttpResponse:
    """A school's facts, and its session times from a day on."""
    now = clock.now()
    ours = request.rights.school
    facts = {name: getattr(ours, name) for name in SchoolFacts.__dataclass_fields__}
    times = times_on(ours, now.date())
    posted = request.POST if request.method == "POST" else None
    wants_hours = posted is not None and posted.get("form") == "hours"
    form = SchoolForm(posted if not wants_hours else None, initial=facts)
    hours = DatedHoursForm(
        posted if wants_hours else None,
        initial={"valid_from": now.date()} | (asdict(times) if times else {}),
    )
    if wants_hours and hours.is_valid() and _change_hours(request, hours, at=now):
        return redirect("setup_school", ours.slug)
    if posted is not None and not wants_hours and form.is_valid():
        try:
            change_school(school=ours, facts=form.facts(), by=request.user, at=now)
        except ValidationError as refusal:
            form.add_error(None, refusal.messages[0])
        else:
            messages.success(request, "School saved.")
            return redirect("setup_school", ours.slug)
    context = {"form": form, "hours": hours, "failed": hours if hours.errors else form}
    return render(
        request, "schools/setup_school.html", context, status=422 if context["failed"].errors else 200
    )


def _change_hours(request: SchoolRequest, hours: DatedHoursForm, *, at: datetime) -> bool:
    """Whether the new times are in force; else the form says why not."""
    try:
        change_hours(
            school=request.rights.school,
            times=hours.times(),
            valid_from=hours.cleaned_data["valid_from"],
            by=request.user,
            at=at,
        )
    except ValidationError as refusal:
        hours.add_error(None, refusal)
        return False
    messages.success(request, "Session times saved.")
    return True
