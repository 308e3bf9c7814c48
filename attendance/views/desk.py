"""The front desk: who leaves during the day, and who comes back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from attendance.forms.desk import SignOutForm
from attendance.queries.sign_outs import DeskPupil
from attendance.services.sign_outs import correct_sign_out, sign_out
from attendance.services.sign_outs import sign_back as back_in
from attendance.views.desk_page import Desk, chosen_pupil, desk_at, desk_page, sign_out_form
from schools import clock
from schools.forms.refusals import add_refusal
from schools.middleware import SchoolRequest
from schools.wording import time_words


@require_http_methods(["GET", "POST"])
def desk(request: SchoolRequest, school: str) -> HttpResponse:
    """Find a pupil, sign them in or out; `?q=` finds, `?pupil=` chooses who leaves, `?arrival=` tells."""
    now = clock.now()
    here = desk_at(request, now)
    chosen = chosen_pupil(request, here)
    form = sign_out_form(request, here, chosen)
    if request.method == "POST" and chosen is None:
        form.add_error(None, "Choose a pupil first")
    elif chosen and form.is_valid() and (said := _write(request, form, chosen, here)):
        messages.success(request, said)
        return HttpResponseRedirect(reverse("desk", args=[school]))
    return desk_page(request, here, chosen=chosen, form=form, status=422 if form.errors else 200)


def _write(request: SchoolRequest, form: SignOutForm, chosen: DeskPupil, here: Desk) -> str:
    """Sign the pupil out, or correct the sign-out that stands; what to say, empty where it is refused."""
    is_correction = "correct" in request.POST
    act = correct_sign_out if is_correction else sign_out
    try:
        row = act(rights=request.rights, pupil_id=chosen.pupil_id, facts=form.facts(here.now), at=here.now)
    except ValidationError as refusal:
        add_refusal(form, refusal)
        return ""
    out_at = time_words(timezone.localtime(row.out_at))
    if is_correction:
        return f"{chosen.name}: corrected. Out at {out_at}, {row.reason}."
    return f"{chosen.name} signed out at {out_at}."


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
