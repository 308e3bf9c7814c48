"""N codes: the queue by school days left, and one code with one reason for those that were ticked."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import Permission
from attendance.bulk import many_words
from attendance.codes import UNKNOWN_CIRCUMSTANCES, code_of
from attendance.forms.n_codes import NForm, ticked
from attendance.n_codes import proposed_reason
from attendance.queries.bulk.pages import MarkLine, mark_line
from attendance.queries.first_day.n_codes import WaitingNCodes, n_codes_waiting
from attendance.queries.first_day.n_picks import n_choices, plan_n
from attendance.services.first_day.n_codes import NOutcome, resolve_n
from attendance.services.save_keys import Answer, answer_once
from attendance.views.plain_forms import form_sent
from schools import clock
from schools.forms.refusals import add_refusal
from schools.middleware import SchoolRequest
from schools.queries.school_days import school_day_now
from schools.wording import count_words

MOST_ON_PAGE = 200
LAST_DAY, EDIT, CONFIRM = "last", "edit", "confirm"
O_LETTER = code_of(UNKNOWN_CIRCUMSTANCES).letter


@require_safe
def n_codes(request: SchoolRequest, school: str) -> HttpResponse:
    """The N codes of the pupils whom the person follows, oldest first; `?tick=last` ticks those due."""
    now = clock.now()
    waiting = _waiting(request, now)
    form = NForm(codes=n_choices(now.date()))
    if request.GET.get("tick") == LAST_DAY:
        due = [line.pick for line in waiting.oldest if line.last]
        form.initial = {"picks": due, "code": O_LETTER, "reason": proposed_reason(waiting.limit)}
    return _queue(request, form, waiting)


def _waiting(request: SchoolRequest, now: datetime) -> WaitingNCodes:
    return n_codes_waiting(request.rights, school_day_now(request.rights.school, now), MOST_ON_PAGE)


def _queue(request: SchoolRequest, form: NForm, waiting: WaitingNCodes, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "waiting": waiting,
        "more": waiting.lines - len(waiting.oldest),
        "form": form,
        "ticked": {*ticked(form.data), *form.initial.get("picks", ())},
        "o_letter": O_LETTER,
        "o_reason": proposed_reason(waiting.limit),
        "may_resolve": request.rights.has_for_school(Permission.N_CODE_RESOLVE),
        "save_key": uuid4(),
    }
    return render(request, "attendance/n_codes.html", context, status=status)


@require_POST
def n_codes_set(request: SchoolRequest, school: str) -> HttpResponse:
    """Show what a code would do to the marks that were ticked, or set it. Nothing is set before that."""
    now = clock.now()
    step = request.POST.get("step", "")
    codes = n_choices(timezone.localtime(now).date())
    if step == EDIT:
        typed = {name: request.POST.get(name, "") for name in ("code", "reason")}
        form = NForm(codes=codes, initial=typed | {"picks": ticked(request.POST)})
        return _queue(request, form, _waiting(request, now))
    form = NForm(request.POST, codes=codes)
    if not form.is_valid():
        return _queue(request, form, _waiting(request, now), status=422)
    try:
        return _confirm(request, form, now) if step == CONFIRM else _preview(request, form, now)
    except ValidationError as refusal:
        add_refusal(form, refusal)
        return _queue(request, form, _waiting(request, now), status=422)


def _preview(request: SchoolRequest, form: NForm, now: datetime) -> HttpResponse:
    plan = plan_n(request.rights, form.picks, form.cleaned_data["code"], at=now)
    pupils = {facts.pupil_id for facts in plan.changes}
    context = {
        "title": plan.title,
        "lead": f"{many_words(len(plan.changes), 'session')} of {count_words(len(pupils), 'pupil')}",
        "count": len(plan.changes),
        "changes": [mark_line(facts.name, facts.on, facts.session, facts.standing) for facts in plan.changes],
        "left": plan.left,
        "sent": _sent(form),
        "reason": form.cleaned_data["reason"],
        "save_key": uuid4(),
    }
    return render(request, "attendance/n_codes_preview.html", context)


def _sent(form: NForm) -> list[tuple[str, str]]:
    """What was chosen, for the hidden fields of the next step."""
    typed = [(name, form.cleaned_data[name]) for name in ("code", "reason")]
    return [*(("pick", text) for text in ticked(form.data)), *typed]


def _confirm(request: SchoolRequest, form: NForm, now: datetime) -> HttpResponse | HttpResponseRedirect:
    def act() -> Answer:
        outcome = resolve_n(
            rights=request.rights,
            picks=form.picks,
            letter=form.cleaned_data["code"],
            reason=form.cleaned_data["reason"],
            at=now,
        )
        return _answer(outcome)

    answer = answer_once(form_sent(request), act, by=request.user, at=now)
    done = f"{answer['title']} is set for {many_words(answer['changed'], 'session')}"
    if not answer["left"]:
        messages.success(request, f"{done}.")
        return redirect("n_codes", request.rights.school.slug)
    left = [MarkLine(*line) for line in answer["left"]]
    return render(request, "attendance/n_codes_left.html", {"done": done, "left": left})


def _answer(outcome: NOutcome) -> Answer:
    """An outcome as it is kept under the form's key."""
    left = [[each.name, each.when, each.letter, each.css, each.title, each.words] for each in outcome.left]
    return {"title": outcome.title[0].upper() + outcome.title[1:], "changed": outcome.changed, "left": left}
