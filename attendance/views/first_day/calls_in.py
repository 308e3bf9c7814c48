"""A call from a family, a stay at home that the school asked for, and texts about absences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from attendance.forms.calls import CallInForm, StayForm
from attendance.queries.first_day.call_in import find_pupils
from attendance.queries.first_day.panels import CallPanel
from attendance.services.first_day.absence_codes import may_set_codes
from attendance.services.first_day.calls import LoggedCall, log_call_in
from attendance.services.first_day.panels import open_panel
from attendance.services.first_day.stays import ask_to_stay
from attendance.services.first_day.texts import Texts, plan_texts, text_families
from schools import clock
from schools.forms.refusals import add_refusal
from schools.middleware import SchoolRequest
from schools.names import number_in
from schools.queries.messaging import messaging_of
from schools.queries.school_days import school_day_now
from schools.wording import count_words, list_words, short_day_words

MOST_NAMED = 5
STOPPED_WORDS = "Messages are stopped: these wait until somebody starts them again. Ring the families."


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
    if facts.letter and done.is_new and not done.marked and not done.is_proposal:
        words = f"{_words(panel, facts.letter, done)}. {panel.state}: no mark of today was changed."
        messages.warning(request, words)
    else:
        messages.success(request, f"{_words(panel, facts.letter, done)}.")
    return HttpResponseRedirect(reverse("call_in", args=[request.rights.school.slug]))


def _words(panel: CallPanel, letter: str, done: LoggedCall) -> str:
    """What to say: "Amir Khan: call from the family logged, I proposed for Wed 10 Mar"."""
    said = [f"{panel.name}: call from the family logged"]
    if not done.is_new:
        said.append("already before")
    if done.is_proposal:
        said.append(f"{letter} proposed to the attendance officer")
    if done.marked:
        halves = list_words([row.session.words for row in done.marked])
        said.append(f"{letter} set for the {halves}")
    if done.ahead:
        said.append(
            f"{letter} proposed for {_days(done.ahead)}" if letter else f"kept for {_days(done.ahead)}"
        )
    return ", ".join(said)


def _days(days: Sequence[date]) -> str:
    """School days to come: "Wed 10 Mar", "Wed 10 Mar to Mon 15 Mar"."""
    first, last = short_day_words(days[0]), short_day_words(days[-1])
    return first if len(days) == 1 else f"{first} to {last}"


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


@require_http_methods(["GET", "POST"])
def call_texts(request: SchoolRequest, school: str) -> HttpResponse:
    """Queue a text to the families of the chosen pupils; to all not texted yet once that is confirmed.

    Whoever comes back here by its address finds the call list.
    """
    if request.method == "GET":
        return HttpResponseRedirect(reverse("call_list", args=[school]))
    now = clock.now()
    day = school_day_now(request.rights.school, now)
    is_all = "all" in request.POST
    is_stopped = messaging_of(request.rights.school).stopped_at is not None
    if is_all and "sure" not in request.POST:
        plan = plan_texts(rights=request.rights, day=day)
        if plan.queued:
            stopped = STOPPED_WORDS if is_stopped else ""
            context = {"question": plan_question(plan), "left": left_words(plan), "stopped": stopped}
            return render(request, "attendance/call_texts.html", context)
    sent = [number_in(text) or 0 for text in request.POST.getlist("pupil")]
    texts = text_families(rights=request.rights, pupils=None if is_all else sent, day=day, at=now)
    waits = is_stopped and texts.queued > 0
    is_short = bool(waits or texts.unreachable or texts.asked_first or texts.failed)
    tell = messages.warning if is_short else messages.success
    tell(request, f"{texts_words(texts)} {STOPPED_WORDS}" if waits else texts_words(texts))
    return HttpResponseRedirect(reverse("call_list", args=[school]))


def plan_question(plan: Texts) -> str:
    """What the press would do: "Text 25 families (27 pupils, a text for each)?"."""
    families = count_words(plan.families, "family", "families")
    if plan.families == plan.queued:
        return f"Text {families}?"
    return f"Text {families} ({count_words(plan.queued, 'pupil')}, a text for each)?"


def texts_words(texts: Texts) -> str:
    """What became of the texts: how many wait to be sent, and for whom none does."""
    said = (
        f"{count_words(texts.queued, 'text')} waiting to be sent." if texts.queued else "No text was added."
    )
    return " ".join([said, *left_words(texts)])


def left_words(texts: Texts) -> list[str]:
    """Who gets no text, and why: a sentence for each reason."""
    said = []
    if texts.before:
        had = count_words(texts.before, "family", "families")
        said.append(f"{had} had one already.")
    if texts.answered:
        spoken = count_words(texts.answered, "family", "families")
        said.append(f"{spoken} spoken with already.")
    if texts.failed:
        said.append(f"The text failed for {_named(texts.failed)}: ring them.")
    if texts.explained:
        left = count_words(texts.explained, "pupil")
        said.append(f"{left} left out: no longer absent without a reason.")
    if texts.unmarked:
        left = count_words(texts.unmarked, "pupil")
        said.append(f"{left} left out: no mark yet, so ask for the register first.")
    if texts.asked_first:
        said.append(f"Speak to the DSL first about {_named(texts.asked_first)}.")
    if texts.unreachable:
        said.append(f"No number fits for {_named(texts.unreachable)}: ring them.")
    return said


def _named(names: Sequence[str]) -> str:
    rest = len(names) - MOST_NAMED
    return list_words([*names[:MOST_NAMED], *([f"{rest} more"] if rest > 0 else [])])
