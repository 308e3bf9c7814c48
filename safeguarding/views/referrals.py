"""Referring a child to an agency: the form, and what followed."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safeguarding.forms.referrals import ReferralForm, StepForm, new_referral
from safeguarding.queries.referrals import referral_page, referral_start
from safeguarding.referral_rules import working_days_after
from safeguarding.seats import seat_of
from safeguarding.services.referrals import follow_up, refer
from schools import clock
from schools.forms.refusals import add_refusal
from schools.middleware import SchoolRequest
from schools.queries.dated_values import value_of

ANSWER_DAYS = "referral.answer_days"


@require_http_methods(["GET", "POST"])
def referral_new(request: SchoolRequest, school: str, pupil: int) -> HttpResponse:
    """Write down that a child was referred."""
    now, seat = clock.now(), seat_of(request)
    start = referral_start(rights=request.rights, seat=seat, pupil_id=pupil)
    days = value_of(request.rights.school, ANSWER_DAYS, on=now.date())
    proposed = new_referral(key=uuid4(), now=now, answer_due_at=working_days_after(now, days))
    form = ReferralForm(
        request.POST if request.method == "POST" else None, concerns=start.concerns, initial=proposed
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = refer(
                rights=request.rights,
                seat=seat,
                pupil_id=pupil,
                key=form.cleaned_data["key"],
                facts=form.facts(),
                at=now,
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Referral written down.")
            return redirect("safeguarding_referral", school, pupil, made)
    context = {"form": form, "start": start}
    return render(request, "safeguarding/referral_new.html", context, status=422 if form.errors else 200)


@require_safe
def referral(request: SchoolRequest, school: str, pupil: int, referral: UUID) -> HttpResponse:
    """One referral, what followed, and the form that adds to it."""
    return _page(request, pupil, referral, StepForm())


@require_POST
def referral_step(request: SchoolRequest, school: str, pupil: int, referral: UUID) -> HttpResponse:
    """Write down what followed a referral."""
    form = StepForm(request.POST)
    if form.is_valid():
        try:
            follow_up(
                rights=request.rights,
                seat=seat_of(request),
                pupil_id=pupil,
                referral_id=referral,
                facts=form.facts(),
                at=clock.now(),
            )
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "Written down.")
            return redirect("safeguarding_referral", school, pupil, referral)
    return _page(request, pupil, referral, form)


def _page(request: SchoolRequest, pupil_id: int, referral_id: UUID, form: StepForm) -> HttpResponse:
    page = referral_page(
        rights=request.rights,
        seat=seat_of(request),
        pupil_id=pupil_id,
        referral_id=referral_id,
        now=clock.now(),
    )
    context = {"page": page, "form": form}
    return render(request, "safeguarding/referral.html", context, status=422 if form.errors else 200)
