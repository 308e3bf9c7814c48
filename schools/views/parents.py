"""The parents and contacts of a pupil, in the order in which they are rung."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import Permission
from schools import clock
from schools.forms.pupils import ContactForm, ParentForm
from schools.middleware import SchoolRequest
from schools.names import number_in, words_in
from schools.queries.family_sheets import contact_sheet, new_contact_sheet
from schools.services.openings import open_record
from schools.services.parents import (
    add_contact,
    add_known_contact,
    change_contact,
    move_contact,
    remove_contact,
)

CONTACTS = "schools_contact"


@require_http_methods(["GET", "POST"])
def family_add(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """One more contact: a parent who is new, or one whom the school knows from another child."""
    asked = request.POST if request.method == "POST" else request.GET
    sheet = open_record(
        partial(
            new_contact_sheet,
            request.rights,
            words=words_in(request.GET.get("find", "")),
            parent_id=number_in(asked.get("parent", "")),
        ),
        rights=request.rights,
        permission=Permission.PUPIL_MANAGE,
        pupil_id=pupil,
        tbl=CONTACTS,
    )
    posted = request.POST if request.method == "POST" else None
    form = ContactForm(posted) if sheet.parent_id else ParentForm(posted, with_address=True)
    if posted is not None and form.is_valid() and _added(request, form, pupil, sheet.parent_id):
        return redirect("pupil_record", school, pupil)
    return render(
        request, "schools/family_add.html", {"form": form, "sheet": sheet}, status=422 if form.errors else 200
    )


def _added(request: SchoolRequest, form: ContactForm, pupil: int, parent_id: int | None) -> bool:
    """Whether the contact stands now; else the form says why not."""
    add = (
        partial(add_contact, parent=form.parent())
        if isinstance(form, ParentForm)
        else partial(add_known_contact, parent_id=parent_id or 0)
    )
    try:
        add(rights=request.rights, pupil_id=pupil, contact=form.contact(), at=clock.now())
    except ValidationError as refusal:
        form.refuse(refusal)
        return False
    messages.success(request, "Contact added as the last to be rung.")
    return True


@require_http_methods(["GET", "POST"])
def family_edit(request: SchoolRequest, school: str, pupil: int, contact: int) -> HttpResponse:
    """A parent to change, and what they are to this pupil."""
    sheet = open_record(
        partial(contact_sheet, request.rights, contact_id=contact),
        rights=request.rights,
        permission=Permission.PUPIL_MANAGE,
        pupil_id=pupil,
        tbl=CONTACTS,
    )
    form = ParentForm(
        request.POST if request.method == "POST" else None,
        initial=sheet.initial,
        with_address=sheet.with_address,
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_contact(
                rights=request.rights,
                pupil_id=pupil,
                contact_id=contact,
                parent=form.parent(),
                contact=form.contact(),
                version=form.cleaned_data["version"],
                at=clock.now(),
            )
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Contact saved.")
            return redirect("pupil_record", school, pupil)
    return render(
        request,
        "schools/family_edit.html",
        {"form": form, "sheet": sheet},
        status=422 if form.errors else 200,
    )


@require_POST
def family_order(request: SchoolRequest, school: str, pupil: int, contact: int) -> HttpResponse:
    """Ring a contact earlier or later."""
    try:
        move_contact(
            rights=request.rights,
            pupil_id=pupil,
            contact_id=contact,
            up=request.POST.get("to") == "up",
            seen=number_in(request.POST.get("seen", "")) or 0,
            at=clock.now(),
        )
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, "Order of contact saved.")
    return redirect("pupil_record", school, pupil)


@require_POST
def family_remove(request: SchoolRequest, school: str, pupil: int, contact: int) -> HttpResponse:
    """Take a contact off the list."""
    try:
        remove_contact(rights=request.rights, pupil_id=pupil, contact_id=contact, at=clock.now())
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("family_edit", school, pupil, contact)
    messages.success(request, "Contact removed.")
    return redirect("pupil_record", school, pupil)
