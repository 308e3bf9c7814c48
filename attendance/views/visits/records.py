"""Writing a visit down, and adding words to it later."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from attendance.forms.visits import NoteForm, RecordForm, WordsForm, times_of
from attendance.queries.visits.reached import get_visit_for
from attendance.services.save_keys import Answer, answer_once
from attendance.services.visits.openings import open_visit
from attendance.services.visits.records import add_note, write_visit
from attendance.views.plain_forms import form_sent
from schools import clock
from schools.forms.refusals import add_refusal
from schools.middleware import SchoolRequest


@require_http_methods(["GET", "POST"])
def visit_record(request: SchoolRequest, school: str, visit: int) -> HttpResponse:
    """Write down what was found, once."""
    now = clock.now()
    row = get_visit_for(request.rights, visit)
    if request.method == "GET" and (row.written_at is not None or row.cancelled_at is not None):
        return redirect("visit", school, visit)
    form = RecordForm(request.POST if request.method == "POST" else None, initial=times_of(row))
    if request.method == "POST" and form.is_valid():
        try:
            write_visit(rights=request.rights, visit_id=visit, found=form.found(row, now=now), at=now)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Written down.")
            return redirect("visit", school, visit)
    context = {"form": form, "visit": row}
    return render(request, "attendance/visit_record.html", context, status=422 if form.errors else 200)


@require_POST
def visit_note(request: SchoolRequest, school: str, visit: int) -> HttpResponse:
    """Add words to a visit that was written down; the same form sent twice adds them once."""
    now = clock.now()
    form = NoteForm(request.POST)

    def act() -> Answer:
        words = form.cleaned_data["note"]
        return {"note": add_note(rights=request.rights, visit_id=visit, words=words, at=now).pk}

    if form.is_valid():
        try:
            answer_once(form_sent(request), act, by=request.user, at=now)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Your words were added.")
            return redirect("visit", school, visit)
    page = open_visit(rights=request.rights, visit_id=visit, at=now)
    context = {"page": page, "form": form, "answer": WordsForm(), "note": form, "save_key": uuid4()}
    return render(request, "attendance/visit.html", context, status=422)
