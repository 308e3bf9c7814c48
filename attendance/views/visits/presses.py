"""The presses of a visitor, the correction of their times, and the answer to a missed check-in."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods, require_POST

from attendance.forms.visits import NoteForm, TimesForm, WordsForm, times_of
from attendance.home_visits import Press
from attendance.queries.visits.pages import goes_on
from attendance.queries.visits.reached import get_visit_for
from attendance.services.visits.openings import open_visit
from attendance.services.visits.presses import answer_alarm, ask_more_time, correct_times, press
from schools import clock
from schools.forms.refusals import add_refusal
from schools.middleware import SchoolRequest
from schools.wording import time_words


@require_POST
def visit_press(request: SchoolRequest, school: str, visit: int) -> HttpResponse:
    """One press on the way: the server's time is kept, and told."""
    try:
        step = Press(request.POST.get("step", ""))
    except ValueError as unknown:
        raise BadRequest("Press one of the buttons of the visit’s page.") from unknown
    try:
        row = press(rights=request.rights, visit_id=visit, step=step, at=clock.now())
    except ValidationError as refusal:
        return _answer(request, visit, refusal.messages[0], is_refusal=True)
    at = time_words(timezone.localtime(getattr(row, step.field)))
    return _answer(request, visit, f"{step.words}: {at}. Daymark has it.")


@require_POST
def visit_more_time(request: SchoolRequest, school: str, visit: int) -> HttpResponse:
    """A quarter of an hour more before anybody is alarmed."""
    try:
        row = ask_more_time(
            rights=request.rights,
            visit_id=visit,
            seen_check_in=_instant_in(request.POST.get("seen", "")),
            at=clock.now(),
        )
    except ValidationError as refusal:
        return _answer(request, visit, refusal.messages[0], is_refusal=True)
    by = time_words(timezone.localtime(row.check_in_by)) if row.check_in_by else ""
    return _answer(request, visit, f"Say by {by} that you are safe.")


def _instant_in(text: str) -> datetime | None:
    """The instant that a page sent; None for what is none."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and timezone.is_aware(found) else None


def _answer(request: SchoolRequest, visit: int, words: str, *, is_refusal: bool = False) -> HttpResponse:
    """What the server did: words for the page's script, or the page with them."""
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"said": words}, status=409 if is_refusal else 200)
    (messages.error if is_refusal else messages.success)(request, words)
    return redirect("visit", request.rights.school.slug, visit)


@require_http_methods(["GET", "POST"])
def visit_times(request: SchoolRequest, school: str, visit: int) -> HttpResponse:
    """Put the times of a visit right, for who goes, until it is written down."""
    now = clock.now()
    row = get_visit_for(request.rights, visit)
    if request.method == "GET" and not goes_on(row, request.user):
        return redirect("visit", school, visit)
    form = TimesForm(request.POST if request.method == "POST" else None, initial=times_of(row))
    if request.method == "POST" and form.is_valid():
        try:
            correct_times(rights=request.rights, visit_id=visit, times=form.times(row, now=now), at=now)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The times were corrected.")
            return redirect("visit", school, visit)
    context = {"form": form, "visit": row}
    return render(request, "attendance/visit_times.html", context, status=422 if form.errors else 200)


@require_POST
def visit_answer(request: SchoolRequest, school: str, visit: int) -> HttpResponse:
    """Write down what was learned of a visitor who has not said that they are safe."""
    now = clock.now()
    form = WordsForm(request.POST)
    if form.is_valid():
        try:
            words, is_safe = form.cleaned_data["words"], request.POST.get("safe") == "yes"
            answer_alarm(rights=request.rights, visit_id=visit, words=words, is_safe=is_safe, at=now)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            goes_on = "The alarm goes on until they are safe."
            ended = "The alarm has ended on every page."
            messages.success(request, f"Written down. {ended if is_safe else goes_on}")
            return redirect("visit", school, visit)
    page = open_visit(rights=request.rights, visit_id=visit, at=now)
    context = {"page": page, "form": form, "answer": form, "note": NoteForm(), "save_key": uuid4()}
    return render(request, "attendance/visit.html", context, status=422)
