"""One code for many sessions: choose, look at what it would do, confirm; and the act with its undoing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.roles import Permission
from attendance.bulk import BulkPlan, Selection, code_title, many_words
from attendance.forms.bulk import BulkForm, ClosureForm, ManySessionsForm, numbers, sent_again, typed
from attendance.models import BulkAct
from attendance.queries.bulk.acts import act_page, get_act, past_acts
from attendance.queries.bulk.pages import (
    MOST_TICKS,
    codes_to_choose,
    groups_to_choose,
    marks_set_since,
    plan_page,
    pupils_to_tick,
)
from attendance.queries.bulk.sessions import plan_closure, plan_codes
from attendance.services.bulk import Undone, set_codes, undo_bulk, undo_reason, whom_words
from attendance.services.closures import record_closure
from attendance.services.save_keys import answer_once
from attendance.thresholds import MOST_DAYS_BACK
from attendance.views.plain_forms import form_sent
from schools import clock
from schools.access import Rights
from schools.calendar import Session, academic_year_of
from schools.middleware import SchoolRequest
from schools.wording import short_day_words

PREVIEW, CONFIRM = "preview", "confirm"
TICK_FIRST = "Tick the box to say that you have looked at the marks that would be overwritten"


@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: SchoolRequest, school: str) -> HttpResponse:
    """Choose whom, when and which code; look at what it would do; set it. Nothing is set before that."""
    now = clock.now()
    groups = groups_to_choose(request.rights, on=now.date())
    pupils = _pupils(request, now)
    step = request.POST.get("step", "")
    form = BulkForm(
        request.POST if step in (PREVIEW, CONFIRM) else None,
        groups=[choice for kind in groups for choice in kind.groups],
        pupils=pupils,
        letters=[letter for letter, _ in codes_to_choose(now.date())] + ["\\", "Y3", "Y4"],
        today=now.date(),
        initial=typed(request.POST),
    )
    if form.is_bound and form.is_valid():
        return _decide_codes(request, form, now)
    context = {
        "form": form,
        "groups": groups,
        "chosen": numbers(request.POST.getlist("groups")),
        "pupils": pupils,
        "ticked": numbers(request.POST.getlist("pupils")),
        "is_asked": step == "pupils",
        "most": MOST_TICKS if len(pupils) >= MOST_TICKS else 0,
        "codes": codes_to_choose(now.date()),
        "acts": past_acts(request.rights.school, page=request.GET.get("page", "")),
    }
    return render(request, "attendance/bulk.html", context, status=422 if form.errors else 200)


def _pupils(request: SchoolRequest, now: datetime) -> list[tuple[int, str]]:
    """The pupils of the groups that were chosen, once somebody asked for their names or ticked some."""
    if request.POST.get("step") != "pupils" and not request.POST.getlist("pupils"):
        return []
    chosen = numbers(request.POST.getlist("groups"))
    first = now.date() - MOST_DAYS_BACK
    return pupils_to_tick(request.rights, chosen, first=first, last=now.date())


def _decide_codes(request: SchoolRequest, form: BulkForm, now: datetime) -> HttpResponse:
    choice, rights = form.choice(), request.rights

    def act() -> BulkAct:
        if choice.replace and not form.cleaned_data["is_agreed"]:
            raise ValidationError(TICK_FIRST)
        return set_codes(
            rights=rights,
            selection=choice.selection,
            code=choice.letter,
            reason=form.cleaned_data["reason"],
            replace=choice.replace,
            stamp=form.cleaned_data["stamp"],
            at=now,
        )

    title = code_title(choice.letter)
    words = {
        "route": "bulk",
        "heading": f"Set {title}",
        "verb": f"Set {title}",
        "may_replace": True,
        "replaces": sorted(choice.replace),
    }
    return _decide(
        request, form, choice.selection, act, lambda: plan_codes(rights.school, choice, at=now), words
    )


@require_http_methods(["GET", "HEAD", "POST"])
def closure_new(request: SchoolRequest, school: str) -> HttpResponse:
    """Record that the school or a part of it was closed and nobody planned it: look first, then confirm."""
    now = clock.now()
    rights = request.rights
    groups = groups_to_choose(rights, on=now.date())
    is_asked = request.POST.get("step", "") in (PREVIEW, CONFIRM)
    form = ClosureForm(
        request.POST if is_asked else None,
        groups=[choice for kind in groups for choice in kind.groups],
        today=now.date(),
        initial=typed(request.POST),
    )
    if form.is_bound and form.is_valid():
        return _decide_closure(request, form, now)
    may_set_up = rights.has(Permission.SETUP_ATTENDANCE)
    year = academic_year_of(now.date())
    context = {
        "form": form,
        "groups": groups,
        "chosen": numbers(request.POST.getlist("groups")),
        "for_calendar": form.is_for_calendar,
        "calendar_url": reverse("calendar_year", args=[school, year]) if may_set_up else "",
    }
    return render(request, "attendance/closure.html", context, status=422 if form.errors else 200)


def _decide_closure(request: SchoolRequest, form: ClosureForm, now: datetime) -> HttpResponse:
    selection, rights = form.closure(), request.rights

    def act() -> BulkAct:
        return record_closure(
            rights=rights,
            selection=selection,
            reason=form.cleaned_data["reason"],
            stamp=form.cleaned_data["stamp"],
            at=now,
        )

    words = {"route": "closure_new", "heading": "Record a closure", "verb": "Record the closure"}
    return _decide(
        request, form, selection, act, lambda: plan_closure(rights.school, selection, at=now), words
    )


def _decide(
    request: SchoolRequest,
    form: ManySessionsForm,
    selection: Selection,
    act: Callable[[], BulkAct],
    plan: Callable[[], BulkPlan],
    words: dict[str, Any],
) -> HttpResponse:
    """Do what was confirmed; or show what it would do, and why the last try did nothing."""
    refusal, school = "", request.rights.school
    if request.POST["step"] == CONFIRM:
        try:
            once = answer_once(form_sent(request), lambda: {"act": act().pk}, by=request.user, at=clock.now())
        except ValidationError as problem:
            refusal = problem.messages[0]
        else:
            messages.success(request, "Done. It can be undone as one on this page.")
            return redirect("bulk_act", school.slug, once["act"])
    seen_at = form.seen_at() if refusal else None
    context = words | {
        "refusal": refusal,
        "changed": marks_set_since(school, selection, seen_at) if seen_at else [],
        "page": plan_page(plan(), verb=words["verb"]),
        "lead": _lead(request.rights, selection),
        "sent": sent_again(request.POST),
        "save_key": uuid4(),
        "seen": int(clock.now().timestamp() * 1_000_000),
        "reason": form.cleaned_data["reason"],
    }
    return render(request, "attendance/bulk_preview.html", context, status=422 if refusal else 200)


def _lead(rights: Rights, selection: Selection) -> str:
    """The choice in words: "8HW, Mon 8 Mar to Tue 9 Mar, morning and afternoon"."""
    first, last = short_day_words(selection.starts_on), short_day_words(selection.ends_on)
    days = first if selection.starts_on == selection.ends_on else f"{first} to {last}"
    halves = " and ".join(half.words for half in Session if half in selection.sessions)
    whom = whom_words(rights, selection)
    return f"{whom[0].upper()}{whom[1:]}, {days}, {halves}"


@require_http_methods(["GET", "HEAD", "POST"])
def bulk_act(request: SchoolRequest, school: str, act: int) -> HttpResponse:
    """What an act did, and the button that takes it back."""
    if request.method == "POST":
        return _undo(request, act)
    found = get_act(request.rights, act)
    context = {"act": act_page(found, undo_reason=undo_reason(found))}
    return render(request, "attendance/bulk_act.html", context)


def _undo(request: SchoolRequest, act: int) -> HttpResponseRedirect:
    try:
        undone = undo_bulk(rights=request.rights, act_id=act, at=clock.now())
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, f"Undone. {_undone_words(undone)}")
    return redirect("bulk_act", request.rights.school.slug, act)


def _undone_words(undone: Undone) -> str:
    parts = [
        f"{many_words(count, 'session')} {what}."
        for count, what in (
            (undone.cleared, "blank again"),
            (undone.restored, "back to the mark before"),
            (undone.left, "changed or submitted since and left as they are"),
        )
        if count
    ]
    return " ".join(parts)
