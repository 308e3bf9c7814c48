"""The panel of a pupil's family: whom to ring, what was tried, and the call that was made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.roles import Permission
from attendance.forms.calls import CallForm, StrikeForm, seen_marks
from attendance.models import Way
from attendance.queries.first_day.attempts import attempt_for, attempts_of
from attendance.queries.first_day.panels import CallPanel
from attendance.services.first_day.absence_codes import CodeClash, may_set_codes
from attendance.services.first_day.attempts import strike_attempt
from attendance.services.first_day.calls import LoggedCall, accept_proposal, log_call
from attendance.services.first_day.panels import open_panel
from attendance.views.first_day.panels import panel_links
from schools import clock
from schools.calendar import Session
from schools.forms.refusals import add_refusal
from schools.middleware import SchoolRequest
from schools.names import number_in
from schools.queries.school_days import school_day_now
from schools.wording import list_words

# The page's script asks for the panel alone, and is answered with what to say.
PANEL = "X-Panel"
LOGGED = {Way.CALL: "call", Way.EMAIL: "email", Way.MESSAGE: "message", Way.IN_PERSON: "talk in person"}


@require_http_methods(["GET", "POST"])
def call(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """Show the panel; POST writes down a call with its code, or accepts a proposed code."""
    now = clock.now()
    panel = open_panel(rights=request.rights, pupil_id=pupil, day=school_day_now(request.rights.school, now))
    if request.method == "GET":
        return _page(request, panel, CallForm.of(panel))
    if "accept" in request.POST:
        return _accept(request, panel, now)
    form = CallForm.of(panel, request.POST)
    if form.is_valid():
        try:
            done = log_call(
                rights=request.rights,
                facts=form.facts(pupil, on=now.date()),
                seen=seen_marks(form.cleaned_data["seen"]),
                at=now,
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            return _logged(request, panel, form, done)
    return _page(request, panel, form, status=422)


def _logged(request: SchoolRequest, panel: CallPanel, form: CallForm, done: LoggedCall) -> HttpResponse:
    if done.clashes:
        attempts = {row.pupil_id: row.pk for row in done.attempts}
        clashes = [(clash, attempts[clash.pupil_id]) for clash in done.clashes]
        return _page(request, panel, CallForm.of(panel), status=409, clashes=clashes)
    return _said(request, call_words(panel, form.cleaned_data["letter"], form.cleaned_data["way"], done))


def call_words(panel: CallPanel, letter: str, way: str, done: LoggedCall) -> str:
    """What to say once a try is written down: "Amir Khan: call logged, I set for the morning"."""
    about = {row.pupil_id for row in done.attempts}
    names = list_words([panel.name, *(row.name for row in panel.siblings if row.pupil_id in about)])
    said = f"{names}: {LOGGED[Way(way)]} logged"
    if not done.is_new:
        return f"{said} already before"
    if done.marked:
        halves = [half.words for half in Session if half in {row.session for row in done.marked}]
        return f"{said}, {letter} set for the {list_words(halves)}"
    return f"{said}, {letter} proposed to the attendance officer" if done.is_proposal else said


def _accept(request: SchoolRequest, panel: CallPanel, now: datetime) -> HttpResponse:
    """Set a proposed code, or one's own over a mark that was shown."""
    attempt = number_in(request.POST.get("accept", "")) or 0
    try:
        done = accept_proposal(
            rights=request.rights,
            attempt_id=attempt,
            seen=seen_marks(request.POST.get("seen", "")),
            at=now,
            overrule="overrule" in request.POST,
        )
    except ValidationError as refusal:
        return _page(request, panel, CallForm.of(panel), status=422, problem=refusal.messages[0])
    if done.clashes:
        clashes = [(clash, attempt) for clash in done.clashes]
        return _page(request, panel, CallForm.of(panel), status=409, clashes=clashes)
    return _said(request, f"{panel.name}: code set")


def _said(request: SchoolRequest, words: str) -> HttpResponse:
    """Back to the list; the script is told what to say and stays on its page."""
    if PANEL in request.headers:
        return JsonResponse({"said": words})
    messages.success(request, f"{words}.")
    return HttpResponseRedirect(reverse("call_list", args=[request.rights.school.slug]))


def _page(
    request: SchoolRequest,
    panel: CallPanel,
    form: CallForm,
    *,
    status: int = 200,
    clashes: Sequence[tuple[CodeClash, int]] = (),
    problem: str = "",
) -> HttpResponse:
    template = "attendance/_call_panel.html" if PANEL in request.headers else "attendance/call.html"
    context = {
        "panel": panel,
        "form": form,
        "clashes": clashes,
        "problem": problem,
        "links": panel_links(request.rights, panel.pupil_id),
        "may_set": may_set_codes(request.rights),
        "may_text": request.rights.has(Permission.ABSENCE_MESSAGE) and not panel.safety.stop,
    }
    return render(request, template, context, status=status)


@require_http_methods(["GET", "POST"])
def call_strike(request: SchoolRequest, school: str, attempt: int) -> HttpResponse:
    """Strike out a try that was written down wrongly, with the reason."""
    row = attempt_for(request.rights, attempt)
    form = StrikeForm(request.POST if request.method == "POST" else None)
    back = reverse("call", args=[school, row.pupil_id])
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            strike_attempt(rights=request.rights, attempt_id=attempt, reason=reason, at=clock.now())
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Struck out. It stays to be read, with your reason.")
            return HttpResponseRedirect(back)
    lines = attempts_of(request.rights, [row.pupil_id], on=row.date)
    context = {
        "name": row.pupil.known_name,
        "line": next(line for line in lines if line.attempt_id == attempt),
        "form": form,
        "back_url": back,
    }
    return render(request, "attendance/call_strike.html", context, status=422 if form.errors else 200)
