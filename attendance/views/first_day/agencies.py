"""Telling the agencies that stand by a pupil of the absence."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from attendance.forms.leads import AgencyForm
from attendance.services.first_day.agencies import open_agencies, tell_agency
from schools import clock
from schools.forms.refusals import add_refusal
from schools.middleware import SchoolRequest


@require_http_methods(["GET", "POST"])
def agency_told(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """Whom to tell of a pupil's absence, and who was told. Opening it is written down."""
    now = clock.now()
    page = open_agencies(rights=request.rights, pupil_id=pupil, at=now)
    form = AgencyForm(request.POST if request.method == "POST" else None, agencies=page.agencies)
    if request.method == "POST" and form.is_valid():
        try:
            row = tell_agency(rights=request.rights, pupil_id=pupil, facts=form.facts(), at=now)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(
                request, f"{page.name}: {'told' if row.reached else 'message left'}. It is written down."
            )
            return redirect("agency_told", school, pupil)
    context = {"page": page, "form": form}
    return render(request, "attendance/agency_told.html", context, status=422 if form.errors else 200)
