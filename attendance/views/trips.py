"""Trips: V for a list of pupils, planned with a look before, and its list afterwards."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from attendance.codes import find_code
from attendance.forms.permits import EndForm, TripForm
from attendance.permit_times import WEEK_PLACES
from attendance.permits import VISIT
from attendance.queries.permits.planned import groups_on
from attendance.queries.permits.planned_pupils import pupils_in
from attendance.queries.permits.promised_marks import agreed_words, marks_there, stay_words
from attendance.queries.permits.trips import trip_page, who_cannot_come
from attendance.services.save_keys import Answer, answer_once
from attendance.services.trips import end_trip, grant_trip
from attendance.views.plain_forms import form_sent
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
    stays = ""
    is_shown = False
    if request.method == "POST" and form.is_valid() and group is not None:
        going, facts = form.cleaned_data["pupils"], form.trip(group)
        if "agree" in request.POST and (made := _grant(request, form, group, at=now)) is not None:
            messages.success(request, made["said"])
            return redirect("trip", school, made["trip"])
        cannot = sorted(who_cannot_come(ours, facts, going, today=now.date()).values())
        if code := find_code(VISIT, facts.starts_on):
            stays = stay_words(marks_there(ours, going, facts), code)
        is_shown = not form.errors
    context = {
        "form": form,
        "groups": groups,
        "group": group,
        "cannot": cannot,
        "is_shown": is_shown,
        "stays": stays,
        "save_key": uuid4(),
        "count_words": count_words(len(form.cleaned_data.get("pupils", ())), "pupil") if is_shown else "",
    }
    return render(request, "attendance/trip_new.html", context, status=422 if form.errors else 200)


def _grant(request: SchoolRequest, form: TripForm, group: int, *, at: datetime) -> Answer | None:
    """The trip that the form asks for, once; None where it is refused, which the form then says."""
    facts, going = form.trip(group), form.cleaned_data["pupils"]

    def act() -> Answer:
        made = grant_trip(rights=request.rights, trip=facts, pupils=going, at=at)
        code = find_code(VISIT, facts.starts_on)
        shown = agreed_words(request.rights.school, going, facts, code, today=at.date())
        who = count_words(len(going), "pupil")
        return {"trip": made.pk, "said": f"{made.title}: V is agreed for {who}. {shown}"}

    try:
        return answer_once(form_sent(request), act, by=request.user, at=at)
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
