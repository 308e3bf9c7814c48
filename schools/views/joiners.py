"""Entering a joiner by hand, and a pupil who comes back."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.roles import Permission
from schools import clock
from schools.forms.joiners import JoinerForm, OnRollForm
from schools.middleware import SchoolRequest
from schools.queries.joiners import joiner_sheet, returner_sheet
from schools.services.joiners import NamesakeError, enter_again, enter_joiner
from schools.services.openings import open_record
from schools.views.upn_warnings import warn_of_upn


@require_http_methods(["GET", "POST"])
def pupil_new(request: SchoolRequest, school: str) -> HttpResponse:
    """A joiner to enter by hand."""
    now = clock.now()
    form = JoinerForm(
        request.POST if request.method == "POST" else None,
        sheet=joiner_sheet(request.rights.school, on=now.date()),
        takes_boarders=request.rights.school.takes_boarders,
        today=now.date(),
        initial={"admitted_on": now.date()},
    )
    namesake = 0
    if request.method == "POST" and form.is_valid():
        try:
            joiner = enter_joiner(
                rights=request.rights,
                entry=form.entry(),
                joining=form.joining(),
                is_another=form.cleaned_data["is_another"],
                on=now.date(),
                at=now,
            )
        except NamesakeError as refusal:
            form.refuse(refusal)
            form.ask_again()
            namesake = refusal.pupil_id
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{joiner.known_name} is entered. Add the addresses and parents next.")
            warn_of_upn(request, joiner.upn)
            return redirect("pupil_record", school, joiner.pk)
    context = {"form": form, "namesake": namesake}
    return render(request, "schools/pupil_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def pupil_rejoin(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """A pupil who left and comes back."""
    now = clock.now()
    sheet = open_record(
        partial(returner_sheet, on=now.date()),
        rights=request.rights,
        permission=Permission.PUPIL_MANAGE,
        pupil_id=pupil,
        tbl="schools_rollentry",
    )
    form = OnRollForm(
        request.POST if request.method == "POST" else None,
        sheet=sheet.groups,
        initial={"admitted_on": now.date()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            enter_again(rights=request.rights, pupil_id=pupil, joining=form.joining(), on=now.date(), at=now)
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"{sheet.name} is entered again.")
            return redirect("pupil_record", school, pupil)
    context = {"form": form, "sheet": sheet}
    return render(request, "schools/pupil_rejoin.html", context, status=422 if form.errors else 200)
