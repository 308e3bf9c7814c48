"""The addresses of a pupil."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.roles import Permission
from schools import clock
from schools.forms.pupils import AddressForm
from schools.middleware import SchoolRequest
from schools.queries.family_sheets import home_sheet, new_home_sheet
from schools.services.addresses import NOT_YOURS, add_address, change_address
from schools.services.openings import open_record

ADDRESSES = "schools_pupiladdress"


@require_http_methods(["GET", "POST"])
def address_new(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """One more address of a pupil."""
    sheet = open_record(
        new_home_sheet,
        rights=request.rights,
        permission=Permission.PUPIL_MANAGE,
        pupil_id=pupil,
        tbl=ADDRESSES,
    )
    form = AddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            add_address(rights=request.rights, pupil_id=pupil, facts=form.facts(), at=clock.now())
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Address saved.")
            return redirect("pupil_record", school, pupil)
    context = {"form": form, "sheet": sheet, "title": "Add an address"}
    return render(request, "schools/address.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def address_edit(request: SchoolRequest, school: str, pupil: int, address: int) -> HttpResponse:
    """An address to change or to end; who may not see it learns whom to ask."""
    sheet = open_record(
        partial(home_sheet, request.rights, address_id=address),
        rights=request.rights,
        permission=Permission.PUPIL_MANAGE,
        pupil_id=pupil,
        tbl=ADDRESSES,
    )
    form = AddressForm(request.POST if request.method == "POST" else None, initial=sheet.initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_address(
                rights=request.rights,
                pupil_id=pupil,
                address_id=address,
                facts=form.facts(),
                version=form.cleaned_data["version"],
                at=clock.now(),
            )
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Address saved.")
            return redirect("pupil_record", school, pupil)
    context = {
        "form": form,
        "sheet": sheet,
        "title": "Change an address",
        "withheld": "" if sheet.initial else NOT_YOURS,
    }
    return render(request, "schools/address.html", context, status=422 if form.errors else 200)
