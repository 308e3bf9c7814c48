"""A call from a family, a stay at home that the school asked for, and texts about absences."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from attendance.forms.calls import CallInForm, StayForm
from attendance.queries.first_day.call_in import find_pupils
from attendance.queries.first_day.panels import CallPanel
from attendance.services.first_day.absence_codes import may_set_codes
from attendance.services.first_day.calls import LoggedCall, log_call_in
from attendance.services.first_day.panels import open_panel
from attendance.services.first_day.stays import ask_to_stay
from attendance.services.first_day.texts import Texts, text_families
from schools import clock
from schools.forms.refusals import add_refusal
from schools.middleware import SchoolRequest
from schools.names import number_in
from schools.queries.school_days import school_day_now
from schools.wording import count_words, list_words

MOST_NAMED = 5


@require_http_methods(["GET", "POST"])
def call_in(request: SchoolRequest, school: str) -> HttpResponse:
    """Write down a call from a family; `?q=` finds the pupil, `?pupil=` chooses."""
    now = clock.now()
    day = school_day_now(request.rights.school, now)
    chosen = number_in(request.POST.get("pupil", "") or request.GET.get("pupil", ""))
    panel = open_panel(rights=request.rights, pupil_id=chosen, day=day) if chosen is not None else None
    form = None
    if panel is not None:
        form = CallInForm(
            request.POST if request.method == "POST" else None,
            contacts=panel.contacts,
            codes=panel.codes,
            today=now.date(),
        )
        if form.is_valid() and (answer := _log(request, form, panel, now)):
            return answer
    words = request.GET.get("q", "")
    found, more = find_pupils(request.rights, words, on=now.date())
    context = {
        "panel": panel,
        "form": form,
        "found": found,
        "more": more,
        "typed": words,
        "day_problem": day.problem,
        "may_set": may_set_codes(request.rights),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "attendance/call_in.html", context, status=status)


def _log(
    request: SchoolRequest, form: CallInForm, panel: CallPanel, now: datetime
) -> HttpResponseRedirect | None:
    """Write the call down and go back; None where it was refused."""
    facts = form.facts(panel.pupil_id, on=now.date())
    try:
        done = log_call_in(rights=request.rights, facts=facts, until=form.cleaned_data["until"], at=now)
    except ValidationError as refusal:
        add_refusal(form, refusal)
        return None
    if facts.letter and not done.marked and not done.is_proposal:
        messages.warning(request, f"{panel.name}: call logged. {panel.state}: no mark was changed.")
    else:
        messages.success(request, f"{_words(panel, facts.letter, done)}.")
    return HttpResponseRedirect(reverse("call_in", args=[request.rights.school.slug]))


def _words(panel: CallPanel, letter: str, done: LoggedCall) -> str:
    said = f"{panel.name}: call from the family logged"
    if done.is_proposal:
        return f"{said}, {letter} proposed to the attendance officer"
    halves = list_words([row.session.words for row in done.marked])
    return f"{said}, {letter} set for the {halves}" if done.marked else said


@require_http_methods(["GET", "POST"])
def stay_home(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """Write down that the school asked a pupil to stay at home."""
    now = clock.now()
    panel = open_panel(rights=request.rights, pupil_id=pupil, day=school_day_now(request.rights.school, now))
    form = StayForm(
        request.POST if request.method == "POST" else None,
        initial={"from_on": now.date(), "until_on": now.date()},
    )
    back = reverse("call", args=[school, pupil])
    if form.is_valid():
        try:
            ask_to_stay(rights=request.rights, pupil_id=pupil, at=now, **form.cleaned_data)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, f"{panel.name}: written down. It sets no code: choose one below.")
            return HttpResponseRedirect(back)
    context = {"panel": panel, "form": form, "back_url": back}
    return render(request, "attendance/stay_home.html", context, status=422 if form.errors else 200)


@require_POST
def call_texts(request: SchoolRequest, school: str) -> HttpResponse:
    """Queue a text to the families of the chosen pupils, or of all who are not texted yet."""
    now = clock.now()
    sent = [number_in(text) or 0 for text in request.POST.getlist("pupil")]
    texts = text_families(
        rights=request.rights,
        pupils=None if "all" in request.POST else sent,
        day=school_day_now(request.rights.school, now),
        at=now,
    )
    tell = messages.warning if texts.unreachable else messages.success
    tell(request, texts_words(texts))
    return HttpResponseRedirect(reverse("call_list", args=[school]))


def texts_words(texts: Texts) -> str:
    """What became of the texts: how many wait to be sent, and for whom no number fits."""
    said = (
        f"{count_words(texts.queued, 'text')} waiting to be sent." if texts.queued else "No text was added."
    )
    if texts.before:
        said += f" {count_words(texts.before, 'family', 'families')} had one waiting already."
    if texts.explained:
        said += f" {count_words(texts.explained, 'pupil')} left out: no longer absent without a reason."
    if texts.unmarked:
        said += (
            f" {count_words(texts.unmarked, 'pupil')} left out: no mark yet, so ask for the register first."
        )
    if texts.unreachable:
        named = texts.unreachable[:MOST_NAMED]
        rest = len(texts.unreachable) - len(named)
        names = list_words([*named, *([f"{rest} more"] if rest else [])])
        said += f" No number fits for {names}: ring them."
    return said
