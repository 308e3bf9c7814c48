"""Codes agreed ahead: the list, one permit, and granting, changing and ending it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission
from attendance.codes import code_of, find_code
from attendance.forms.permits import EndForm, PermitForm, permit_initial
from attendance.models import CodePermit
from attendance.permit_times import WEEK_PLACES
from attendance.queries.permits.facts import parents_to_agree
from attendance.queries.permits.planned import PlannedFilter, planned_list
from attendance.queries.permits.planned_pupils import MOST_CANDIDATES, pupils_named
from attendance.queries.permits.promised_marks import agreed_words
from attendance.services.permits import (
    PermitDoubtError,
    change_permit,
    end_permit,
    grant_permit,
    open_permit,
    open_to_change,
)
from attendance.services.save_keys import Answer, answer_once
from attendance.views.plain_forms import form_sent
from schools import clock
from schools.access import get_pupil_for
from schools.forms.refusals import add_refusal
from schools.middleware import SchoolRequest
from schools.models import Pupil
from schools.names import number_in, words_in
from schools.wording import count_words


@require_safe
def planned(request: SchoolRequest, school: str) -> HttpResponse:
    """Codes agreed ahead: in force, coming, over, and the part-time timetables."""
    asked = PlannedFilter(
        view=request.GET.get("view", ""),
        words=words_in(request.GET.get("q", "")),
        code=request.GET.get("code", ""),
        group=request.GET.get("group", ""),
    )
    page = number_in(request.GET.get("page", "")) or 1
    found = planned_list(request.rights.school, asked, on=clock.today(), page=page)
    return render(request, "attendance/planned.html", {"found": found})


@require_http_methods(["GET", "POST"])
def permit(request: SchoolRequest, school: str, permit: int) -> HttpResponse:
    """One permit, and the form that ends it. Opening it is written down."""
    now = clock.now()
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            ended = end_permit(rights=request.rights, permit_id=permit, reason=reason, at=now)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _ended_words(ended.cleared))
            return redirect("permit", school, permit)
    page = open_permit(rights=request.rights, permit_id=permit, on=now.date())
    context = {"page": page, "form": form}
    return render(request, "attendance/planned_one.html", context, status=422 if form.errors else 200)


def _ended_words(cleared: int) -> str:
    if not cleared:
        return "Ended. Marks that stand stay as they are."
    return f"Ended. {count_words(cleared, 'mark')} of today cleared: the teacher is asked again."


@require_http_methods(["GET", "POST"])
def permit_new(request: SchoolRequest, school: str) -> HttpResponse:
    """Plan an absence or activity of a pupil; first choose whom."""
    asked = request.GET.get("pupil") or request.GET.get("change")
    if not asked:
        return _choose_pupil(request)
    now = clock.now()
    old = _to_change(request)
    pupil_id = old.pupil_id if old else number_in(request.GET.get("pupil", "")) or 0
    who = get_pupil_for(request.rights, Permission.PERMIT_MANAGE, pupil_id)
    form = PermitForm(
        request.POST if request.method == "POST" else None,
        parents=parents_to_agree(who),
        on=now.date(),
        changes=old is not None,
        initial=_initial(request, old, now.date()),
    )
    if request.method == "POST" and form.is_valid():
        made = _grant(request, form, who, old, at=now)
        if made is not None:
            messages.success(request, made["said"])
            return redirect("permit", school, made["permit"])
    context = {"form": form, "who": who, "old": old, "save_key": uuid4()}
    return render(request, "attendance/planned_new.html", context, status=422 if form.errors else 200)


def _choose_pupil(request: SchoolRequest) -> HttpResponse:
    words = words_in(request.GET.get("q", ""))
    candidates = pupils_named(request.rights.school, words, on=clock.today())
    context = {"words": words, "candidates": candidates, "more": len(candidates) == MOST_CANDIDATES}
    return render(request, "attendance/planned_whom.html", context)


def _to_change(request: SchoolRequest) -> CodePermit | None:
    """The permit that another takes the place of; 404 for one of another school."""
    if "change" not in request.GET:
        return None
    return open_to_change(rights=request.rights, permit_id=number_in(request.GET["change"]) or 0)


def _initial(request: SchoolRequest, old: CodePermit | None, today: date) -> dict[str, Any]:
    if old is not None:
        return permit_initial(old, code_of(old.code).letter if old.code is not None else "")
    return {
        "letter": request.GET.get("code", ""),
        "starts_on": today,
        "ends_on": today,
        "places": list(WEEK_PLACES),
    }


def _grant(
    request: SchoolRequest, form: PermitForm, who: Pupil, old: CodePermit | None, *, at: datetime
) -> Answer | None:
    """The permit that the form asks for, once; None where it is refused or doubted, and the form says so."""

    def act() -> Answer:
        made = _grant_now(request, form, who, old, at=at)
        code = find_code(form.facts(who.pk).letter, made.starts_on)
        shown = agreed_words(request.rights.school, [who.pk], made, code, today=at.date())
        return {"permit": made.pk, "said": f"{who.known_name}: agreed. {shown}"}

    try:
        return answer_once(form_sent(request), act, by=request.user, at=at)
    except PermitDoubtError as doubt:
        add_refusal(form, doubt)
        form.ask_to_heed()
    except ValidationError as refusal:
        add_refusal(form, refusal)
    return None


def _grant_now(
    request: SchoolRequest, form: PermitForm, who: Pupil, old: CodePermit | None, *, at: datetime
) -> CodePermit:
    facts, heeded = form.facts(who.pk), form.cleaned_data["heeded"]
    if old is None:
        return grant_permit(rights=request.rights, facts=facts, at=at, heeded=heeded)
    return change_permit(
        rights=request.rights,
        permit_id=old.pk,
        facts=facts,
        reason=form.cleaned_data["why"],
        at=at,
        heeded=heeded,
    )
