"""The list of visits, and the page of one visit for the phone at the door."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from attendance.forms.visits import NoteForm, WordsForm
from attendance.services.visits.openings import open_visit, show_visits
from schools import clock
from schools.middleware import SchoolRequest
from schools.names import number_in


@require_safe
def visits(request: SchoolRequest, school: str) -> HttpResponse:
    """Visits: missed check-ins first; `?pupil=` those of one pupil, `?back=1` those of a year."""
    found = show_visits(
        rights=request.rights,
        at=clock.now(),
        pupil_id=number_in(request.GET.get("pupil", "")),
        looks_back=request.GET.get("back") == "1",
    )
    return render(request, "attendance/visits.html", {"found": found})


@require_safe
def visit(request: SchoolRequest, school: str, visit: int) -> HttpResponse:
    """One visit: where to, who opens, the presses on the way, and what was found."""
    page = open_visit(rights=request.rights, visit_id=visit, at=clock.now())
    context = {"page": page, "answer": WordsForm(), "note": NoteForm(), "save_key": uuid4()}
    return render(request, "attendance/visit.html", context)
