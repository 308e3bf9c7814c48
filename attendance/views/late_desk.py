"""Late pupils at the desk: signed in, asked why, taken back, and sent to class with a slip."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from attendance.arrivals import LATE_REASONS
from attendance.forms.desk import UndoForm, WordsForm
from attendance.models import Arrival
from attendance.queries.arrivals import arrival_line
from attendance.services.arrival_changes import give_reason, undo_arrival
from attendance.services.arrivals import ArrivalFacts, AskFirstError, SoughtError
from attendance.services.arrivals import arrive as sign_in
from attendance.views.desk_page import Answer, desk_at, desk_page
from schools import clock
from schools.forms.refusals import add_refusal
from schools.middleware import SchoolRequest
from schools.names import number_in
from schools.wording import day_words


@require_POST
def arrive(request: SchoolRequest, school: str) -> HttpResponse:
    """Sign a pupil in now, by the server's clock; `sure` and `here` answer questions of earlier presses."""
    now = clock.now()
    pupil_id = number_in(request.POST.get("pupil", ""))
    if pupil_id is None:
        told = Answer(words="Choose a pupil first.", is_problem=True)
        return desk_page(request, desk_at(request, now), answer=told, status=422)
    facts = ArrivalFacts(
        now,
        base_version=number_in(request.POST.get("version", "")),
        is_sure="sure" in request.POST,
        is_here="here" in request.POST,
    )
    try:
        row = sign_in(rights=request.rights, pupil_id=pupil_id, facts=facts, at=now)
    except AskFirstError as question:
        asked = Answer(
            words=question.messages[0],
            pupil_id=pupil_id,
            version=question.version,
            is_sought=isinstance(question, SoughtError),
        )
        return desk_page(request, desk_at(request, now), answer=asked, status=409)
    except ValidationError as refusal:
        told = Answer(words=f"{refusal.messages[0]}.", is_problem=True)
        return desk_page(request, desk_at(request, now), answer=told, status=422)
    return _to_desk(school, **{"arrival" if isinstance(row, Arrival) else "back": row.pk})


def _to_desk(school: str, **tells: int) -> HttpResponseRedirect:
    query = f"?{urlencode(tells)}" if tells else ""
    return HttpResponseRedirect(f"{reverse('desk', args=[school])}{query}")


@require_POST
def arrival_reason(request: SchoolRequest, school: str, arrival: int) -> HttpResponse:
    """Write down why a pupil is late: one of the short list, or words."""
    now = clock.now()
    reason, form = request.POST.get("reason", ""), WordsForm(request.POST)
    if reason not in LATE_REASONS:
        reason = form.cleaned_data["words"] if form.is_valid() else ""
    if not reason:
        told = Answer(line=arrival_line(request.rights, arrival), words="Say why this pupil is late.")
        return desk_page(request, desk_at(request, now), answer=told, status=422)
    try:
        give_reason(rights=request.rights, arrival_id=arrival, reason=reason, at=now)
    except ValidationError as refusal:
        messages.error(request, f"{refusal.messages[0]}.")
        return _to_desk(school)
    return _to_desk(school, arrival=arrival)


@require_http_methods(["GET", "POST"])
def arrival_undo(request: SchoolRequest, school: str, arrival: int) -> HttpResponse:
    """Take an arrival back, with the reason; the mark goes back with it while nobody changed it."""
    line = arrival_line(request.rights, arrival)
    form = UndoForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            _, said = undo_arrival(
                rights=request.rights, arrival_id=arrival, why=form.cleaned_data["why"], at=clock.now()
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"The arrival of {line.name} was taken back. {said}.")
            return _to_desk(school)
    status = 422 if form.errors else 200
    return render(request, "attendance/arrival_undo.html", {"line": line, "form": form}, status=status)


@require_safe
def slip(request: SchoolRequest, school: str, arrival: int) -> HttpResponse:
    """The slip that a late pupil takes to class: without the reason."""
    line = arrival_line(request.rights, arrival)
    context = {"line": line, "date_words": day_words(line.on, year=True)}
    return render(request, "attendance/slip.html", context)
