"""Telling the safeguarding lead of an absent pupil, and the lead's own list and decision."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from attendance.forms.leads import DecisionForm, EscalateForm
from attendance.models import Decision
from attendance.queries.first_day.decisions import DecisionPage
from attendance.queries.first_day.escalations import MOST_LINES
from attendance.services.first_day.escalations import (
    DecidedMeanwhileError,
    close_settled,
    decide,
    open_escalation,
    open_tell,
    show_escalations,
)
from attendance.services.first_day.escalations import (
    escalate as tell_lead,
)
from schools import clock
from schools.calendar import Session
from schools.forms.refusals import add_refusal
from schools.middleware import SchoolRequest
from schools.queries.calendar import times_on
from schools.queries.school_days import school_day_now
from schools.wording import count_words, day_words, time_words


@require_http_methods(["GET", "POST"])
def escalate(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """Tell the safeguarding lead of a pupil in one line; afterwards what came of it, and no more."""
    now = clock.now()
    rights = request.rights
    page = open_tell(rights=rights, pupil_id=pupil, day=school_day_now(rights.school, now))
    form = EscalateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            told = tell_lead(rights=rights, pupil_id=pupil, words=form.cleaned_data["words"], at=now)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            if told.is_new:
                messages.success(request, f"{page.who.known_name}: {told.words}.")
                return redirect("call_list", school)
            messages.info(request, f"{page.who.known_name}: {told.words}. Nothing was added.")
            return redirect("escalate", school, pupil)
    context = {
        "who": page.who,
        "absence": page.absence,
        "told": page.told,
        "tries": page.tries,
        "form": form,
    }
    return render(request, "attendance/escalate.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def escalations(request: SchoolRequest, school: str) -> HttpResponse:
    """Every pupil about whom the lead decides; a press puts away those who are back or explained."""
    now = clock.now()
    if request.method == "POST":
        closed = close_settled(rights=request.rights, at=now)
        messages.success(request, f"{count_words(closed, 'pupil')} put away.")
        return redirect("escalations", school)
    day = school_day_now(request.rights.school, now)
    shown = show_escalations(rights=request.rights, day=day)
    lines = shown.lines
    context = {
        "to_decide": [line for line in lines if line.needs_decision],
        "waiting": [line for line in lines if not line.needs_decision and not line.is_settled],
        "settled": [line for line in lines if line.is_settled],
        "is_capped": len(lines) == MOST_LINES,
        "most": MOST_LINES,
        "to_tell": shown.to_tell,
        "date_words": day_words(now.date()),
        "as_of": time_words(now),
    }
    return render(request, "attendance/escalations.html", context)


@require_http_methods(["GET", "POST"])
def escalation(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """One pupil before the lead, with the form of the decision. Opening it is written down."""
    now = clock.now()
    day = school_day_now(request.rights.school, now)
    page = open_escalation(rights=request.rights, pupil_id=pupil, day=day)
    form = DecisionForm(request.POST if request.method == "POST" else None, initial={"seen": page.seen})
    if request.method == "POST" and form.is_valid() and (after := _decide(request, form, page, now)):
        return after
    context = {"page": page, "form": form}
    return render(request, "attendance/escalation.html", context, status=422 if form.errors else 200)


def _decide(
    request: SchoolRequest, form: DecisionForm, page: DecisionPage, now: datetime
) -> HttpResponseRedirect | None:
    """Keep the decision; None where it is refused. A visit leads on to its plan."""
    school, on = request.rights.school, form.cleaned_data["until_on"]
    times = times_on(school, on) if on else None
    try:
        made = decide(
            rights=request.rights,
            pupil_id=page.pupil_id,
            decision=form.cleaned_data["decision"],
            until_at=form.until_at(now, times.starts_at(on, Session.AM) if times else None),
            at=now,
            seen=form.cleaned_data["seen"],
        )
    except DecidedMeanwhileError as refusal:
        form.show_seen(refusal.seen)
        form.add_error(None, refusal)
        return None
    except ValidationError as refusal:
        add_refusal(form, refusal)
        return None
    messages.success(request, f"{page.name}: {str(made).lower()}. Whoever told you sees this outcome alone.")
    if made.decision == Decision.VISIT:
        return redirect("escalation", school.slug, page.pupil_id)
    return HttpResponseRedirect(reverse("escalations", args=[school.slug]))
