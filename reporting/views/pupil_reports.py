"""A pupil's report: what it shall hold, and of which days."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from reporting.forms import PupilReportForm
from reporting.services.pupil_reports import ask_for_report, offer_report
from reporting.views.documents import to_its_page
from schools import clock
from schools.middleware import SchoolRequest


@require_http_methods(["GET", "HEAD", "POST"])
def pupil_report(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """Ask for the report of a pupil. Opening the page is written down."""
    offer = offer_report(rights=request.rights, pupil_id=pupil)
    data = request.POST if request.method == "POST" else None
    form = PupilReportForm(data, parts=offer.parts, today=clock.today())
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask_for_report(
                rights=request.rights, pupil_id=pupil, days=form.days, holds=form.parts, at=timezone.now()
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return to_its_page(asked)
    context = {"form": form, "offer": offer}
    return render(request, "reporting/pupil_report.html", context, status=422 if form.errors else 200)
