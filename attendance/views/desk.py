"""The front desk: who leaves during the day, and who comes back."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from attendance.forms.desk import SignOutForm, sign_out_initial
from attendance.queries.sign_outs import DeskPupil, desk_day, sign_out_now
from attendance.services.sign_outs import (
    choose_to_sign_out,
    correct_sign_out,
    find_to_sign_out,
    sign_out,
)
from attendance.services.sign_outs import sign_back as back_in
from schools import clock
from schools.calendar import Session
from schools.forms.refusals import add_refusal
from schools.middleware import SchoolRequest
from schools.names import number_in
from schools.queries.calendar import school_day, times_on, why_closed
from schools.wording import day_words, time_words


@require_http_methods(["GET", "POST"])
def desk(request: SchoolRequest, school: str) -> HttpResponse:
    """Find a pupil and sign them out; `?q=` finds, `?pupil=` chooses."""
    now = clock.now()
    rights = request.rights
    times = times_on(rights.school, now.date())
    on, session = now.date(), times.session_at(now) if times else None
    chosen = _chosen(request, on, session)
    standing = sign_out_now(chosen.pupil_id, on=on) if chosen and chosen.sign_out_id else None
    form = SignOutForm(
        request.POST if request.method == "POST" else None,
        initial=sign_out_initial(standing) if standing else {"out_at": now.time()},
    )
    if request.method == "POST" and chosen is None:
        form.add_error(None, "Choose a pupil first")
    elif chosen and form.is_valid() and (said := _write(request, form, chosen, now)):
        messages.success(request, said)
        return HttpResponseRedirect(reverse("desk", args=[school]))
    words = request.GET.get("q", "")
    found, more = find_to_sign_out(rights=rights, words=words, on=on, session=session)
    context = {
        "day": desk_day(rights, on=on),
        "found": found,
        "more": more,
        "typed": words,
        "chosen": chosen,
        "form": form,
        "date_words": day_words(on),
        "day_problem": "" if school_day(rights.school, on) else why_closed(rights.school, on),
    }
    return render(request, "attendance/desk.html", context, status=422 if form.errors else 200)


def _write(request: SchoolRequest, form: SignOutForm, chosen: DeskPupil, now: datetime) -> str:
    """Sign the pupil out, or correct the sign-out that stands; what to say, empty where it is refused."""
    is_correction = "correct" in request.POST
    act = correct_sign_out if is_correction else sign_out
    try:
        row = act(rights=request.rights, pupil_id=chosen.pupil_id, facts=form.facts(now), at=now)
    except ValidationError as refusal:
        add_refusal(form, refusal)
        return ""
    out_at = time_words(timezone.localtime(row.out_at))
    if is_correction:
        return f"{chosen.name}: corrected. Out at {out_at}, {row.reason}."
    return f"{chosen.name} signed out at {out_at}."


def _chosen(request: SchoolRequest, on: date, session: Session | None) -> DeskPupil | None:
    """The pupil that the page names; 404 where it names one out of reach."""
    pupil_id = number_in(request.POST.get("pupil", "") or request.GET.get("pupil", ""))
    if pupil_id is None:
        return None
    chosen = choose_to_sign_out(rights=request.rights, pupil_id=pupil_id, on=on, session=session)
    if chosen is None:
        raise Http404
    return chosen


@require_POST
def sign_back(request: SchoolRequest, school: str, sign_out: int) -> HttpResponse:
    """Sign a pupil back in with one press."""
    try:
        row = back_in(rights=request.rights, sign_out_id=sign_out, at=clock.now())
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        back_at = time_words(timezone.localtime(row.back_at))
        messages.success(request, f"{row.pupil.known_name} is back, {back_at}.")
    return HttpResponseRedirect(reverse("desk", args=[school]))
