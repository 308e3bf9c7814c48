"""A pupil's entry in the admission register: the record, its changes, and who changed what."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission
from schools import clock
from schools.forms.pupils import PupilForm
from schools.middleware import SchoolRequest
from schools.names import number_in
from schools.queries.pupil_records import entry_sheet, record_page
from schools.services.openings import open_history, open_record
from schools.services.pupil_records import change_pupil
from schools.views.upn_warnings import warn_of_upn

PUPILS = "schools_pupil"


@require_safe
def pupil_record(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """The record of a pupil. Opening it is written down."""
    page = open_record(
        partial(record_page, request.rights, on=clock.today()),
        rights=request.rights,
        permission=Permission.PUPIL_MANAGE,
        pupil_id=pupil,
        tbl=PUPILS,
    )
    return render(request, "schools/pupil_record.html", {"page": page})


@require_http_methods(["GET", "POST"])
def pupil_edit(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """Who a pupil is, to correct."""
    now = clock.now()
    sheet = open_record(
        entry_sheet, rights=request.rights, permission=Permission.PUPIL_MANAGE, pupil_id=pupil, tbl=PUPILS
    )
    form = PupilForm(
        request.POST if request.method == "POST" else None,
        initial=sheet.initial,
        takes_boarders=request.rights.school.takes_boarders,
        today=now.date(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            saved = change_pupil(
                rights=request.rights,
                pupil_id=pupil,
                entry=form.entry(),
                version=form.cleaned_data["version"],
                on=now.date(),
                at=now,
            )
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{saved.known_name}: record saved.")
            warn_of_upn(request, saved.upn)
            return redirect("pupil_record", school, pupil)
    context = {"form": form, "sheet": sheet}
    return render(request, "schools/pupil_edit.html", context, status=422 if form.errors else 200)


@require_safe
def pupil_history(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """Who changed what in the record, and when. Opening it is written down."""
    number = max(1, number_in(request.GET.get("page", "")) or 1)
    page = open_history(rights=request.rights, pupil_id=pupil, page=number)
    return render(request, "schools/pupil_history.html", {"page": page})
