"""Contact safety of a pupil: what to know before anybody rings. Every reading is written down."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from schools import clock
from schools.forms.contact_safety import NoteForm
from schools.middleware import SchoolRequest
from schools.queries.contact_safety import SafetyPage, safety_page
from schools.services.markers import end_marker, set_marker
from schools.services.openings import open_record
from schools.services.safety_notes import end_note, set_note, stop_contact


@require_safe
def pupil_safety(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """The notes and no-contact facts of a pupil."""
    page = _opened(request, pupil, Permission.CONTACT_SAFETY_VIEW)
    return render(request, "schools/pupil_safety.html", {"page": page})


@require_http_methods(["GET", "POST"])
def safety_new(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """One more note, by the safeguarding lead."""
    page = _opened(request, pupil, Permission.CONTACT_SAFETY_SET)
    form = NoteForm(
        request.POST if request.method == "POST" else None,
        initial={"from_on": clock.today()},
        contacts=[(line.contact_id, line.name) for line in page.contacts],
    )
    if request.method == "POST" and form.is_valid():
        try:
            set_note(rights=request.rights, pupil_id=pupil, facts=form.facts(), at=clock.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "Safety note saved. Whoever may ring the family sees it now.")
            return redirect("pupil_safety", school, pupil)
    context = {"page": page, "form": form}
    return render(request, "schools/safety_new.html", context, status=422 if form.errors else 200)


def _opened(request: SchoolRequest, pupil: int, permission: Permission) -> SafetyPage:
    return open_record(
        partial(safety_page, request.rights, on=clock.today()),
        rights=request.rights,
        permission=permission,
        pupil_id=pupil,
        tbl="schools_safetynote",
    )


@require_POST
def safety_end(request: SchoolRequest, school: str, pupil: int, note: int) -> HttpResponse:
    """End a safety note today."""
    try:
        end_note(rights=request.rights, pupil_id=pupil, note_id=note, on=clock.today(), at=clock.now())
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, "The note ends today. It stays under past notes.")
    return redirect("pupil_safety", school, pupil)


@require_POST
def safety_stop(request: SchoolRequest, school: str, pupil: int, contact: int) -> HttpResponse:
    """Say that nobody may contact an adult about the pupil, or that they may again."""
    stop = request.POST.get("stop") == "yes"
    stop_contact(rights=request.rights, pupil_id=pupil, contact_id=contact, stop=stop, at=clock.now())
    words = "Nobody may contact them now." if stop else "They may be contacted again."
    messages.success(request, words)
    return redirect("pupil_safety", school, pupil)


@require_POST
def marker_new(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """Set a marker, by the safeguarding lead."""
    kind = request.POST.get("kind", "")
    try:
        row = set_marker(rights=request.rights, pupil_id=pupil, kind=kind, at=clock.now())
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, f"{row}: set. The office sees it from now on, and no reason.")
    return redirect("pupil_safety", school, pupil)


@require_POST
def marker_end(request: SchoolRequest, school: str, pupil: int, marker: int) -> HttpResponse:
    """End a marker today."""
    try:
        row = end_marker(rights=request.rights, pupil_id=pupil, marker_id=marker, at=clock.now())
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, f"{row}: it ends today.")
    return redirect("pupil_safety", school, pupil)
