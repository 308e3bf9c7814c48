"""Who opened what of the sealed record, and opening a file in an emergency."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission
from safeguarding.access import may_break_glass
from safeguarding.forms.openings import EmergencyForm, LogForm
from safeguarding.queries.emergencies import open_emergencies, reviews_due
from safeguarding.queries.openings import log_page
from safeguarding.seats import seat_of, steps_up
from safeguarding.services.emergencies import open_in_emergency
from safeguarding.tickets import Level
from schools import clock
from schools.access import get_pupil_for
from schools.forms.refusals import add_refusal
from schools.middleware import SchoolRequest
from schools.wording import time_words

GRANT = Permission.SAFEGUARDING_GRANT


@require_safe
def safeguarding_log(request: SchoolRequest, school: str) -> HttpResponse:
    """Who opened which file, when and why; and which openings in an emergency wait for a review."""
    seat = seat_of(request)
    if seat.level is Level.KNOWN:
        raise Http404
    form = LogForm(request.GET)
    asked = form.asked()
    page = log_page(request.rights, seat, asked)
    kept = urlencode({name: text for name, text in request.GET.items() if name in form.fields and text})
    context = {"page": page, "asked": asked, "kept": kept, "reviews": reviews_due(request.rights, seat)}
    return render(
        request,
        "safeguarding/log.html",
        context | {"now": clock.now(), "reviews_them": request.rights.has(GRANT)},
    )


@steps_up
@require_http_methods(["GET", "POST"])
def safeguarding_emergency(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """Open one child's file for an hour, for the head or a safeguarding officer."""
    now, seat = clock.now(), seat_of(request)
    if not may_break_glass(request.rights) or seat.level is Level.KNOWN:
        raise Http404
    who = get_pupil_for(request.rights, Permission.CONCERN_RAISE, pupil)
    form = EmergencyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = open_in_emergency(
                rights=request.rights, seat=seat, pupil_id=pupil, at=now, **form.cleaned_data
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            until = time_words(made.until_at)
            messages.success(request, f"The file is open to you until {until}. The leads have been told.")
            return redirect("safeguarding_emergency", school, pupil)
    context = {"who": who, "form": form, "open_until": open_emergencies(request.rights, at=now)}
    return render(request, "safeguarding/emergency.html", context, status=422 if form.errors else 200)
