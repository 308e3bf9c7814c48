"""A child's chronology as a PDF: for one named person, for a reason, with both on every page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from reporting.pdf import make_pdf
from safeguarding.forms.exports import ExportForm
from safeguarding.seats import seat_of, steps_up
from safeguarding.services.exports import Asked, export_offer, take_export
from schools import clock
from schools.middleware import SchoolRequest

TEMPLATE = "reports/safeguarding_export.html"
# It names no child: a list of downloads is read by whoever sits at the machine.
FILE_NAME = "chronology.pdf"


@steps_up
@require_http_methods(["GET", "HEAD", "POST"])
def safeguarding_export(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """Ask for the reason and the recipient, then give the file. The page and the file are written down."""
    form = ExportForm(request.POST if request.method == "POST" else None, today=clock.today())
    if request.method == "POST" and form.is_valid():
        return _file(request, pupil, Asked(**form.cleaned_data))
    child = export_offer(rights=request.rights, seat=seat_of(request), pupil_id=pupil)
    context = {
        "form": form,
        "child": child,
        "banner_title": "Restricted: child protection file.",
        "banner_words": "You are about to take a copy out of the school. It is written down in the file.",
    }
    return render(request, "safeguarding/export.html", context, status=422 if form.errors else 200)


def _file(request: SchoolRequest, pupil: int, asked: Asked) -> HttpResponse:
    now = clock.now()
    taken = take_export(rights=request.rights, seat=seat_of(request), pupil_id=pupil, asked=asked, at=now)
    page = {
        "school": request.rights.school,
        "by": request.user.full_name,
        "at": now,
        "child": taken.child,
        "asked": asked,
        "export": taken.export,
    }
    headers = {"Content-Disposition": f'attachment; filename="{FILE_NAME}"'}
    return HttpResponse(make_pdf(TEMPLATE, page), content_type="application/pdf", headers=headers)
