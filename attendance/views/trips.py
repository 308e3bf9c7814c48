"""Trips: V for a list of pupils, planned with a look before, and its list afterwards."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from attendance.forms.permits import EndForm, TripForm
from attendance.models import Trip
from attendance.permit_times import WEEK_PLACES
from attendance.queries.planned import groups_on
from attendance.queries.planned_pupils import pupils_in
from attendance.queries.trips import trip_page, who_cannot_come
from attendance.services.trips import end_trip, grant_trip
from schools import clock
from schools.forms.refusals import add_refusal
from schools.middleware import SchoolRequest
from schools.names import number_in
from schools.wording import count_words


@require_http_methods(["GET", "POST"])
def trip_new(request: SchoolRequest, school: str) -> HttpResponse:
    """Plan a trip: choose a group, untick who stays, look at what it does, then agree it."""
    now, ours = clock.now(), request.rights.school
    groups = groups_on(ours, now.date())
    group = number_in(request.GET.get("group", ""))
    if group is not None and group not in dict(groups):
        group = None
    pupils = pupils_in(ours, group, on=now.date()) if group else []
    form = TripForm(
        request.POST if request.method == "POST" else None,
        pupils=pupils,
        initial={
            "starts_on": now.date(),
            "ends_on": now.date(),
            "places": list(WEEK_PLACES),
            "pupils": [pk for pk, _ in pupils],
        },
    )
    cannot: list[tuple[str, str]] = []
    is_shown = False
    if request.method == "POST" and form.is_valid() and group is not None:
        going, facts = form.cleaned_data["pupils"], form.trip(group)
        if "agree" in request.POST and (made := _grant(request, form, group)) is not None:
            messages.success(request, f"{made.title}: V is agreed for {count_words(len(going), 'pupil')}.")
            return redirect("trip", school, made.pk)
        cannot = sorted(who_cannot_come(ours, facts, going, today=now.date()).values())
        is_shown = not form.errors
    context = {
        "form": form,
        "groups": groups,
        "group": group,
        "cannot": cannot,
        "is_shown": is_shown,
        "count_words": count_words(len(form.cleaned_data.get("pupils", ())), "pupil") if is_shown else "",
    }
    return render(request, "attendance/trip_new.html", context, status=422 if form.errors else 200)


def _grant(request: SchoolRequest, form: TripForm, group: int) -> Trip | None:
    try:
        return grant_trip(
            rights=request.rights,
            trip=form.trip(group),
            pupils=form.cleaned_data["pupils"],
            at=clock.now(),
        )
    except ValidationError as refusal:
        add_refusal(form, refusal)
    return None


@require_http_methods(["GET", "POST"])
def trip(request: SchoolRequest, school: str, trip: int) -> HttpResponse:
    """A trip and its list: take pupils off it, or call it off."""
    now = clock.now()
    page = trip_page(request.rights.school, trip, on=now.date())
    going = [(line.pupil_id, line.name) for line in page.going]
    form = EndForm(request.POST if request.method == "POST" else None, pupils=going)
    if request.method == "POST" and form.is_valid():
        try:
            count = end_trip(
                rights=request.rights,
                trip_id=trip,
                reason=form.cleaned_data["reason"],
                at=now,
                pupils=None if "all" in request.POST else form.cleaned_data["pupils"],
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"{count_words(count, 'pupil')} taken off the trip.")
            return redirect("trip", school, trip)
    context = {"page": page, "form": form}
    return render(request, "attendance/trip.html", context, status=422 if form.errors else 200)
